import { Match, Show, Switch } from 'solid-js'
import { decimalsOf, formatPercent, formatTime } from '../../api/format.ts'
import { formatPrice } from '../words/amounts.ts'
import { formatAgo, formatClock, formatMoment } from '../words/clock-words.ts'
import { QuoteRateNote } from './quote-rate-note.tsx'
import type { Session } from '../session/session.ts'
import { formatDelay } from '../words/venue-words.ts'

/** The price, its change over the range, and how old both are. */
export function Quote(props: {
  session: Session
  moved: { readonly share: number; readonly over: string } | undefined
}) {
  const { instrument, lastPrice, live } = props.session
  const stale = () => live.freshness().state === 'stale'
  return (
    <Show when={instrument()}>
      {(info) => (
        <div class="quote" classList={{ stale: stale() }} data-state={live.freshness().state}>
          <span class="last" data-field="last">
            {formatPrice(lastPrice() ?? info().lastPrice, decimalsOf(info().tickSize))}
          </span>
          <Show when={props.moved}>
            {(change) => (
              <span
                class="change"
                classList={{ long: change().share > 0, short: change().share < 0 }}
              >
                {formatPercent(change().share)} {change().over}
              </span>
            )}
          </Show>
          <QuoteRateNote session={props.session} />
          <AsOf session={props.session} />
          <Show when={info().simulated}>
            <em class="badge">Simulated</em>
          </Show>
        </div>
      )}
    </Show>
  )
}

/** How old the price is, in words; what is not known to be live never says so. */
export function AsOf(props: { session: Session }) {
  const { instrument, live, playback } = props.session
  const fresh = () => {
    const state = live.freshness()
    return state.state === 'live' ? state : undefined
  }
  const stale = () => {
    const state = live.freshness()
    return state.state === 'stale' ? state : undefined
  }
  return (
    <span class="as-of" data-field="as-of" title={stale()?.cause}>
      <Switch fallback={<LastTime of={instrument()?.to ?? 0} />}>
        <Match when={playback.at() !== undefined}>Playback</Match>
        <Match when={live.freshness().state === 'connecting'}>Connecting</Match>
        <Match when={fresh()}>
          {(state) => (
            <>
              <i class="dot" data-tone={state().delay === undefined ? 'good' : 'warn'} />
              <Show when={state().delay} fallback="Live">
                {(delay) => <>Delayed {formatDelay(delay())}</>}
              </Show>{' '}
              <time>{formatClock(state().asOf)}</time>
            </>
          )}
        </Match>
        <Match when={stale()}>
          {(state) => (
            <>
              <i class="dot" data-tone="unknown" />
              <Show when={state().asOf} fallback="No price yet">
                {(asOf) => (
                  <span>
                    <span class="as-of-word">as of </span>
                    {formatMoment(asOf(), live.now())}, {formatAgo(asOf(), live.now())}
                  </span>
                )}
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </span>
  )
}

/** On a phone, where the pages' foot says that times are UTC, the time alone. */
const LastTime = (props: { of: number }) => (
  <span>
    <span class="as-of-word">as of </span>
    {formatTime(props.of)}
    <span class="as-of-word"> UTC</span>
  </span>
)
