import { bandCoverage } from '../../src/score/reliability.ts'
import type { BandCoverage } from '../../src/score/reliability.ts'
import type { ControlMaps } from './controls.ts'
import type { MarketHour, Outcome } from './market-hours.ts'

/** USD of a bucket below which an error has no meaning. */
const LEAST_USD = 2_000

/** What the band is to hold. */
const LEVEL = 0.8

/** Step of the running quantile, and where it begins. */
const STEP = 0.02
const FIRST_WIDTH = 1.5

/** What the liquidations of an hour count after the next one. */
const REMEMBERED = 0.995

/**
 * Coverage of the hidden truth by the structural 80 % band: map ×/÷ e^width, where the width is the
 * running 80 % quantile of |ln(realised / map)| over buckets that price went through, from the past
 * alone. A bucket that should give less than one liquidation tells chance, not the map's error, so it
 * counts for expected ÷ (expected + size of the usual dollar's liquidation); the mean square, which
 * such buckets rule, made bands of 80 % that held 87–97 %. The width is learnt from all liquidations,
 * as only a full feed shows them.
 * @param first index of the first moment that is scored
 * @param inner buckets [from, to) that are scored
 */
export function truthCoverage(
  maps: ControlMaps,
  moments: readonly MarketHour[],
  first: number,
  inner: readonly [from: number, to: number],
): BandCoverage | undefined {
  const [truth, low, high]: [number[], number[], number[]] = [[], [], []]
  let width = FIRST_WIDTH
  const size = new UsualSize()
  moments.forEach(({ truth: known, nextHour }, i) => {
    const map = maps[i]
    if (map === undefined || nextHour === undefined) return
    const from = i >= first ? inner[0] : inner[1]
    for (let j = from; j < inner[1]; j++) {
      const usd = map.now[j]! + LEAST_USD
      if (usd === LEAST_USD) continue
      truth.push(known[j]!)
      low.push(usd / Math.exp(width) - LEAST_USD)
      high.push(usd * Math.exp(width) - LEAST_USD)
    }
    size.learn(nextHour)
    nextHour.touched.forEach((touched, j) => {
      if (touched === 0 || !(map.now[j]! > 0)) return
      const expected = map.inHour[j]!
      const error = Math.log((nextHour.usd[j]! + LEAST_USD) / (expected + LEAST_USD))
      const counts = expected / (expected + size.usd)
      width += STEP * counts * (Math.abs(error) > width ? LEVEL : LEVEL - 1)
    })
  })
  return bandCoverage(truth, low, high)
}

/** Size of the liquidation that the usual liquidated dollar belongs to: Σ size² / Σ size. */
class UsualSize {
  #usd = 0
  #squared = 0

  get usd(): number {
    return this.#usd > 0 ? this.#squared / this.#usd : 0
  }

  learn({ usd, squaredUsd }: Outcome): void {
    this.#usd = this.#usd * REMEMBERED + usd.reduce((a, b) => a + b, 0)
    this.#squared = this.#squared * REMEMBERED + squaredUsd
  }
}
