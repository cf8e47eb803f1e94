import { Show, createSignal } from 'solid-js'
import { pushState, turnOff, turnOn } from './browser-push.ts'
import type { PushState } from './browser-push.ts'

const WORDS: Readonly<Record<PushState, string>> = {
  unable:
    'Alerts cannot be pushed to this browser: that takes https, or the machine of the server, and a browser with web push.',
  blocked: 'The browser was told to show no notifications of this page: its settings change that.',
  off: 'Alerts can be shown by this browser, also while the page is closed. Its maker’s push service passes them on and cannot read them.',
  on: 'Alerts are shown by this browser, also while the page is closed.',
}

/** Turns alerts by web push on and off for this browser; asks for the permission at a click alone. */
export function BrowserPushPanel(props: { onChanged: () => void }) {
  const [state, setState] = createSignal<PushState>()
  const [isBusy, setBusy] = createSignal(false)
  const [trouble, setTrouble] = createSignal<string>()
  const look = async () => setState(await pushState())
  void look()

  async function turn(change: () => Promise<string | undefined>): Promise<void> {
    setBusy(true)
    setTrouble(undefined)
    try {
      setTrouble(await change())
      await look()
    } finally {
      setBusy(false)
    }
    props.onChanged()
  }

  return (
    <div class="alerts-browser">
      <p class="sheet-note" role="status">
        {trouble() ?? WORDS[state() ?? 'off']}
      </p>
      <Show when={state() === 'off' || state() === 'on'}>
        <button
          type="button"
          class="chip"
          disabled={isBusy()}
          onClick={() => void turn(state() === 'on' ? turnOff : turnOn)}
        >
          {state() === 'on' ? 'Show no more here' : 'Show alerts here'}
        </button>
      </Show>
    </div>
  )
}
