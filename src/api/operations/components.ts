import { z } from 'zod'
import {
  gapSchema,
  liquidationSchema,
  liquidationsSchema,
  quoteRateSchema,
  venueInfoSchema,
} from '../live.ts'
import { clientMessageSchema, serverMessageSchema, streamLineSchema } from '../live-messages.ts'
import {
  bandSchema,
  instrumentInfoSchema,
  modelSchema,
  problemSchema,
  rangedSchema,
} from '../schema.ts'
import { intervalSchema, scoreInfoSchema } from '../score.ts'
import { setupSchema } from '../setups.ts'
import {
  clusterSchema,
  endedClusterSchema,
  endedFormationSchema,
  factsSchema,
  formationSchema,
  ratioSchema,
} from '../signals.ts'
import { OPERATIONS } from './table.ts'
import { fieldWords } from './words.ts'

/** What is no answer of its own, by the name that the document gives it. */
const PARTS: Readonly<Record<string, z.ZodType>> = {
  ClientMessage: clientMessageSchema,
  Cluster: clusterSchema,
  EndedCluster: endedClusterSchema,
  EndedFormation: endedFormationSchema,
  Formation: formationSchema,
  Gap: gapSchema,
  Instrument: instrumentInfoSchema,
  Interval: intervalSchema,
  Liquidation: liquidationSchema,
  Liquidations: liquidationsSchema,
  MarketFacts: factsSchema,
  Model: modelSchema,
  Problem: problemSchema,
  QuoteRate: quoteRateSchema,
  RangedAmount: rangedSchema,
  Ratio: ratioSchema,
  ScoreInfo: scoreInfoSchema,
  ServerMessage: serverMessageSchema,
  Setup: setupSchema,
  StreamLine: streamLineSchema,
  Uncertainty: bandSchema,
  Venue: venueInfoSchema,
}

/** Names of schemas: an answer has that of the first operation that gives it. */
const NAMES: ReadonlyMap<z.ZodType, string> = new Map([
  ...OPERATIONS.toReversed().flatMap(({ id, answer }) =>
    typeof answer === 'string' ? [] : [[answer, id[0]!.toUpperCase() + id.slice(1)] as const],
  ),
  ...Object.entries(PARTS).map(([name, schema]) => [schema, name] as const),
])

export type JsonSchema = Readonly<Record<string, unknown>>

const SCHEMAS = '#/components/schemas/'

/** A reference to a schema. Throws a RangeError on one that has no name. */
export function reference(schema: z.ZodType): JsonSchema {
  const name = NAMES.get(schema)
  if (name === undefined) throw new RangeError('a schema of the document has no name')
  return { $ref: SCHEMAS + name }
}

/** All named schemas as JSON Schema; one inside another is a reference. */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>()
  for (const [schema, id] of NAMES) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    // As an answer stands on the wire: the name of an instrument is a text there.
    io: 'input',
    uri: (id) => SCHEMAS + id,
  })
  const named = Object.entries(schemas).map(
    ([name, { $schema: _version, $id: _address, ...schema }]) => [name, worded(schema)] as const,
  )
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * A schema whose fields say their unit. By name and afterwards: one schema of zod may stand for many
 * fields, of which each means something else.
 */
function worded(schema: JsonSchema): JsonSchema {
  const inside = Object.entries(schema).map(([key, value]) => {
    if (key !== 'properties') return [key, wordedPart(value)] as const
    const fields = Object.entries(value as Record<string, JsonSchema>).map(([name, field]) => {
      const says = fieldWords(name, field)
      return [name, { ...worded(field), ...(says === undefined ? {} : { description: says }) }]
    })
    return [key, Object.fromEntries(fields) as JsonSchema] as const
  })
  return Object.fromEntries(inside)
}

const wordedPart = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(wordedPart)
  return typeof value === 'object' && value !== null ? worded(value as JsonSchema) : value
}
