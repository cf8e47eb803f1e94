import { For, Show, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { LiquidationWindow, LiquidationWindows } from '../../api/flows.ts'
import { formatUsd } from '../words/amounts.ts'
import { HOUR, MINUTE } from '../../market/units.ts'
import { createFollow } from '../request/follow.ts'
import { atMostEvery } from '../request/paced.ts'
import type { Session } from '../session/session.ts'

/** While liquidations come, their sums are asked for this often. */
const SUM_EVERY = 3_000

/** "24h", and what part of it is known where that is not all. */
const windowWords = ({ length, known }: LiquidationWindow): string =>
  known > 0.999 || known === 0
    ? `${length / HOUR}h`
    : `${length / HOUR}h (${Math.floor(known * 100)}%)`

const amount = (window: LiquidationWindow, usd: number): string =>
  window.known === 0 ? 'not known' : formatUsd(usd)

/** What was liquidated in the last hours, as the server sums it: of the instrument or of its coin. */
export function TapeTotals(props: { session: Session; of: 'this' | 'all' }) {
  const { api, instrument, live, playback } = props.session
  const [answer, setAnswer] = createSignal<LiquidationWindows>()
  const [round, setRound] = createSignal(0)
  const again = atMostEvery(SUM_EVERY, () => setRound((count) => count + 1))
  onCleanup(again.cancel)
  createEffect(on(live.taped, again.call, { defer: true }))
  const minute = createMemo(() => (live.link() === undefined ? 0 : Math.floor(live.now() / MINUTE)))
  const id = createMemo(() => instrument()?.id)
  const query = createMemo(() => {
    round()
    minute()
    const [of, time] = [id(), playback.settled()]
    return of === undefined
      ? undefined
      : { ask: { instrument: of, ...(time !== undefined && { time }) } }
  })
  createFollow(props.session.revived, props.session.fail)(
    'tape-totals',
    query,
    ({ ask }, signal) => api.liquidationWindows(ask, signal),
    setAnswer,
  )
  const shown = createMemo(() => {
    const told = answer()
    if (told === undefined || told.instrument !== instrument()?.id) return undefined
    // What was told of later than the moment that is shown stays blank.
    const isDue = told.time > (playback.at() ?? Infinity)
    if (props.of === 'this' || told.coin === null)
      return {
        isDue,
        windows: told.windows,
        name: instrument()?.symbol ?? '',
        note: told.completeness === 'sampled' ? 'sampled: lower bounds' : '',
      }
    const { base, instruments, sampled, windows } = told.coin
    const part = sampled === 0 ? '' : `, ${sampled} sampled: lower bounds`
    return { isDue, windows, name: base, note: `${instruments} instruments${part}` }
  })
  return (
    <Show when={shown()}>
      {(of) => (
        <table class="tape-totals" aria-label={`Liquidated of ${of().name}`}>
          <caption>
            {of().name} <small>{of().note}</small>
          </caption>
          <thead>
            <tr>
              <td />
              <For each={of().windows}>
                {(window) => (
                  <th
                    scope="col"
                    class="number"
                    title={`Known of ${Math.floor(window.known * 100)}% of this time`}
                  >
                    {windowWords(window)}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={['long', 'short'] as const}>
              {(side) => (
                <tr>
                  <th scope="row" class={side}>
                    {side === 'long' ? 'Long' : 'Short'}
                  </th>
                  <For each={of().windows}>
                    {(window) => (
                      <td class="number" data-total={`${side}-${window.length / HOUR}h`}>
                        {of().isDue
                          ? '–'
                          : amount(window, side === 'long' ? window.longUsd : window.shortUsd)}
                      </td>
                    )}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      )}
    </Show>
  )
}
