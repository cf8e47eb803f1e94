import { For, createSignal, onCleanup } from 'solid-js'
import { isPlainKey } from '../parts/plain-key.ts'

const KEYS = [
  {
    where: 'Every page',
    keys: [
      ['/ or Ctrl K', 'Search instruments'],
      ['Esc', 'Closes what is open, then the page'],
      ['?', 'This list'],
    ],
  },
  {
    where: 'Heatmap and liquidation map',
    keys: [
      ['S', 'Copies the picture, or saves it where the browser cannot'],
      ['Shift S', 'Saves the picture as a file'],
    ],
  },
  {
    where: 'On the chart of the heatmap',
    keys: [
      ['← → ↑ ↓', 'Move the crosshair by a bar or a bin, with Shift by ten'],
      ['Space', 'Plays and pauses, during playback'],
    ],
  },
  {
    where: 'During playback, beside the chart',
    keys: [
      ['← →', 'A bar back and on, with Shift ten'],
      ['Home, End', 'The first and the last bar'],
    ],
  },
  {
    where: 'On the bars of the liquidation map',
    keys: [
      ['← →', 'Move from bar to bar, with Shift by ten'],
      ['Enter', 'Pins a bar, or lets it go'],
      ['Esc', 'Lets go of the bar'],
    ],
  },
  {
    where: 'On a handle of the colour scale',
    keys: [
      ['← →', 'Move it by 1%, Page up and down by 10%'],
      ['Home, End', 'To the ends'],
    ],
  },
] as const

/** The keys of the page, on `?`; and the key that opens the search for an instrument. */
export function KeyboardHelp() {
  const [dialog, setDialog] = createSignal<HTMLDialogElement>()
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey } = event
    const isSearch = (ctrlKey || metaKey) && !event.altKey && key.toLowerCase() === 'k'
    if (dialog()?.open === true) return
    if (isSearch || (isPlainKey(event) && key === '/')) {
      event.preventDefault()
      document.querySelector<HTMLElement>('.picker > .trigger[aria-expanded="false"]')?.click()
    } else if (isPlainKey(event) && key === '?') {
      event.preventDefault()
      dialog()?.showModal()
    }
  }
  document.addEventListener('keydown', onKeyDown)
  onCleanup(() => document.removeEventListener('keydown', onKeyDown))
  return (
    <dialog
      class="keyboard"
      ref={setDialog}
      aria-labelledby="keyboard-title"
      onKeyDown={(event) => {
        // Nothing behind the list is meant.
        event.stopPropagation()
        if (event.key !== 'Escape' && event.key !== '?') return
        event.preventDefault()
        dialog()?.close()
      }}
      onClick={(event) => event.target === event.currentTarget && dialog()?.close()}
    >
      <div class="keyboard-keys">
        <h2 id="keyboard-title">Keyboard</h2>
        <For each={KEYS}>
          {({ where, keys }) => (
            <section>
              <h3>{where}</h3>
              <dl>
                <For each={keys}>
                  {([key, what]) => (
                    <div>
                      <dt>
                        <kbd>{key}</kbd>
                      </dt>
                      <dd>{what}</dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
        <button type="button" class="chip" onClick={() => dialog()?.close()}>
          Close
        </button>
      </div>
    </dialog>
  )
}
