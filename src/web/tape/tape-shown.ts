import type { Accessor } from 'solid-js'
import { createSignal } from 'solid-js'
import type { Session } from '../session/session.ts'

/** Whether the tape is open. */
export interface TapeShown {
  readonly isOpen: Accessor<boolean>
  readonly show: (open: boolean) => void
}

/** On a phone, and where nothing is live, the tape is closed until it is asked for; else the view says. */
export function createTapeShown(
  { view, change }: Session,
  narrow: Accessor<boolean>,
  isLive: Accessor<boolean>,
): TapeShown {
  const [sheet, setSheet] = createSignal(false)
  const isSheet = () => narrow() || !isLive()
  return {
    isOpen: () => (isSheet() ? sheet() : view().tape),
    show: (open) => void (isSheet() ? setSheet(open) : change({ tape: open })),
  }
}
