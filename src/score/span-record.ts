import type { CandleColumns } from '../market/candle-columns.ts'
import { DAY } from '../market/units.ts'
import type { BootstrapOptions } from './bootstrap.ts'
import { looksAfter } from './level-look.ts'
import type { LevelCase, MatchedLook } from './level-look.ts'
import { levelRecord } from './level-record.ts'
import type { LevelRecord } from './level-record.ts'
import type { MatchedTimes } from './matched-times.ts'

/** What follows is looked at over each of these. */
export const FOLLOWED_SPANS = { '24h': DAY, '72h': 3 * DAY } as const
export type FollowedSpan = keyof typeof FOLLOWED_SPANS

/** Looks after the same cases, over each span; those that too little follows are missing. */
export type SpanLooks = Readonly<Record<FollowedSpan, readonly MatchedLook[]>>
export type SpanRecords = Readonly<Record<FollowedSpan, LevelRecord>>

export const spanLooks = (
  candles: CandleColumns,
  times: MatchedTimes,
  cases: readonly LevelCase[],
): SpanLooks => ({
  '24h': looksAfter(candles, times, cases, FOLLOWED_SPANS['24h']),
  '72h': looksAfter(candles, times, cases, FOLLOWED_SPANS['72h']),
})

/** Those of several instruments as one. */
export const joinLooks = (looks: readonly SpanLooks[]): SpanLooks => ({
  '24h': looks.flatMap((one) => one['24h']),
  '72h': looks.flatMap((one) => one['72h']),
})

export const spanRecords = (looks: SpanLooks, options: BootstrapOptions): SpanRecords => ({
  '24h': levelRecord(looks['24h'], options),
  '72h': levelRecord(looks['72h'], options),
})
