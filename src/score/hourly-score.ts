import { type Interval, bootstrapMean } from './bootstrap.ts'
import { blockOf } from './day.ts'
import { type HourColumns, pick } from './hour-columns.ts'
import type { Features } from './link-fit.ts'
import { qlikeGains, qlikeLoss } from './qlike.ts'
import { partialSpearman, spearman } from './rank.ts'
import { realisedOverPredicted } from './realised-over-predicted.ts'

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
 * @param models swept USD per row by name; 0 is a prediction, NaN is none
 * @throws RangeError where a model has another number of rows
 */
export function scoreHours<Model extends string>(
  hours: HourColumns,
  models: Readonly<Record<Model, Float64Array>>,
): HourlyScores<Model> {
  const { excursion, product } = hours
  const baselines = {
    excursion: { values: excursion, expected: hours.link([excursion]) },
    excursionTimesVolume: { values: product, expected: hours.link([product]) },
  }
  const names = Object.keys(models) as Model[]
  const scores = names.map((name): [Model, ModelScore] => {
    if (models[name].length !== hours.time.length) {
      throw new RangeError(`${name}: ${models[name].length} values for ${hours.time.length} rows`)
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

/** A baseline's values and what they lead to expect. */
interface Baseline {
  readonly values: Float64Array
  readonly expected: Float64Array
}

function scoreModel(
  hours: HourColumns,
  swept: Float64Array,
  baselines: { readonly excursion: Baseline; readonly excursionTimesVolume: Baseline },
): ModelScore {
  const rows = hours.scored.filter((row) => !Number.isNaN(swept[row]!))
  const [time, realised] = [pick(hours.time, rows), pick(hours.realised, rows)]
  const [excursion, product] = [pick(hours.excursion, rows), pick(hours.product, rows)]
  const mine = pick(swept, rows)
  const draw = { seed: hours.seed }
  const gain = (features: Features<Float64Array>, over: Baseline) => {
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

function scoreBaseline(hours: HourColumns, { values, expected }: Baseline): BaselineScore {
  const rows = hours.scored.filter((row) => !Number.isNaN(expected[row]!))
  const sum = rows.reduce((all, row) => all + qlikeLoss(hours.realised[row]!, expected[row]!), 0)
  return {
    spearman: spearman(pick(values, hours.scored), pick(hours.realised, hours.scored)),
    loss: rows.length > 0 ? sum / rows.length : undefined,
    rows: rows.length,
  }
}
