import { z } from 'zod'
import { parseInstrumentId, parseVenueId } from '../../market/instrument.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { isZone } from '../calendar/local-time.ts'
import { PATTERNS } from '../signal-state.ts'

/** Rules that a person writes. Every refusal says what would be right; docs/alerts.md describes each. */

const side = z.enum(['long', 'short'], 'must be "long" or "short"').exactOptional()
const usd = numberFrom(1, 1e13, 'an amount of USD')
const percent = numberFrom(0.01, 100, 'a share in percent')

function numberFrom(low: number, high: number, what: string) {
  const message = `must be ${what} from ${low} to ${high}`
  return z.number(message).min(low, message).max(high, message)
}

const whenSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('cluster-near'),
      withinPercent: percent,
      minUsd: usd,
      side,
    }),
    z.strictObject({ kind: z.literal('cluster-appears'), minUsd: usd, side }),
    z.strictObject({
      kind: z.literal('cluster-grows'),
      byPercent: numberFrom(1, 10_000, 'a growth in percent'),
      over: z.enum(['24h', '48h', '72h'], 'must be "24h", "48h" or "72h"'),
      minUsd: usd,
      side,
    }),
    z.strictObject({
      kind: z.literal('cluster-migrates'),
      byPercent: percent,
      minUsd: usd,
      side,
    }),
    z.strictObject({ kind: z.literal('cluster-swept'), minUsd: usd, side }),
    z.strictObject({ kind: z.literal('liquidation'), minUsd: usd, side }),
    z.strictObject({ kind: z.literal('cascade'), minUsdPerMinute: usd }),
    z.strictObject({
      kind: z.literal('ratio'),
      crosses: z.enum(['above', 'below'], 'must be "above" or "below"'),
      value: numberFrom(0.01, 100, 'a ratio'),
    }),
    z.strictObject({
      kind: z.literal('pattern'),
      patterns: z
        .array(z.enum(PATTERNS, `must be one of ${PATTERNS.join(', ')}`))
        .min(1, 'must name a pattern')
        .exactOptional(),
    }),
    z.strictObject({
      kind: z.literal('feed-stale'),
      afterSeconds: numberFrom(1, 86_400, 'a time in seconds'),
    }),
    z.strictObject({ kind: z.literal('score-degraded') }),
  ],
  {
    error:
      'kind must be one of cluster-near, cluster-appears, cluster-grows, cluster-migrates, cluster-swept, liquidation, cascade, ratio, pattern, feed-stale, score-degraded',
  },
)

const clockTime = z
  .string()
  .regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day like 22:30')

const quietSchema = z
  .strictObject({
    from: clockTime,
    to: clockTime,
    zone: z.string().refine(isZone, 'must be an IANA time zone like Europe/Berlin or UTC'),
  })
  .refine(({ from, to }) => from !== to, 'from and to must differ')

const nameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and -, beginning with no -')

const instrument = z
  .string()
  .refine((text) => parseInstrumentId(text) !== undefined, 'must be like binance:BTCUSDT')
  .transform((text) => text as InstrumentId)

const venue = z
  .string()
  .refine((text) => parseVenueId(text) !== undefined, 'must be a venue id like binance')

/** Names of channels are written like those of rules. */
export const channelNameSchema = nameSchema

export const ruleSchema = z.strictObject({
  id: nameSchema,
  /** For people; the id where absent. */
  name: z
    .string()
    .min(1, 'must not be empty')
    .max(80, 'must be at most 80 characters')
    .exactOptional(),
  when: whenSchema,
  /** Instruments it looks at; all where absent. */
  instruments: z.array(instrument).min(1, 'must name an instrument').max(500).exactOptional(),
  /** Venues it looks at; all where absent. */
  venues: z.array(venue).min(1, 'must name a venue').max(100).exactOptional(),
  severity: z
    .enum(['high', 'medium', 'low'], 'must be "high", "medium" or "low"')
    .default('medium'),
  /** Whether it goes on after its first alert. */
  repeats: z.boolean('must be true or false').default(true),
  /** Silence of an instrument after an alert. */
  cooldownMinutes: numberFrom(0, 10_080, 'a time in minutes').default(15),
  /** How far back a number must go, as a share of its threshold, before it can tell again. */
  hysteresis: numberFrom(0, 0.9, 'a share').default(0.2),
  quiet: quietSchema.exactOptional(),
  /** Names of channels; all where absent. */
  channels: z.array(nameSchema).min(1, 'must name a channel').max(50).exactOptional(),
})

/** At most so many: each is tried on every situation. */
export const MOST_RULES = 500

export const rulesSchema = z
  .array(ruleSchema)
  .max(MOST_RULES, `must be at most ${MOST_RULES} rules`)
  .superRefine((rules, context) => {
    const seen = new Set<string>()
    for (const [i, { id }] of rules.entries()) {
      if (seen.has(id))
        context.addIssue({
          code: 'custom',
          path: [i, 'id'],
          message: 'must be of one rule: another has it',
        })
      seen.add(id)
    }
  })

export type AlertRule = z.infer<typeof ruleSchema>
export type AlertWhen = AlertRule['when']
export type AlertKind = AlertWhen['kind']
export type Severity = AlertRule['severity']

/** Whether a rule looks at an instrument. */
export const isInScope = (rule: AlertRule, instrument: InstrumentId): boolean =>
  (rule.instruments?.includes(instrument) ?? true) &&
  (rule.venues?.includes(instrument.slice(0, instrument.indexOf(':'))) ?? true)
