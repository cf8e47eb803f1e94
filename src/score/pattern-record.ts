import type { Millis, PositionSide } from '../market/units.ts'
import type { BootstrapOptions } from './bootstrap.ts'
import type { LevelCase } from './level-look.ts'
import { median } from './level-record.ts'
import { spanRecords } from './span-record.ts'
import type { SpanLooks, SpanRecords } from './span-record.ts'

/** A pattern as it began, and as it ended where it did. */
export interface PatternCase {
  readonly since: Millis
  readonly sincePrice: number
  readonly targets: readonly { readonly side: PositionSide; readonly price: number }[]
  readonly until?: Millis
  readonly how?: 'reached' | 'faded'
  /** Which target was reached; undefined where it is not known which of two was first. */
  readonly reached?: PositionSide | undefined
}

/** What followed patterns of one kind. */
export interface PatternRecord {
  readonly count: number
  /** How they ended; `either` were reached in a stretch of time that holds both targets. */
  readonly ended: Readonly<Record<PatternEnd, number>>
  /** Median time that they stood, of those that ended. */
  readonly stood: Millis | null
  /** Whether price came to a target within a span of when it was first seen, faded or not. */
  readonly within: SpanRecords
}

export const PATTERN_ENDS = ['long', 'short', 'either', 'faded', 'standing'] as const
export type PatternEnd = (typeof PATTERN_ENDS)[number]

/** Of a pattern, its targets as seen from the price at which it was first seen. */
export const patternLevels = ({ since, sincePrice, targets }: PatternCase): LevelCase => ({
  time: since,
  distances: targets.map(({ price }) => Math.log(price / sincePrice)),
})

export function patternRecord(
  cases: readonly PatternCase[],
  looks: SpanLooks,
  options: BootstrapOptions,
): PatternRecord {
  const ended = { long: 0, short: 0, either: 0, faded: 0, standing: 0 }
  for (const one of cases) ended[endOf(one)]++
  const stood = cases.flatMap(({ since, until }) => (until === undefined ? [] : [until - since]))
  return {
    count: cases.length,
    ended,
    stood: stood.length === 0 ? null : median(stood),
    within: spanRecords(looks, options),
  }
}

const endOf = ({ how, reached }: PatternCase): PatternEnd =>
  how === 'reached' ? (reached ?? 'either') : (how ?? 'standing')
