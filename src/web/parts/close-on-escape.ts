import { onCleanup } from 'solid-js'

/** Escape closes a page, unless something on it took the key first. Must be called inside a Solid root. */
export function closeOnEscape(close: () => void): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) close()
  }
  document.addEventListener('keydown', onKeyDown)
  onCleanup(() => document.removeEventListener('keydown', onKeyDown))
}
