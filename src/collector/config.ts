import { z } from 'zod'
import { quoted } from '../api/quoted.ts'
import { schemaSentence } from '../api/schema-sentence.ts'
import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { parseBaseUrl } from './base-url.ts'

/**
 * What is collected and how long it is kept: the file `isotherm.json` of the data folder, or the one
 * that --config names. Every key may be left out; docs/operating.md describes each.
 */

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'must be a venue id: a-z, 0-9 and -')

const baseUrl = z.string().transform((text, context) => {
  const read = parseBaseUrl(text)
  if ('url' in read) return read.url
  context.addIssue({ code: 'custom', message: read.error })
  return z.NEVER
})

const schema = z.strictObject({
  /** Venues to follow; all that Isotherm reads where absent. */
  venues: z.array(name).min(1).optional(),
  /** Base coins, or instruments as venue:symbol. */
  instruments: z
    .array(
      z
        .string()
        .regex(
          /^(?:[A-Za-z0-9]{1,20}|[a-z0-9][a-z0-9-]{0,30}:[A-Za-z0-9._/-]{1,40})$/,
          'must be a base coin like BTC, or an instrument like binance:BTCUSDT',
        ),
    )
    .min(1)
    .max(500)
    .default(['BTC', 'ETH', 'SOL']),
  /** Days of candles and open interest to fetch at the first start; 0 fetches none. */
  backfillDays: z.number().int().min(0).max(365).default(30),
  /** Whether positions that venues show in public are read too. */
  measuredPositions: z.boolean().default(true),
  /** Whether what followed signals is told anew once a day. */
  signalRecords: z.boolean().default(true),
  journal: z
    .strictObject({
      /** Days after which a segment may go, once its content is in the history. */
      keepDays: z.number().min(0.1).max(3_650).default(7),
      /** Size beyond which the oldest segments may go, once their content is in the history. */
      keepGigabytes: z.number().min(0.1).max(100_000).default(8),
    })
    .default({ keepDays: 7, keepGigabytes: 8 }),
  /** Base URLs in place of a venue's own, by venue and name of the host: `binance.rest`. */
  venueUrls: z
    .record(z.string().regex(/^[a-z0-9-]+\.[a-zA-Z0-9-]+$/, 'must be venue.host'), baseUrl)
    .default({}),
  /** Rules and channels, which src/alerts/config.ts reads. */
  alerts: z.unknown().optional(),
  /** File of scheduled events, seen from the folder of this one. */
  calendar: z.string().min(1).max(4_096).optional(),
})

/** A validated configuration. */
export interface CollectorConfig {
  readonly venues: readonly string[] | undefined
  readonly instruments: readonly string[]
  readonly backfill: Millis
  readonly measuredPositions: boolean
  readonly signalRecords: boolean
  readonly journal: { readonly keepFor: Millis; readonly keepBytes: number }
  readonly venueUrls: Readonly<Record<string, string>>
  readonly alerts: unknown
  readonly calendar: string | undefined
}

/** The configuration without a file. */
export const DEFAULT_CONFIG: CollectorConfig = fromFile(schema.parse({}))

function fromFile(file: z.infer<typeof schema>): CollectorConfig {
  return {
    venues: file.venues,
    instruments: file.instruments,
    backfill: file.backfillDays * DAY,
    measuredPositions: file.measuredPositions,
    signalRecords: file.signalRecords,
    journal: {
      keepFor: file.journal.keepDays * DAY,
      keepBytes: file.journal.keepGigabytes * 2 ** 30,
    },
    venueUrls: file.venueUrls,
    alerts: file.alerts,
    calendar: file.calendar,
  }
}

/**
 * Reads the text of a configuration file. Throws an Error of one sentence that names the key, its
 * value and what would be right.
 */
export function readConfig(text: string): CollectorConfig {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''), refusePrototype)
  } catch (error) {
    throw new Error(`is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  const twice = keyGivenTwice(text)
  if (twice !== undefined) throw new Error(`key ${quoted(twice)} is given twice`)
  const read = schema.safeParse(value)
  if (read.success) return fromFile(read.data)
  throw new Error(schemaSentence(schema, value, read.error))
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__' || key === 'constructor' || key === 'prototype')
    throw new Error(`key ${quoted(key)} is not allowed`)
  return value
}

/** A top-level key that stands twice: JSON.parse would silently take the last. */
function keyGivenTwice(text: string): string | undefined {
  const seen = new Set<string>()
  let depth = 0
  for (const [token, key] of text.matchAll(
    /("(?:[^"\\]|\\.)*")\s*(?=:)|"(?:[^"\\]|\\.)*"|[{}[\]]/g,
  )) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (key !== undefined && depth === 1) {
      if (seen.has(key)) return key.slice(1, -1)
      seen.add(key)
    }
  }
  return undefined
}
