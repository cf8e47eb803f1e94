import { binMiddle, binOf, LN_BIN } from '../../src/market/price-bin.ts'
import type { PositionModel } from '../../src/model/position-model.ts'
import { LONG, SHORT } from '../../src/model/side.ts'
import { densityAround } from '../../src/score/price-buckets.ts'

/**
 * USD per bucket around a price that a model of a linear contract holds, by lifetime: what
 * `exactColumn` shows, for the buckets that are scored alone.
 * @param reach fraction of price on both sides
 */
export function densityByLifetime(
  model: PositionModel,
  price: number,
  reach: number,
): readonly Float64Array[] {
  const { ledger, spec, weights } = model
  const lives = spec.lifetimes.length
  const here = binOf(price)
  const half = Math.ceil((reach + LN_BIN) / LN_BIN)
  const firstBin = here - half
  const last = here + half
  return spec.lifetimes.map((_, r) => {
    const sides = ([LONG, SHORT] as const).map((side) => {
      const usd = new Float64Array(2 * half + 1)
      const scale = ledger.scale[side * lives + r]! * model.levelScale(side)
      for (let k = 0; k < spec.distances.length; k++) {
        const { entries, swept, from, to } = ledger.columns(side, k)
        const offset = ledger.offsets[side][k]!
        const worth = weights[k * lives + r]! * scale
        const end = Math.min(to, last - offset + 1)
        for (let entry = Math.max(from, firstBin - offset); entry < end; entry++) {
          const at = (entry - ledger.firstBin) * lives + r
          usd[entry + offset - firstBin]! += worth * (entries[at]! - swept[at]!)
        }
      }
      return usd.map((coins, i) => coins * binMiddle(firstBin + i))
    })
    return densityAround({ firstBin, long: sides[LONG]!, short: sides[SHORT]! }, price, reach)
  })
}
