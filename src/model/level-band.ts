import { LN_BIN } from '../market/price-bin.ts'
import { FEED_BAND } from './feed-correction.ts'

/**
 * How far the map's dollars may be off: the band that holds 80 % of what is really there, from 10 to
 * 90 %, as a factor up and down. What the weights' own uncertainty leaves out (one law for all traders,
 * lumps of single positions) is by far the larger part, so the band is read off what the map said and
 * what came (docs/methodology.md, "How far the dollars may be off").
 */
export interface LevelBand {
  /** Half the band of a sum over `STRETCH`, in the logarithm of USD. */
  readonly width: number
  /** Errors of neighbouring prices partly even out: half the band falls with the stretch to this power. */
  readonly evensOut: number
  /** Stretch, in the logarithm of price, beyond which little was swept: a wider sum is not known better. */
  readonly widest: number
  /** False where nothing is learnt yet: then the width is a stated default. */
  readonly isLearnt: boolean
}

/** What the map said of a stretch of price before it was swept, and what came. */
export interface AnsweredRow {
  readonly expectedUsd: number
  readonly realisedUsd: number
  /** Logarithm of the highest over the lowest price of the stretch. */
  readonly stretch: number
}

/** USD from the lower to the upper end of a band. */
export interface UsdRange {
  readonly low: number
  readonly high: number
}

/** The stretch that `width` is of: a scored bucket, 0.2 %. */
const STRETCH = 0.002

/** A level within a bin is not told apart from one in the next. */
const NARROWEST = LN_BIN

/**
 * The most that errors even out, measured against the hidden truth of simulated markets; what falls
 * faster in hours that were swept is chance. Within `STRETCH`, where too little is swept to learn it,
 * it is what holds.
 */
const MOST_EVEN = 0.35
const EVENED: readonly number[] = [0, 0.1, 0.2, MOST_EVEN]

/** What the band is to hold, and the share of what was swept that came from stretches up to `widest`. */
const HELD = 0.8
const SWEPT = 0.9

/** ×/÷ 4.6 a bucket, as wide as maps were off in the prototype's measurements. */
export const DEFAULT_BAND: LevelBand = {
  width: Math.log(4.6),
  evensOut: MOST_EVEN,
  widest: 0.01,
  isLearnt: false,
}

/** Rows, reckoned as if all weighed the same, that a band needs. */
const FEWEST_ROWS = 24

/** Nothing is said to be off by more than this factor: where most of what was expected never came. */
const MOST = Math.log(1_000)

/** How many times as wide the band of a stretch is as that of `STRETCH`. */
function shapeOf(stretch: number, { evensOut, widest }: Omit<LevelBand, 'width'>): number {
  const within = Math.min(Math.max(stretch, NARROWEST), Math.max(widest, NARROWEST))
  return Math.exp(-(within < STRETCH ? MOST_EVEN : evensOut) * Math.log(within / STRETCH))
}

/**
 * The band as rows of the past tell it: a quantile of |ln(realised ÷ expected)| that falls with the
 * stretch, by the least pinball loss. A row that should give less than one liquidation tells chance and
 * not the map's error, so rows weigh expected ÷ (expected + size of the usual liquidation). Of sums of an
 * hour that size is not known; the hour that the usual liquidated dollar came in, Σ R² ÷ Σ R, stands in
 * for it. It is larger, so that hours weigh nearly as their expected dollars, up to those of cascades.
 * @param rows each answered before it was learnt from
 */
export function learnBand(rows: readonly AnsweredRow[]): LevelBand {
  const told = rows.filter((row) => row.expectedUsd > 0 && row.stretch > NARROWEST)
  const realised = told.reduce((sum, row) => sum + row.realisedUsd, 0)
  if (!(realised > 0)) return DEFAULT_BAND
  const usual = told.reduce((sum, row) => sum + row.realisedUsd * (row.realisedUsd / realised), 0)
  const weights = Float64Array.from(told, ({ expectedUsd }) => expectedUsd / (expectedUsd + usual))
  if (countOf(weights) < FEWEST_ROWS) return DEFAULT_BAND
  const stretches = Float64Array.from(told, ({ stretch }) => stretch)
  const errors = Float64Array.from(told, ({ realisedUsd, expectedUsd }) =>
    Math.min(MOST, Math.abs(Math.log(realisedUsd / expectedUsd))),
  )
  const widest = quantile(stretches, weights, SWEPT)
  const shapes = new Float64Array(told.length)
  const widths = new Float64Array(told.length)
  let best = { ...DEFAULT_BAND, loss: Number.POSITIVE_INFINITY }
  for (const evensOut of EVENED) {
    const shape = { evensOut, widest, isLearnt: true }
    for (let i = 0; i < errors.length; i++) {
      shapes[i] = shapeOf(stretches[i]!, shape)
      widths[i] = errors[i]! / shapes[i]!
    }
    const width = quantile(widths, weights, HELD)
    let loss = 0
    for (let i = 0; i < errors.length; i++) {
      const over = errors[i]! - width * shapes[i]!
      loss += weights[i]! * over * (over > 0 ? HELD : HELD - 1)
    }
    if (loss < best.loss) best = { ...shape, width, loss }
  }
  const { loss: _, ...band } = best
  return band
}

/** How many rows of one weight tell as much. */
function countOf(weights: Float64Array): number {
  const sum = weights.reduce((a, b) => a + b, 0)
  return sum ** 2 / weights.reduce((a, b) => a + b * b, 0)
}

/** The least value that so large a share of all weight does not exceed. */
function quantile(values: Float64Array, weights: Float64Array, share: number): number {
  const ascending = values.slice().sort()
  const wanted = share * weights.reduce((a, b) => a + b, 0)
  const upTo = (value: number): number => {
    let sum = 0
    for (let i = 0; i < values.length; i++) if (values[i]! <= value) sum += weights[i]!
    return sum
  }
  let [from, to] = [0, ascending.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if (upTo(ascending[middle]!) >= wanted) to = middle
    else from = middle + 1
  }
  return ascending[from]!
}

/**
 * Half the band of a sum over a stretch of price, in the logarithm of USD; it never grows with it.
 * @param isSampled whether the venue shows a part of its liquidations: corrected or not, their total
 * is known to `FEED_BAND` at best
 */
export function halfBand(band: LevelBand, stretch: number, isSampled: boolean): number {
  const own = band.width * shapeOf(stretch, band)
  return Math.min(MOST, isSampled ? Math.hypot(own, Math.log1p(FEED_BAND)) : own)
}

/** The 10 and 90 % around an amount. */
export const aroundUsd = (usd: number, half: number): UsdRange => ({
  low: usd * Math.exp(-half),
  high: usd * Math.exp(half),
})
