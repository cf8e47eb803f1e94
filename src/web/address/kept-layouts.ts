import { createSignal } from 'solid-js'
import type { Layouts } from './layouts.ts'
import { formatLayouts, parseLayouts } from './layouts.ts'

/** The layouts that this browser keeps, in the form of a file. */
const NAME = 'isotherm.layouts'

function stored(): Layouts {
  try {
    const read = parseLayouts(localStorage.getItem(NAME) ?? '')
    return 'layouts' in read ? read.layouts : []
  } catch {
    return []
  }
}

const [layouts, setLayouts] = createSignal(stored())
export { layouts }

/** Changes the layouts, on what another tab may have kept since. Gives a reason where they cannot be kept. */
export function changeLayouts(change: (all: Layouts) => Layouts): string | undefined {
  const next = change(stored())
  try {
    localStorage.setItem(NAME, formatLayouts(next))
  } catch {
    return 'This browser keeps nothing: its storage is full or switched off.'
  }
  setLayouts(next)
  return undefined
}
