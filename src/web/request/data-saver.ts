import { createSignal } from 'solid-js'

/** Whether the page is to load less than it could, here and on the next visit. */

export type SaverChoice = 'auto' | 'on' | 'off'

/** What a browser may say of the connection (Network Information API; not all have it). */
export interface ConnectionHints {
  readonly saveData?: boolean
  readonly effectiveType?: string
}

/** Connections on which a map takes long to come. */
const SLOW: ReadonlySet<string> = new Set(['slow-2g', '2g', '3g'])

/** What a choice comes to on a connection: one that is not known is a good one. */
export function isSaving(choice: SaverChoice, hints: ConnectionHints | undefined): boolean {
  if (choice !== 'auto') return choice === 'on'
  return hints?.saveData === true || SLOW.has(hints?.effectiveType ?? '')
}

const NAME = 'isotherm.data-saver'

function storedChoice(): SaverChoice {
  try {
    const stored = localStorage.getItem(NAME)
    return stored === 'on' || stored === 'off' ? stored : 'auto'
  } catch {
    return 'auto'
  }
}

const network =
  typeof navigator === 'undefined'
    ? undefined
    : (navigator as { connection?: ConnectionHints & EventTarget }).connection
const hintsNow = (): ConnectionHints | undefined =>
  network && { saveData: network.saveData === true, effectiveType: network.effectiveType ?? '' }

const [saverChoice, setChoice] = createSignal(storedChoice())
const [hints, setHints] = createSignal(hintsNow())
network?.addEventListener('change', () => setHints(hintsNow()))
export { saverChoice }

/** Whether less is loaded: coarser bars and cells, nothing ahead, no bubbles of the past. */
export const savesData = (): boolean => isSaving(saverChoice(), hints())

/** Then the newest column comes this often at most. */
export const SAVED_COLUMN_EVERY = 30_000

export function chooseSaver(choice: SaverChoice): void {
  setChoice(choice)
  try {
    localStorage.setItem(NAME, choice)
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}
