import { z } from 'zod'
import { nearest } from './nearest.ts'
import { quoted } from './quoted.ts'

/**
 * What is wrong with a value that a schema refused, in one sentence: the field, its value and what would
 * be right.
 * @param hides whether the value at a path must not be shown
 */
export function schemaSentence(
  schema: z.ZodType,
  value: unknown,
  error: z.ZodError,
  hides: (path: readonly PropertyKey[]) => boolean = () => false,
): string {
  const [issue] = error.issues
  if (issue === undefined) return 'cannot be used'
  const where = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const known = keysAt(schema, issue.path, value)
    const [near] = nearest(key, known, 1)
    const hint = near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`
    return `has no key ${quoted(where === '' ? key : `${where}.${key}`)}: ${hint}`
  }
  const at = where === '' ? '' : `${where} `
  if (hides(issue.path)) return `${at}(not shown): ${issue.message}`
  const given = issue.path.reduce<unknown>(inside, value)
  return `${at}${quoted(JSON.stringify(given) ?? 'undefined')}: ${issue.message}`
}

const inside = (value: unknown, part: PropertyKey): unknown =>
  (value as Record<PropertyKey, unknown> | null | undefined)?.[part]

/** Keys that an object may have at a path of a value. */
function keysAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  value: unknown,
): readonly string[] {
  let at: unknown = schema
  let given = value
  for (const part of [...path, undefined]) {
    while (
      at instanceof z.ZodOptional ||
      at instanceof z.ZodDefault ||
      at instanceof z.ZodExactOptional
    )
      at = at.unwrap()
    if (at instanceof z.ZodDiscriminatedUnion) at = optionOf(at, given)
    if (part === undefined) break
    given = inside(given, part)
    if (at instanceof z.ZodArray) at = at.element
    else if (at instanceof z.ZodObject) at = (at.shape as Record<PropertyKey, unknown>)[part]
    else return []
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

function optionOf(union: z.ZodDiscriminatedUnion, value: unknown): unknown {
  const name = union.def.discriminator
  return union.options.find(
    (option) =>
      option instanceof z.ZodObject &&
      (option.shape[name] as z.ZodType).safeParse(inside(value, name)).success,
  )
}
