import type { ContractKind } from '../market/instrument.ts'
import { binMiddle } from '../market/price-bin.ts'
import type { PositionModel } from '../model/position-model.ts'
import type { SideIndex } from '../model/side.ts'

/**
 * USD that a model holds open, by its weights, of a side's positions that are liquidated in the bins
 * of zoom 0 from `first` to `last`, both included. The same as the sum of those levels of the exact
 * column, at the cost of these bins alone.
 */
export function openBetween(
  model: PositionModel,
  contract: ContractKind,
  side: SideIndex,
  first: number,
  last: number,
): number {
  const { ledger, spec, weights } = model
  const lives = spec.lifetimes.length
  const scale = ledger.scale.subarray(side * lives, (side + 1) * lives)
  let usd = 0
  for (let k = 0; k < spec.distances.length; k++) {
    const { entries, swept, from, to } = ledger.columns(side, k)
    const offset = ledger.offsets[side][k]!
    const end = Math.min(to, last + 1 - offset)
    for (let entry = Math.max(from, first - offset); entry < end; entry++) {
      let amount = 0
      for (let r = 0, at = (entry - ledger.firstBin) * lives; r < lives; r++, at++)
        amount += weights[k * lives + r]! * ((entries[at]! - swept[at]!) * scale[r]!)
      usd += contract === 'linear' ? amount * binMiddle(entry + offset) : amount
    }
  }
  return usd === 0 ? 0 : usd * model.levelScale(side)
}
