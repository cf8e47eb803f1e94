import { createSignal } from 'solid-js'
import type { SetupAnswer } from '../../api/setups.ts'
import type { PositionSide } from '../../market/units.ts'

/** A trade on paper that is about to be written. */
export interface PaperDraft {
  readonly side: PositionSide
  readonly entry: number
  readonly stop: number
  readonly target: number
  /** Loss at the stop as a share of the account. */
  readonly risk: number | undefined
  readonly label: string
}

/** What another page hands to the form of the paper journal. */
export const [draft, setDraft] = createSignal<PaperDraft>()

/** A frame as it would be noted. Undefined where it has no prices. */
export function draftOf({ side, levels, risk }: SetupAnswer): PaperDraft | undefined {
  if (levels === null) return undefined
  const { entry, stop, target } = levels
  // A frame that does not stand has no risk of its own.
  return { side, entry, stop, target, risk: risk > 0 ? risk : undefined, label: 'setup' }
}
