import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { createPositionMap } from '../../pipeline/position-map.ts'
import { signalReadings } from '../../pipeline/signal-readings.ts'
import type { BootstrapOptions } from '../../score/bootstrap.ts'
import { CLUSTER_KINDS } from '../../score/cluster-cases.ts'
import type { ClusterKind } from '../../score/cluster-cases.ts'
import { MatchedTimes } from '../../score/matched-times.ts'
import { patternLevels, patternRecord } from '../../score/pattern-record.ts'
import type { PatternCase, PatternRecord } from '../../score/pattern-record.ts'
import { joinLooks, spanLooks, spanRecords } from '../../score/span-record.ts'
import type { SpanLooks, SpanRecords } from '../../score/span-record.ts'
import { tradeRecord } from '../../score/trade-record.ts'
import type { MatchedTrade, TradeRecord } from '../../score/trade-record.ts'
import { storedRealised } from '../../server/market/stored-realised.ts'
import { PATTERNS } from '../../signals/signal-state.ts'
import type { PatternKind } from '../../signals/signal-state.ts'
import { SignalRun } from '../../signals/signal-run.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { frameTrades } from './frame-trades.ts'
import { FRAME_KINDS, SignalCases } from './signal-cases.ts'
import type { FrameKind } from './signal-cases.ts'
import { storedSource } from '../history/stored-source.ts'
import type { TimeRange } from '../history/stored-source.ts'

/** A map is read so often. */
export const READ_EVERY: Millis = HOUR

/** What an instrument's map said through a history, and what followed. */
export interface FollowedSignals {
  readonly about: SignalsAbout
  readonly patterns: Readonly<Record<PatternKind, FollowedPatterns>>
  readonly clusters: Readonly<Record<ClusterKind, SpanLooks>>
  readonly frames: Readonly<Record<FrameKind, FollowedFrames>>
}

export interface SignalsAbout {
  readonly instrument: string
  readonly from: string
  readonly to: string
  /** Whether weights were learnt on the way, of what was liquidated; else they are the prior's. */
  readonly learnt: boolean
  readonly candleMs: Millis
  readonly readings: number
  /** Those at which it was not known what is liquidated in a day, and so of no cluster whether it counts. */
  readonly unknownReadings: number
}

interface FollowedPatterns {
  readonly cases: readonly PatternCase[]
  readonly looks: SpanLooks
}

interface FollowedFrames {
  readonly noted: number
  readonly trades: readonly MatchedTrade[]
}

/** What followed what maps said, of one instrument or of several together. */
export interface SignalRecords {
  readonly patterns: Readonly<Record<PatternKind, PatternRecord>>
  /** Whether price came to the middle of clusters. */
  readonly clusters: Readonly<Record<ClusterKind, SpanRecords>>
  readonly setups: Readonly<Record<FrameKind, TradeRecord>>
}

/** Reads an instrument's map through a history. Throws a RangeError where there is no map. */
export async function followSignals(
  history: History,
  stored: HistoryInstrument,
  range: TimeRange,
): Promise<FollowedSignals> {
  const source = await storedSource(history, stored, range)
  const { candles, openInterest, instrument } = source
  const { openTime, interval } = candles
  const [from, to] = [openTime[0]!, openTime.at(-1)! + interval]
  const known = await storedRealised(history, stored, Math.floor(from / HOUR) * HOUR, to)
  const realised = known.hours.size === 0 ? undefined : known.flow
  const map = createPositionMap({ ...source, ...(realised && { realised }) }, 'isotherm')
  const run = new SignalRun()
  const said = new SignalCases(interval)
  const market = { candles, openInterest, realised: realised?.hours }
  for (const reading of signalReadings(map, market, { every: READ_EVERY }))
    said.push(reading, run.push(reading))

  const times = new MatchedTimes(candles)
  return {
    about: {
      instrument: instrument.id,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      learnt: map.weights.length > 1,
      candleMs: interval,
      readings: said.readings,
      unknownReadings: said.unknownReadings,
    },
    patterns: keyed(PATTERNS, (kind) => {
      const cases = said.formations.filter((one) => one.kind === kind)
      return { cases, looks: spanLooks(candles, times, cases.map(patternLevels)) }
    }),
    clusters: keyed(CLUSTER_KINDS, (kind) =>
      spanLooks(
        candles,
        times,
        said.clusters.filter((one) => one.kind === kind),
      ),
    ),
    frames: keyed(FRAME_KINDS, (kind) => {
      const frames = said.frames[kind]
      return { noted: frames.length, trades: frameTrades(instrument.id, candles, times, frames) }
    }),
  }
}

/** The records of instruments together. */
export const signalRecords = (
  followed: readonly FollowedSignals[],
  options: BootstrapOptions,
): SignalRecords => ({
  patterns: keyed(PATTERNS, (kind) => {
    const all = followed.map(({ patterns }) => patterns[kind])
    const cases = all.flatMap((one) => one.cases)
    return patternRecord(cases, joinLooks(all.map(({ looks }) => looks)), options)
  }),
  clusters: keyed(CLUSTER_KINDS, (kind) =>
    spanRecords(joinLooks(followed.map(({ clusters }) => clusters[kind])), options),
  ),
  setups: keyed(FRAME_KINDS, (kind) => {
    const all = followed.map(({ frames }) => frames[kind])
    const noted = all.reduce((sum, one) => sum + one.noted, 0)
    return tradeRecord(
      noted,
      all.flatMap(({ trades }) => trades),
      options,
    )
  }),
})

const keyed = <Key extends string, Value>(
  keys: readonly Key[],
  make: (key: Key) => Value,
): Readonly<Record<Key, Value>> =>
  Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<Key, Value>
