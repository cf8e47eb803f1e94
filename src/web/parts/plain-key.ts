/** Where letters are text. */
const TEXT = 'input:not([type="range"]), textarea, select, [contenteditable="true"]'

/** Whether a key is pressed for the page, without a modifier but Shift, and not to write text. */
export function isPlainKey(event: KeyboardEvent): boolean {
  const { target, ctrlKey, altKey, metaKey, repeat, defaultPrevented } = event
  if (ctrlKey || altKey || metaKey || repeat || defaultPrevented) return false
  return !(target instanceof Element && target.closest(TEXT) !== null)
}
