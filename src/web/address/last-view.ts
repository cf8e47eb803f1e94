/** The view that was last shown, as the part of the address after `#`. */
const NAME = 'isotherm.last-view'

/** What an address shows: one without a view shows what was last shown here. */
export function openingHash(hash: string): string {
  if (hash.replace(/^#/, '') !== '') return hash
  try {
    return localStorage.getItem(NAME) ?? ''
  } catch {
    return ''
  }
}

export function keepLast(hash: string): void {
  try {
    localStorage.setItem(NAME, hash)
  } catch {
    // Storage is switched off, or full: the address holds the view.
  }
}
