import type { CandleColumns } from '../market/candle-columns.ts'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { candlesOf } from './closes.fixture.ts'

/** Standard deviation of the logarithm of price over an hour. */
export const SIGMA = 0.006

/**
 * An hourly walk whose drift persists for days, with a cluster a day that mostly stands where price is
 * going: what makes naive tests see magnets. `pull` draws price to the cluster.
 */
export function pulledWalk(
  seed: number,
  days: number,
  pull: number,
): {
  readonly candles: CandleColumns
  readonly placed: readonly { readonly at: number; readonly distance: number }[]
} {
  const random = seededRandom(seed)
  const closes = new Float64Array(days * 24).fill(100)
  const placed: { at: number; distance: number }[] = []
  let [drift, target] = [0, 0]
  for (let i = 1; i < closes.length; i++) {
    drift = 0.995 * drift + 0.015 * SIGMA * normal(random)
    const x = Math.log(closes[i - 1]!)
    const drawn = target === 0 ? 0 : pull * SIGMA * Math.sign(target - x)
    closes[i] = Math.exp(x + drift + drawn + SIGMA * normal(random))
    if (i % 24 !== 0 || i < 48) continue
    const towards = Math.sign(Math.log(closes[i]! / closes[i - 24]!))
    const side = random() < 0.8 ? towards : -towards
    const distance = side * (0.012 + 0.03 * random())
    target = Math.log(closes[i]!) + distance
    placed.push({ at: i, distance })
  }
  return { candles: candlesOf(closes), placed }
}
