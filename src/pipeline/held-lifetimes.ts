import type { PositionModel } from '../model/position-model.ts'
import { BOTH_SIDES } from '../model/side.ts'

/** What is held of each lifetime, of both sides, in the instrument's quantity. */
export const heldByLifetime = ({
  spec,
  weights,
  ledger,
}: Pick<PositionModel, 'spec' | 'weights' | 'ledger'>) =>
  spec.lifetimes.map((turnovers, r) => {
    let held = 0
    for (let k = 0; k < spec.distances.length; k++)
      for (const side of BOTH_SIDES)
        held += weights[k * spec.lifetimes.length + r]! * ledger.aliveTotal(side, k, r)
    return { turnovers, held }
  })
