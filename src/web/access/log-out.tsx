import { Show, createSignal } from 'solid-js'
import { logOut } from '../request/lock.ts'
import { createOwnKey } from './own-key.ts'

/** Whose key the page was let in with, and the way out; nothing where there is no session. */
export function LogOut() {
  const session = createOwnKey()
  const [said, setSaid] = createSignal('')
  const key = () => (session()?.until === null ? undefined : session()?.key)
  return (
    <Show when={key()}>
      {(one) => (
        <div class="log-out">
          <span>
            Logged in with the key <strong>{one().name}</strong> ({one().scope})
          </span>
          <button
            type="button"
            class="chip"
            onClick={() => void logOut().then((problem) => setSaid(problem ?? ''))}
          >
            Log out
          </button>
          <p role="alert">{said()}</p>
        </div>
      )}
    </Show>
  )
}
