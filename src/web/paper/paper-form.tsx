import { For, Show, createSignal, onCleanup } from 'solid-js'
import { formatTime } from '../../api/format.ts'
import type { NoteAsked } from '../../api/paper.ts'
import { PATTERNS } from '../../signals/signal-state.ts'
import { amountStyle } from '../words/amounts.ts'
import { draft, setDraft } from './paper-draft.ts'
import { sendNote } from './paper-data.ts'
import { readNote } from './paper-fields.ts'
import { Refused } from './refused.tsx'
import { Segmented } from '../parts/segmented.tsx'
import type { Session } from '../session/session.ts'

const KINDS = [
  { id: 'trade', label: 'Trade', name: 'Trade on paper' },
  { id: 'formation', label: 'Formation', name: 'Formation' },
] as const
const SIDES = [
  { id: 'long', label: 'Long', name: 'Long' },
  { id: 'short', label: 'Short', name: 'Short' },
] as const

/** An id that no other note has, also where the page is no secure context. */
const newId = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-')

/** Writes a note of the instrument that is shown, at the moment that is shown. */
export function PaperForm(props: { session: Session; onNoted: () => void }) {
  const { instrument, playback } = props.session
  const given = draft()
  const [kind, setKind] = createSignal<NoteAsked['kind']>('trade')
  const [side, setSide] = createSignal(given?.side ?? 'long')
  const [refused, setRefused] = createSignal<string>()
  const [isSending, setSending] = createSignal(false)
  onCleanup(() => setDraft(undefined))
  // The same until it is taken: sent again, it is noted once.
  let id = newId()

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const of = instrument()
    if (of === undefined || isSending()) return
    const time = playback.at()
    const note = readNote(new FormData(form), {
      id,
      instrument: of.id,
      ...(time === undefined ? {} : { time }),
      kind: kind(),
      side: side(),
    })
    if ('problem' in note) {
      setRefused(note.problem)
      return
    }
    setSending(true)
    const answer = await sendNote(note)
    setSending(false)
    if ('failure' in answer) {
      setRefused(answer.failure.text)
      return
    }
    id = newId()
    setRefused(undefined)
    setDraft(undefined)
    form.reset()
    props.onNoted()
  }

  return (
    <form class="paper-form" onSubmit={(event) => void submit(event)}>
      <p class="sheet-note" data-field="paper-of">
        Of {instrument()?.symbol ?? 'no instrument'}
        {instrument()?.simulated === true ? ' (SIMULATED)' : ''},{' '}
        {playback.at() === undefined
          ? 'now'
          : `at ${formatTime(playback.at()!)} UTC, as played back: noted in hindsight`}
        .
      </p>
      <div class="paper-choices">
        <Segmented label="Kind of note" choices={KINDS} value={kind()} onChange={setKind} />
        <Show when={kind() === 'trade'}>
          <Segmented label="Side" choices={SIDES} value={side()} onChange={setSide} />
        </Show>
      </div>
      <div class="paper-fields">
        <Show when={kind() === 'trade'}>
          <NumberField name="entry" label="Entry" value={given?.entry} />
          <NumberField name="stop" label="Stop" value={given?.stop} />
          <NumberField name="target" label="Target" value={given?.target} />
          <label>
            <span>Size in {amountStyle().currency}</span>
            <input type="text" inputmode="decimal" autocomplete="off" name="size" required />
          </label>
          <NumberField
            name="risk"
            label="Risk, % of the account"
            value={given?.risk === undefined ? undefined : 100 * given.risk}
            optional
          />
        </Show>
        <label>
          <span>{kind() === 'trade' ? 'Noted for' : 'Formation'}</span>
          <input
            name="label"
            list="paper-labels"
            maxlength="200"
            required
            value={given?.label ?? ''}
          />
        </label>
        <label class="paper-wide">
          <span>In your words</span>
          <textarea name="text" maxlength="500" rows="2" />
        </label>
      </div>
      <datalist id="paper-labels">
        <For each={['setup', ...PATTERNS]}>{(name) => <option value={name} />}</For>
      </datalist>
      <div class="paper-foot">
        <button type="submit" class="chip" disabled={isSending()}>
          Note it
        </button>
        <Refused words={refused()} />
      </div>
    </form>
  )
}

function NumberField(props: {
  name: string
  label: string
  value: number | undefined
  optional?: boolean
}) {
  return (
    <label>
      <span>{props.label}</span>
      <input
        type="number"
        step="any"
        min="0"
        name={props.name}
        required={props.optional !== true}
        value={props.value === undefined ? '' : Number(props.value.toPrecision(8))}
      />
    </label>
  )
}
