import type { CandleColumns } from '../market/candle-columns.ts'
import { notionalUsd } from '../market/instrument.ts'
import { seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { CalibratedWeights } from '../model/calibration.ts'
import { modelSpec } from '../model/models.ts'
import { sweepsOf } from '../pipeline/hourly-sweeps.ts'
import type { MapSource } from '../pipeline/map-source.ts'
import type { MapSweeps } from '../pipeline/map-sweeps.ts'
import { standingMaps, sweptOfMaps } from '../pipeline/map-sweeps.ts'
import { PositionMap } from '../pipeline/position-map.ts'
import { hoursOfEvents, hoursOfTotals, realisedOf } from '../pipeline/realised-hours.ts'
import type { RealisedHours } from '../pipeline/realised-hours.ts'
import { resampleCandles } from '../pipeline/resample-candles.ts'
import { permuted, shifted } from '../score/displaced.ts'
import { excursions } from '../score/excursion.ts'
import { scoreHours } from '../score/hourly-score.ts'
import type { HourRow, HourlyScores } from '../score/hourly-score.ts'
import type { History, HistoryInstrument } from '../store/history.ts'
import { venueDistance } from './venue-distance.ts'

/** The scores of one instrument, as `isotherm score --json` prints them. */
export interface InstrumentScore extends HourlyScores<string> {
  readonly instrument: string
  readonly from: string
  readonly to: string
  /** Hours of which it is known what was liquidated. */
  readonly hours: number
  /** How the weights came to be: which expert was in force for how many days, and what the feed looks like. */
  readonly calibration: {
    readonly days: Readonly<Record<string, number>>
    readonly feed: string
    readonly recalibrated: string | null
  }
}

/** What is asked of a history. */
export interface ScoreRange {
  readonly from: Millis | undefined
  readonly to: Millis | undefined
  readonly firstScoredDay: number
}

/** Somebody else's map over the same hours. */
export type OtherMap = (candles: CandleColumns) => MapSweeps

/** Intervals are drawn with this seed, so that a score can be repeated to the last digit. */
const SEED = 20_261_122

/**
 * Scores the maps of an instrument of a history. Undefined where it holds no realised liquidations.
 * Throws a RangeError where there are no candles or no open interest.
 */
export async function scoreInstrument(
  history: History,
  stored: HistoryInstrument,
  range: ScoreRange,
  other?: OtherMap,
): Promise<InstrumentScore | undefined> {
  const source = await sourceOf(history, stored, range)
  const hours = resampleCandles(source.candles, HOUR)
  const realised = await realisedHours(history, stored, hours)
  if (realised.size === 0) return undefined
  const learning = { realised: realisedOf(realised) }
  const ours = sweepsOf(source, 'isotherm', learning)
  const rowsOf = inRows(hours)
  const maps = mapControls(source, hours, ours.learnt)
  const models: Record<string, Float64Array> = {
    isotherm: rowsOf(ours),
    isothermPrior: rowsOf(sweepsOf(source, 'isotherm')),
    isothermMapBefore: rowsOf(maps.before, hours.openTime),
    openingOnly: rowsOf(sweepsOf(source, 'opening-only')),
    openingVolume: rowsOf(sweepsOf(source, 'opening-volume')),
    conserving: rowsOf(sweepsOf(source, 'conserving')),
    turnover: rowsOf(sweepsOf(source, 'turnover')),
    yesterdaysMap: rowsOf(maps.yesterday, hours.openTime),
    permutedMap: rowsOf(maps.permuted, hours.openTime),
    ...(other === undefined ? {} : { other: rowsOf(other(hours), hours.openTime) }),
  }
  const scores = scoreHours(hourRows(source, hours, realised), models, {
    firstScoredDay: range.firstScoredDay,
    seed: SEED,
  })
  return {
    instrument: stored.instrument.id,
    from: new Date(hours.openTime[0]!).toISOString(),
    to: new Date(hours.openTime.at(-1)! + HOUR).toISOString(),
    hours: realised.size,
    calibration: describe(ours.learnt, hours.openTime.at(-1)! + HOUR),
    ...scores,
  }
}

async function sourceOf(
  history: History,
  { instrument, candles, openInterest }: HistoryInstrument,
  range: ScoreRange,
): Promise<MapSource> {
  const [finest] = candles
  if (finest === undefined || HOUR % finest.interval !== 0)
    throw new RangeError(`${instrument.id} has no candles of an hour or less`)
  if (openInterest === undefined) throw new RangeError(`${instrument.id} has no open interest`)
  const from = Math.max(finest.from, range.from ?? finest.from)
  const to = Math.min(finest.to, range.to ?? finest.to)
  const { distanceAt } = venueDistance(instrument, to)
  const source = {
    instrument,
    candles: await history.candles(instrument.id, finest.interval, from, to),
    openInterest: await history.openInterest(instrument.id, from, to + 1),
    distanceAt,
  }
  if (source.candles.openTime.length === 0 || source.openInterest.time.length === 0)
    throw new RangeError(`${instrument.id} has no candles with open interest in that time`)
  return source
}

/** What was liquidated hour by hour: from sums of an hour or less, or from single liquidations. */
async function realisedHours(
  history: History,
  { instrument, liquidationTotals, liquidations }: HistoryInstrument,
  hours: CandleColumns,
): Promise<RealisedHours> {
  const [from, to] = [hours.openTime[0] ?? 0, (hours.openTime.at(-1) ?? 0) + HOUR]
  const totals = liquidationTotals.find(({ interval }) => HOUR % interval === 0)
  if (totals !== undefined) {
    const closes = new Map(Array.from(hours.openTime, (time, i) => [time + HOUR, hours.close[i]]))
    const sums = await history.liquidationTotals(instrument.id, totals.interval, from, to + 1)
    return hoursOfTotals(instrument, sums, (end) => closes.get(end))
  }
  if (liquidations === undefined) return new Map()
  const gaps = (await history.gaps(instrument.id)).filter(({ stream }) => stream === 'liquidation')
  const [first, last] = [Math.max(from, liquidations.from), Math.min(to, liquidations.to)]
  const events = await history.liquidations(instrument.id, first, last)
  return hoursOfEvents(instrument, events, first, last, (end) =>
    gaps.some((gap) => gap.from < end && gap.to > end - HOUR && gap.repaired !== true),
  )
}

/** Two rows an hour, the long side first; NaN where a model says nothing of the hour. */
const inRows =
  (hours: CandleColumns) =>
  (swept: MapSweeps & { readonly time?: Float64Array }, openTime?: Float64Array): Float64Array => {
    const ends = openTime?.map((time) => time + HOUR) ?? swept.time ?? new Float64Array()
    const at = new Map(Array.from(ends, (end, i) => [end, i]))
    return Float64Array.from({ length: 2 * hours.openTime.length }, (_, row) => {
      const i = at.get(hours.openTime[row >> 1]! + HOUR)
      return i === undefined ? Number.NaN : swept[row % 2 === 0 ? 'long' : 'short'][i]!
    })
  }

function hourRows(
  { instrument: { contract } }: MapSource,
  hours: CandleColumns,
  realised: RealisedHours,
): readonly HourRow[] {
  const away = excursions(hours)
  return Array.from({ length: 2 * hours.openTime.length }, (_, row) => {
    const [i, side] = [row >> 1, row % 2 === 0 ? ('long' as const) : ('short' as const)]
    const time = hours.openTime[i]! + HOUR
    return {
      time,
      side,
      realisedUsd: realised.get(time)?.[row % 2] ?? Number.NaN,
      excursion: away[side][i]!,
      volumeUsd: notionalUsd(contract, quantity(hours.volume[i]!), hours.close[i]!),
    }
  })
}

/** The map as it stood before each hour, a day before, and before an hour drawn at random. */
function mapControls(
  source: MapSource,
  hours: CandleColumns,
  learnt: readonly CalibratedWeights[],
): Readonly<Record<'before' | 'yesterday' | 'permuted', MapSweeps>> {
  const spec = { ...modelSpec('isotherm', source.distanceAt), weights: learnt }
  const maps = standingMaps(new PositionMap(source, spec), hours)
  const yesterday = shifted(maps, DAY / HOUR)
  const drawn = permuted(maps, seededRandom(SEED))
  return {
    before: sweptOfMaps(hours, (i) => maps[i], false),
    yesterday: sweptOfMaps(hours, (i) => yesterday[i], false),
    permuted: sweptOfMaps(hours, (i) => drawn[i], true),
  }
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
