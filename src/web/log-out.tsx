import { Show, createEffect, createSignal } from 'solid-js'
import type { SessionAnswer } from '../api/session.ts'
import { isLocked, logOut, readSession } from './lock.ts'

/** Whose key the page was let in with, and the way out; nothing where there is no session. */
export function LogOut() {
  const [session, setSession] = createSignal<SessionAnswer>()
  const [said, setSaid] = createSignal('')
  createEffect(() => {
    if (!isLocked()) void readSession().then(setSession)
  })
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
