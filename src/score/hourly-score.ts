import type { Millis, PositionSide } from '../market/units.ts'
import { DAY, HOUR } from '../market/units.ts'
import { type Interval, bootstrapMean } from './bootstrap.ts'
import { blockOf } from './day.ts'
import { type LinkOptions, walkForwardLink } from './link.ts'
import { qlikeGains, qlikeLoss } from './qlike.ts'
import { partialSpearman, spearman } from './rank.ts'
import { realisedOverPredicted } from './realised-over-predicted.ts'

/** One hour of one side. */
export interface HourRow {
  /** End of the hour. */
  readonly time: Millis
  readonly side: PositionSide
  /** What was liquidated; NaN where unknown. */
  readonly realisedUsd: number
  /** How far price went beyond the previous close, as a fraction; NaN where unknown. */
  readonly excursion: number
  /** Traded in the hour; NaN where unknown. */
  readonly volumeUsd: number
}

/** What is scored, and how intervals are drawn. */
export interface HourlyScoreOptions {
  /** Days of rows before the first one scored; default 20. */
  readonly firstScoredDay?: number
  /** Seed of the intervals. */
  readonly seed: number
  readonly link?: LinkOptions
  /**
   * Part of what an hour swept that is published in the hour after it: liquidations are executed and
   * told some minutes late. For maps and baselines alike; default 0.05, three minutes of an hour.
   */
  readonly lateShare?: number
}

/**
 * A model on real hours. Gains are in nats per row: the mean QLIKE loss of the baseline less that of
 * the model, both through a link λ = Σ a·x + c fitted on the past alone. Intervals hold 90 %.
 * Undefined where there are no rows to score or a correlation does not exist.
 */
export interface ModelScore {
  /** What the map adds to the candle: map and excursion × volume together, over the latter alone. */
  readonly qlikeGain: Interval | undefined
  /** The map alone over excursion × volume alone. */
  readonly qlikeGainAlone: Interval | undefined
  /** Map and excursion together, over the excursion alone. */
  readonly qlikeGainOverRange: Interval | undefined
  /** Rank correlation of the map's swept USD with the realised. */
  readonly spearman: number | undefined
  /** The same given excursion and excursion × volume. */
  readonly partialSpearman: number | undefined
  /** The same given excursion. */
  readonly partialGivenRange: number | undefined
  /** ΣR ÷ Σ swept USD, as the map says them, without a link. */
  readonly realisedOverPredicted: Interval | undefined
  /** Rows scored, and the UTC days they lie in. */
  readonly rows: number
  readonly days: number
}

/** A baseline on the same hours. */
export interface BaselineScore {
  readonly spearman: number | undefined
  /** Mean QLIKE loss through its link; only differences to other losses mean something. */
  readonly loss: number | undefined
  readonly rows: number
}

/** The walk-forward report. */
export interface HourlyScores<Model extends string> {
  readonly models: Readonly<Record<Model, ModelScore>>
  readonly baselines: {
    readonly excursion: BaselineScore
    readonly excursionTimesVolume: BaselineScore
  }
}

/**
 * Scores maps on real hours, walking forward: whatever is fitted was fitted on earlier days.
 *
 * A row is scored from `firstScoredDay` on where all of realised amount, excursion, volume and the
 * map's swept USD are known; a gain needs both of its links, too. Long and short share a link.
 * @param rows ascending by time
 * @param models swept USD per row by name; 0 is a prediction, NaN is none
 */
export function scoreHours<Model extends string>(
  rows: readonly HourRow[],
  models: Readonly<Record<Model, Float64Array>>,
  options: HourlyScoreOptions,
): HourlyScores<Model> {
  const hours = readHours(rows, options)
  const { excursion, product } = hours
  const baselines = {
    excursion: { values: excursion, expected: hours.link([excursion]) },
    excursionTimesVolume: { values: product, expected: hours.link([product]) },
  }
  const names = Object.keys(models) as Model[]
  const scores = names.map((name): [Model, ModelScore] => {
    if (models[name].length !== rows.length) {
      throw new RangeError(`${name}: ${models[name].length} values for ${rows.length} rows`)
    }
    return [name, scoreModel(hours, models[name], baselines)]
  })
  return {
    models: Object.fromEntries(scores) as Record<Model, ModelScore>,
    baselines: {
      excursion: scoreBaseline(hours, baselines.excursion),
      excursionTimesVolume: scoreBaseline(hours, baselines.excursionTimesVolume),
    },
  }
}

