import type { CandleColumns } from '../../market/candle-columns.ts'
import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { CalibratedWeights } from '../../model/calibrated-weights.ts'
import { FEED_BAND } from '../../model/feed-correction.ts'
import { LONG, SHORT } from '../../model/side.ts'
import type { GivenSweeps } from '../../pipeline/given-maps.ts'
import type { CorrectionInUse } from '../../pipeline/corrected-flow.ts'
import { sweepsOf } from '../../pipeline/hourly-sweeps.ts'
import type { HourlySweeps } from '../../pipeline/hourly-sweeps.ts'
import { resampleCandles } from '../../pipeline/resample-candles.ts'
import type { Interval } from '../../score/bootstrap.ts'
import { pick, readHours } from '../../score/hour-columns.ts'
import type { HourColumns } from '../../score/hour-columns.ts'
import { scoreHours } from '../../score/hourly-score.ts'
import type { HourlyScores } from '../../score/hourly-score.ts'
import { modelDetail } from '../../score/model-detail.ts'
import type { ModelDetail } from '../../score/model-detail.ts'
import { realisedOverPredicted } from '../../score/realised-over-predicted.ts'
import { storedRealised } from '../../server/market/stored-realised.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import type { LearntInHistory } from '../weights/learnt-elsewhere.ts'
import { mapControls } from './score-controls.ts'
import { hourRows, impossibleHours, inRows, onRowsOf, possibleRows } from './score-rows.ts'
import { storedSource } from '../history/stored-source.ts'
import type { TimeRange } from '../history/stored-source.ts'

/** The scores of one instrument, as `isotherm score --json` prints them, with the detail of `isotherm`. */
export interface InstrumentScore extends HourlyScores<string>, ModelDetail {
  readonly instrument: string
  readonly from: string
  readonly to: string
  /** Hours of which it is known what was liquidated. */
  readonly hours: number
  /** Hours of a side that are left out: more is said to have been liquidated than was traded. */
  readonly impossibleHours: number
  /** Whether all models are scored on the hours alone that somebody else's map covers. */
  readonly onTheSameHours?: true
  /** How the weights came to be: which expert was in force for how many days, and what the feed looks like. */
  readonly calibration: {
    readonly days: Readonly<Record<string, number>>
    readonly feed: string
    readonly recalibrated: string | null
  }
  /**
   * Where weights are learnt from a corrected feed: by what, and the map's dollars held against
   * corrected amounts. All else is held against what was published.
   */
  readonly corrected?: CorrectionInUse & {
    readonly band: number
    readonly realisedOverPredicted: Interval | undefined
  }
}

/** What is asked of a history. */
export interface ScoreRange extends TimeRange {
  readonly firstScoredDay: number
}

/** What candles swept of somebody else's map, by hour. */
export type OtherMap = (candles: CandleColumns) => GivenSweeps

/** Intervals are drawn with this seed, so that a score can be repeated to the last digit. */
const SEED = 20_261_122

/**
 * Scores the maps of an instrument of a history. Undefined where it holds no realised liquidations.
 * Throws a RangeError where there are no candles or no open interest, and where no hour is scored.
 */
export async function scoreInstrument(
  history: History,
  stored: HistoryInstrument,
  range: ScoreRange,
  elsewhere: LearntInHistory,
  other?: OtherMap,
): Promise<InstrumentScore | undefined> {
  const alone = await storedSource(history, stored, range)
  const source = { ...alone, others: await elsewhere.besides(stored) }
  const hours = resampleCandles(source.candles, HOUR)
  const end = (hours.openTime.at(-1) ?? 0) + HOUR
  const realised = await storedRealised(history, stored, hours.openTime[0] ?? 0, end)
  if (realised.hours.size === 0) return undefined
  const rowsOf = inRows(hours)
  const map = other && rowsOf(other(source.candles))
  const told = hourRows(source.instrument.contract, hours, realised.hours)
  const all = possibleRows(told)
  const rows = map === undefined ? all : onRowsOf(all, map)
  const columns = readHours(rows, { firstScoredDay: range.firstScoredDay, seed: SEED })
  if (columns.scored.length === 0)
    throw new RangeError(unscored(stored.instrument.id, realised.hours.size, rows, range, map))

  const ours = sweepsOf(source, 'isotherm', realised.flow)
  const controls = mapControls(source, hours, ours.learnt, SEED)
  const isotherm = rowsOf(ours)
  const models: Record<string, Float64Array> = {
    isotherm,
    isothermPrior: rowsOf(sweepsOf(source, 'isotherm')),
    isothermMapBefore: rowsOf(controls.before),
    openingOnly: rowsOf(sweepsOf(source, 'opening-only')),
    openingVolume: rowsOf(sweepsOf(source, 'opening-volume')),
    conserving: rowsOf(sweepsOf(source, 'conserving')),
    turnover: rowsOf(sweepsOf(source, 'turnover')),
    yesterdaysMap: rowsOf(controls.yesterday),
    permutedMap: rowsOf(controls.permuted),
    ...(map && { map }),
  }
  return {
    instrument: stored.instrument.id,
    from: new Date(hours.openTime[0]!).toISOString(),
    to: new Date(end).toISOString(),
    hours: realised.hours.size,
    impossibleHours: impossibleHours(told),
    ...(map && { onTheSameHours: true }),
    calibration: describe(ours.learnt, end),
    ...(ours.amounts?.correction && { corrected: againstCorrected(ours, columns, isotherm) }),
    ...scoreHours(columns, models),
    ...modelDetail(columns, isotherm),
  }
}

/** The map's dollars against amounts as they were learnt from, corrected. */
function againstCorrected(
  { amounts, learntFrom }: HourlySweeps,
  { time, realised, scored }: HourColumns,
  swept: Float64Array,
): NonNullable<InstrumentScore['corrected']> {
  // Two rows an hour, the long side first.
  const usd = realised.map((_, row) => learntFrom!(time[row]!, row % 2 === 0 ? LONG : SHORT))
  const of = (column: Float64Array) => pick(column, scored)
  return {
    ...amounts!.correction!,
    band: FEED_BAND,
    realisedOverPredicted: realisedOverPredicted(of(time), of(usd), of(swept), { seed: SEED }),
  }
}

/** Why none of the hours is scored. */
function unscored(
  id: string,
  known: number,
  rows: ReturnType<typeof hourRows>,
  { firstScoredDay }: ScoreRange,
  map: Float64Array | undefined,
): string {
  const both = rows.filter(({ realisedUsd }) => !Number.isNaN(realisedUsd)).length / 2
  const which =
    map === undefined
      ? `liquidations of ${known} hours are known`
      : `the map covers ${Math.ceil(both)} of the ${known} hours whose liquidations are known`
  return `${id}: ${which}, none after the ${firstScoredDay} days that are learnt from (--first-scored-day, at least 5)`
}

function describe(
  learnt: readonly CalibratedWeights[],
  end: Millis,
): InstrumentScore['calibration'] {
  const days: Record<string, number> = {}
  learnt.slice(1).forEach(({ expert, since }, i) => {
    const until = learnt[i + 2]?.since ?? end
    days[expert] = (days[expert] ?? 0) + Math.round((until - since) / DAY)
  })
  const last = learnt.at(-1)
  return {
    days,
    feed: last?.feed ?? 'too-little',
    recalibrated:
      last === undefined || last.since === 0 ? null : new Date(last.since).toISOString(),
  }
}
