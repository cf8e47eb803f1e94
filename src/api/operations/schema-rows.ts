import type { JsonSchema } from './components.ts'

/** A field of a schema, however deep it lies. */
export interface FieldRow {
  /** `levels[].longUsd`; of a map `[name].value`. */
  readonly path: string
  readonly type: string
  readonly says: string
  readonly optional: boolean
}

/** The fields of a schema in their order; those of named schemas inside are not among them. */
export function fieldRows(schema: JsonSchema, path = '', optional = false): readonly FieldRow[] {
  const type = typeOf(schema)
  const says = typeof schema.description === 'string' ? schema.description : ''
  const own = path === '' || type === 'object' ? [] : [{ path, type, says, optional }]
  const required = Array.isArray(schema.required) ? schema.required : []
  const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)
  const inside = (name: string) => (path === '' ? name : `${path}.${name}`)
  return [
    ...own,
    ...fields.flatMap(([name, one]) => fieldRows(one, inside(name), !required.includes(name))),
    ...parts(schema).flatMap(([suffix, one]) =>
      fieldRows(one, path + suffix).filter((row) => row.path !== path + suffix),
    ),
  ]
}

/** Schemas inside that are no fields: items, values of a map, alternatives. */
function parts({ items, additionalProperties, anyOf, oneOf }: JsonSchema): [string, JsonSchema][] {
  const found: [string, JsonSchema][] = []
  if (isSchema(items)) found.push(['[]', items])
  if (isSchema(additionalProperties)) found.push(['[name]', additionalProperties])
  for (const one of [anyOf, oneOf].flat()) if (isSchema(one)) found.push(['', one])
  return found
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A type in a word or two: `number or null`, `array of Level`, the values of an enumeration. */
export function typeOf(schema: JsonSchema): string {
  const { $ref, type, anyOf, oneOf, enum: values, const: only, items } = schema
  if (typeof $ref === 'string') return $ref.slice($ref.lastIndexOf('/') + 1)
  if (Array.isArray(values)) return values.map(String).join(' | ')
  if (only !== undefined) return JSON.stringify(only)
  const choices = [anyOf, oneOf].flat().filter(isSchema)
  if (choices.length > 0) return [...new Set(choices.map(typeOf))].join(' or ')
  if (type === 'array' && isSchema(items)) return `array of ${typeOf(items)}`
  if (Array.isArray(type)) return type.join(' or ')
  return typeof type === 'string' ? type : 'any'
}