/** The rows as columns, with what all scores of them share. */
interface Hours {
  readonly time: Float64Array
  readonly realised: Float64Array
  readonly excursion: Float64Array
  /** Excursion × volume. */
  readonly product: Float64Array
  readonly seed: number
  readonly link: (features: readonly Float64Array[]) => Float64Array
  /** Rows that are scored where a map says something. */
  readonly scored: readonly number[]
}

/** A baseline's values and what they lead to expect. */
interface Baseline {
  readonly values: Float64Array
  readonly expected: Float64Array
}

function readHours(
  rows: readonly HourRow[],
  { firstScoredDay = 20, seed, link = {}, lateShare = 0.05 }: HourlyScoreOptions,
): Hours {
  const time = Float64Array.from(rows, (row) => row.time)
  const realised = Float64Array.from(rows, (row) => row.realisedUsd)
  const excursion = Float64Array.from(rows, (row) => row.excursion)
  const product = Float64Array.from(rows, (row) => row.excursion * row.volumeUsd)
  const start = (time[0] ?? 0) + firstScoredDay * DAY
  const scored = rows.flatMap((row, i) => {
    const known = !Number.isNaN(realised[i]!) && !Number.isNaN(product[i]!)
    return known && row.time >= start ? [i] : []
  })
  return {
    time,
    realised,
    excursion,
    product,
    seed,
    scored,
    link(features) {
      const told = features.map((column) => withLate(rows, column, lateShare))
      return walkForwardLink(time, realised, told, link)
    },
  }
}

/** Adds to each row a part of the row of its side an hour before, where there is one. */
function withLate(rows: readonly HourRow[], column: Float64Array, share: number): Float64Array {
  const last = new Map<PositionSide, number>()
  return column.map((value, i) => {
    const { side, time } = rows[i]!
    const before = last.get(side)
    last.set(side, i)
    if (before === undefined || rows[before]!.time !== time - HOUR) return value
    const late = column[before]!
    return Number.isNaN(late) ? value : value + share * late
  })
}

const pick = (column: Float64Array, rows: readonly number[]): Float64Array =>
  Float64Array.from(rows, (row) => column[row]!)

function scoreModel(
  hours: Hours,
  swept: Float64Array,
  baselines: { readonly excursion: Baseline; readonly excursionTimesVolume: Baseline },
): ModelScore {
  const rows = hours.scored.filter((row) => !Number.isNaN(swept[row]!))
  const [time, realised] = [pick(hours.time, rows), pick(hours.realised, rows)]
  const [excursion, product] = [pick(hours.excursion, rows), pick(hours.product, rows)]
  const mine = pick(swept, rows)
  const draw = { seed: hours.seed }
  const gain = (features: readonly Float64Array[], over: Baseline) => {
    const expected = pick(hours.link(features), rows)
    return bootstrapMean(time, qlikeGains(realised, expected, pick(over.expected, rows)), draw)
  }
  return {
    qlikeGain: gain([swept, hours.product], baselines.excursionTimesVolume),
    qlikeGainAlone: gain([swept], baselines.excursionTimesVolume),
    qlikeGainOverRange: gain([swept, hours.excursion], baselines.excursion),
    spearman: spearman(mine, realised),
    partialSpearman: partialSpearman(mine, realised, [excursion, product]),
    partialGivenRange: partialSpearman(mine, realised, [excursion]),
    realisedOverPredicted: realisedOverPredicted(time, realised, mine, draw),
    rows: rows.length,
    days: new Set(Array.from(time, (end) => blockOf(end))).size,
  }
}

function scoreBaseline(hours: Hours, { values, expected }: Baseline): BaselineScore {
  const rows = hours.scored.filter((row) => !Number.isNaN(expected[row]!))
  const sum = rows.reduce((all, row) => all + qlikeLoss(hours.realised[row]!, expected[row]!), 0)
  return {
    spearman: spearman(pick(values, hours.scored), pick(hours.realised, hours.scored)),
    loss: rows.length > 0 ? sum / rows.length : undefined,
    rows: rows.length,
  }
}
