import { Show, createSignal } from 'solid-js'
import { decimalsOf } from '../../api/format.ts'
import type { PaperEntryAnswer } from '../../api/paper.ts'
import { formatLevelPrice } from '../levels/levels-words.ts'
import { sendAmend } from './paper-data.ts'
import {
  STATE_NAMES,
  bookWords,
  doubtWords,
  followedFields,
  outcomeWords,
  tradeFields,
  writtenWords,
} from './paper-words.ts'
import { Refused } from './refused.tsx'
import type { Session } from '../session/session.ts'
import { ToldList } from '../parts/told-list.tsx'
import { formatHash } from '../address/view.ts'
import { WholeDates } from '../words/whole-dates.tsx'

/** One note with what became of it, and the way to the chart as it was then. */
export function PaperNote(props: {
  of: PaperEntryAnswer
  session: Session
  canWrite: boolean
  onChanged: () => void
}) {
  const [refused, setRefused] = createSignal<string>()
  const formatPrice = (price: number): string => {
    const all = props.session.catalogue()?.instruments ?? []
    const tick = all.find(({ id }) => id === props.of.instrument)?.tickSize ?? 0.01
    return formatLevelPrice(price, decimalsOf(tick))
  }
  const symbol = () => props.of.instrument.slice(props.of.instrument.indexOf(':') + 1)
  /** The chart at the time of the note, with what came later beside it. */
  const address = () => {
    const { id, instrument, time } = props.of
    const view = props.session.view()
    return `#${formatHash({ ...view, page: 'map', instrument, note: id, at: time, later: true })}`
  }
  async function cancel(): Promise<void> {
    const answer = await sendAmend({ id: props.of.id, how: 'cancel', text: '' })
    setRefused('failure' in answer ? answer.failure.text : undefined)
    if ('value' in answer) props.onChanged()
  }
  const isWaiting = () => props.of.trade?.outcome.state === 'waiting'
  return (
    <li class="signals-card" data-paper={props.of.id} aria-labelledby={`paper-${props.of.number}`}>
      <h3 id={`paper-${props.of.number}`}>
        {symbol()} {props.of.trade?.side ?? ''} {props.of.label}
        <span class="signals-state" data-state={props.of.trade?.outcome.state ?? 'formation'}>
          <WholeDates
            text={props.of.trade === null ? 'Formation' : outcomeWords(props.of.trade.outcome)}
          />
        </span>
      </h3>
      <p>
        <WholeDates text={writtenWords(props.of)} />
      </p>
      <Show when={props.of.text !== ''}>
        <p class="paper-text">{props.of.text}</p>
      </Show>
      <Show when={props.of.trade}>
        {(trade) => (
          <>
            <ToldList fields={tradeFields(trade(), formatPrice)} />
            <Show when={doubtWords(trade().outcome)}>
              {(words) => <p class="sheet-note">{words()}</p>}
            </Show>
          </>
        )}
      </Show>
      <Show when={props.of.followed}>
        {(followed) => (
          <Show
            when={followed().length > 0}
            fallback={<p class="sheet-note">The first 4 hours after it are not over.</p>}
          >
            <ToldList fields={followedFields(followed())} />
          </Show>
        )}
      </Show>
      <p class="sheet-note">{bookWords(props.of, formatPrice)}</p>
      <div class="paper-foot">
        <Show when={props.of.trade?.outcome.state !== 'unknown'} fallback={STATE_NAMES.unknown}>
          <a class="chip" href={address()}>
            See it as it was
          </a>
        </Show>
        <Show when={isWaiting() && props.canWrite}>
          <button type="button" class="chip" onClick={() => void cancel()}>
            Cancel
          </button>
        </Show>
        <Refused words={refused()} />
      </div>
    </li>
  )
}
