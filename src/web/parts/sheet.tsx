import type { JSX } from 'solid-js'
import { closeOnEscape } from './close-on-escape.ts'
import { FailureNotice, OfflineBanner } from './notices.tsx'
import type { Session } from '../session/session.ts'
import '../styles/sheet.css'

/**
 * A page that is read from top to bottom: its name and what it says, a way back to the map, and what
 * goes wrong over it. Escape closes it.
 */
export function Sheet(props: {
  session: Session
  /** Its class, and what the name of its title begins with. */
  name: string
  title: string
  /** Nothing is there to be read yet. */
  busy: boolean
  onClose: () => void
  /** What it is about, in a sentence or two. */
  says: JSX.Element
  children: JSX.Element
}) {
  const { session } = props
  closeOnEscape(() => props.onClose())
  return (
    <main
      class={`sheet ${props.name}`}
      aria-labelledby={`${props.name}-title`}
      aria-busy={props.busy}
    >
      <div class="sheet-scroll">
        <header class="sheet-head">
          <h1 id={`${props.name}-title`}>{props.title}</h1>
          <p>{props.says}</p>
          <button type="button" class="chip" onClick={() => props.onClose()}>
            Back to the map
          </button>
        </header>
        {props.children}
      </div>
      <div class="notices">
        <OfflineBanner connection={session.connection()} onRetry={session.retryNow} />
        <FailureNotice failure={session.failure()} onClose={session.closeFailure} />
      </div>
    </main>
  )
}
