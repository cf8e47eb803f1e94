import { For, Show, createEffect, createSignal, on } from 'solid-js'
import { NO_NEWS, viewOfAlert, withAlerts, without } from './alert-news.ts'
import { formatMoment } from '../words/clock-words.ts'
import type { Session } from '../session/session.ts'

/**
 * Alerts as they come, over the page, so that nothing on it moves. They stay until they are put away or
 * newer ones take their place; the page of alerts has them all.
 */
export function AlertToasts(props: { session: Session; onAll: () => void }) {
  const { live, view } = props.session
  const [news, setNews] = createSignal(NO_NEWS)
  const isListed = () => view().page === 'alerts'
  createEffect(
    on(live.alerts, (came) => {
      if (came !== undefined && !isListed()) setNews((known) => withAlerts(known, came))
    }),
  )
  createEffect(() => isListed() && setNews(NO_NEWS))

  return (
    <section class="toasts" aria-label="New alerts">
      {/* There before its first words: a reader that is told of both at once says nothing. */}
      <div role="status" aria-live="polite" aria-relevant="additions">
        <For each={news().shown}>
          {(alert) => (
            <div class="toast" data-severity={alert.severity}>
              <a
                href={viewOfAlert(view(), alert)}
                onClick={() => setNews((known) => without(known, alert.key))}
              >
                {alert.name}
              </a>
              <time dateTime={new Date(alert.time).toISOString()}>
                {formatMoment(alert.time, live.now())} UTC
              </time>
              <button
                type="button"
                class="chip"
                aria-label={`Close: ${alert.name}`}
                onClick={() => setNews((known) => without(known, alert.key))}
              >
                Close
              </button>
              <p>{alert.text[0]}</p>
            </div>
          )}
        </For>
      </div>
      <Show when={news().more > 0 || news().shown.length > 1}>
        <div class="toasts-all">
          <button type="button" class="chip" onClick={() => props.onAll()}>
            {news().more > 0 ? `${news().more} more: all alerts` : 'All alerts'}
          </button>
          <button type="button" class="chip" onClick={() => setNews(NO_NEWS)}>
            Close all
          </button>
        </div>
      </Show>
    </section>
  )
}
