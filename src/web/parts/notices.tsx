import { Show, createEffect, createSignal, on, onCleanup } from 'solid-js'
import type { Failure } from '../request/api-client.ts'
import { asSentence } from '../words/as-sentence.ts'
import type { Connection } from '../request/connection.ts'
import { formatAge } from '../../api/format.ts'
import { formatMoment } from '../words/clock-words.ts'
import { isOutdated, lookForNewer } from '../request/page-version.ts'

/** Says that the server does not answer, how old what is shown is and when it is asked again. */
export function OfflineBanner(props: { connection: Connection; onRetry: () => void }) {
  const [now, setNow] = createSignal(Date.now())
  createEffect(() => {
    if (props.connection.state === 'online') return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1000)
    onCleanup(() => clearInterval(timer))
  })
  const offline = () => (props.connection.state === 'offline' ? props.connection : undefined)
  return (
    <Show when={offline()}>
      {(state) => (
        <div class="notice offline" role="alert">
          <strong>Offline: the server does not answer.</strong>
          {/* It changes each second, and is read out once. */}
          <span aria-live="off">
            <Show when={state().dataOf} fallback="Nothing is kept here to show.">
              {(time) => (
                <>
                  Data of {formatMoment(time(), now())} UTC, {formatAge(now() - time())} old.
                </>
              )}
            </Show>{' '}
            Trying again in {formatAge(state().retryAt - now())}.
          </span>
          <button type="button" class="chip" onClick={() => props.onRetry()}>
            Try now
          </button>
        </div>
      )}
    </Show>
  )
}

/** A refusal of the server or an answer that was not understood, in its own words. */
export function FailureNotice(props: { failure: Failure | undefined; onClose: () => void }) {
  return (
    <Show when={props.failure}>
      {(failure) => (
        <div class="notice failure" role="alert">
          <strong>{failure().kind === 'refused' ? 'Not available' : 'Unreadable answer'}</strong>
          <span>{asSentence(failure().text)}</span>
          <code>{failure().code}</code>
          <button type="button" class="chip" onClick={() => props.onClose()}>
            Close
          </button>
        </div>
      )}
    </Show>
  )
}

/** A strip below the toolbar that can be closed. */
export function StripNotice(props: { title: string; text: string | undefined }) {
  const [closed, setClosed] = createSignal(false)
  return (
    <Show when={!closed() && props.text}>
      {(text) => (
        <div class="notice strip" role="note">
          <strong>{props.title}</strong>
          <span>{text()}</span>
          <button type="button" class="chip" onClick={() => setClosed(true)}>
            Close
          </button>
        </div>
      )}
    </Show>
  )
}

/**
 * Says that the server has another build of the page than the one that is open; looks for one each
 * time the server is back.
 */
export function NewVersionNotice(props: { revived: number }) {
  createEffect(on(() => props.revived, lookForNewer, { defer: true }))
  return (
    <Show when={isOutdated()}>
      <div class="notice strip" role="status">
        <strong>New version</strong>
        <span>The server has a newer version of this page.</span>
        <button type="button" class="chip" onClick={() => location.reload()}>
          Reload
        </button>
      </div>
    </Show>
  )
}
