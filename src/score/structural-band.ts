import type { Millis } from '../market/units.ts'
import { blockOf } from './day.ts'

/** A band around an expectation, in USD per row; NaN where none is drawn. */
export interface Band {
  readonly low: Float64Array
  readonly high: Float64Array
}

/** Standard deviations from the middle of a normal distribution to its 10 and 90 %. */
const TENTH = 1.2815515655446004

/** Rows that a spread needs. */
const FEWEST_ROWS = 50

/** Share of the mean realised amount below which amounts count as alike: ε. */
const SMALL = 0.05

/**
 * The 10–90 % band of what comes around what is expected (facts in docs/methodology.md, "How a map is
 * scored"): lognormal, with a spread learnt from earlier days alone,
 *
 *     low, high = (λ + ε) · e^(∓1.28·s) − ε     s = rms of ln[(R + ε)/(λ + ε)]     ε = 5 % of mean R
 *
 * The spread of a weight learnt from many rows is far too narrow; this one holds all that an
 * expectation gets wrong. It is renewed at the start of each UTC day.
 * @param time end of each row's bucket, ascending
 * @param realisedUsd R; NaN where unknown
 * @param expectedUsd λ > 0, itself made of the past alone; NaN where none is
 */
export function structuralBand(
  time: ArrayLike<Millis>,
  realisedUsd: ArrayLike<number>,
  expectedUsd: ArrayLike<number>,
): Band {
  const low = new Float64Array(time.length).fill(Number.NaN)
  const high = low.slice()
  const past: number[] = []
  let [day, learnt] = [Number.NaN, 0]
  let sum = 0
  let spread: { readonly small: number; readonly deviation: number } | undefined
  for (let row = 0; row < time.length; row++) {
    if (blockOf(time[row]!) !== day) {
      day = blockOf(time[row]!)
      for (; learnt < row; learnt++) {
        if (Number.isNaN(realisedUsd[learnt]! + expectedUsd[learnt]!)) continue
        past.push(learnt)
        sum += realisedUsd[learnt]!
      }
      const small = (SMALL * sum) / past.length
      if (past.length >= FEWEST_ROWS && small > 0) {
        const squares = past.reduce(
          (all, i) => all + Math.log((realisedUsd[i]! + small) / (expectedUsd[i]! + small)) ** 2,
          0,
        )
        spread = { small, deviation: Math.sqrt(squares / past.length) }
      }
    }
    if (spread === undefined) continue
    const { small, deviation } = spread
    const at = (deviations: number) =>
      Math.max(0, (expectedUsd[row]! + small) * Math.exp(deviations * deviation) - small)
    low[row] = at(-TENTH)
    high[row] = at(TENTH)
  }
  return { low, high }
}
