import type { LevelsAnswer } from '../schema.ts'
import type { KeptScore } from '../score.ts'
import { headlineOf } from '../score.ts'
import type { ClusterAnswer, SignalHistoryAnswer } from '../signals.ts'
import { number, text, time, truth, whole } from './table.ts'
import type { TableOf } from './table.ts'

/** Each amount stands between its 10 and its 90 %. */
const ranged = (name: string) =>
  [name, `${name}_low`, `${name}_high`].map((column) => number(column))

const OF_MAP = [text('instrument'), text('model'), time('time')]

type Levels = Pick<LevelsAnswer, 'instrument' | 'model' | 'time' | 'levels'>

export const levelsTable: TableOf<Levels> = {
  columns: [
    ...OF_MAP,
    number('from_price'),
    number('to_price'),
    ...ranged('long_usd'),
    ...ranged('short_usd'),
  ],
  rows: ({ instrument, model, time: at, levels }) =>
    levels.map(({ priceFrom, priceTo, longUsd, shortUsd, low, high }) =>
      [
        [instrument, model, at, priceFrom, priceTo],
        [longUsd, low.longUsd, high.longUsd, shortUsd, low.shortUsd, high.shortUsd],
      ].flat(),
    ),
}

interface Clusters {
  readonly instrument: string
  readonly model: string
  readonly time: number
  readonly price: number
  readonly clusters: readonly ClusterAnswer[]
}

export const clustersTable: TableOf<Clusters> = {
  columns: [
    ...OF_MAP,
    number('price'),
    text('id'),
    text('side'),
    number('from_price'),
    number('to_price'),
    number('peak_price'),
    number('centre_price'),
    ...ranged('usd'),
    time('since'),
    number('distance_share'),
    number('moved_share'),
    number('day_share'),
    number('contrast'),
    number('touch_chance_24h'),
    truth('significant'),
  ],
  rows: ({ instrument, model, time: at, price, clusters }) =>
    clusters.map((one) =>
      [
        [instrument, model, at, price, one.id, one.side],
        [one.priceFrom, one.priceTo, one.peakPrice, one.centrePrice],
        [one.usd, one.range.low, one.range.high, one.since],
        [one.distance, one.moved, one.dayShare, one.contrast, one.touchChance, one.significant],
      ].flat(),
    ),
}

const RATIO_BANDS = ['near', 'far', 'all'] as const

type Ratios = Pick<SignalHistoryAnswer, 'instrument' | 'model' | 'time' | 'price' | 'ratios'>

/** Ratios and regimes over time. */
export const signalHistoryTable: TableOf<Ratios> = {
  columns: [
    ...OF_MAP,
    number('price'),
    ...RATIO_BANDS.flatMap((band) => [
      number(`${band}_above_usd`),
      number(`${band}_below_usd`),
      number(`${band}_ratio`),
      text(`${band}_regime`),
    ]),
  ],
  rows: ({ instrument, model, time: times, price, ratios }) =>
    times.map((at, i) => [
      instrument,
      model,
      at,
      price[i],
      ...RATIO_BANDS.flatMap((band) => {
        const { aboveUsd, belowUsd, ratio, regime } = ratios[band]
        return [aboveUsd[i], belowUsd[i], ratio[i], regime[i]]
      }),
    ]),
}

/** The figures of a score that are read first. */
export const scoresTable: TableOf<KeptScore> = {
  columns: [
    text('instrument'),
    time('scored_at'),
    time('from_time'),
    time('to_time'),
    whole('hours'),
    whole('rows'),
    whole('days'),
    ...ranged('qlike_gain_nats'),
    number('spearman'),
    number('partial_spearman'),
    ...ranged('realised_over_predicted'),
    ...ranged('corrected_over_predicted'),
    ...ranged('discount_share'),
    text('feed'),
    time('recalibrated'),
  ],
  rows: ({ scoredAt, score }) => {
    const { qlikeGain, realisedOverPredicted, correctedOverPredicted, discount, ...head } =
      headlineOf(score)
    const three = (of: typeof discount) => [of?.value, of?.low, of?.high]
    return [
      [
        [score.instrument, scoredAt, Date.parse(score.from), Date.parse(score.to)],
        [score.hours, head.rows, head.days, ...three(qlikeGain)],
        [head.spearman, head.partialSpearman],
        [realisedOverPredicted, correctedOverPredicted, discount].flatMap(three),
        [head.feed, head.recalibrated],
      ].flat(),
    ]
  },
}
