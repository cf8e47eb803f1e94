import { For, Show } from 'solid-js'
import type { SetupAnswer, SetupsAnswer } from '../../api/setups.ts'
import { formatUsd } from '../words/amounts.ts'
import { draftOf, setDraft } from '../paper/paper-draft.ts'
import { Segmented } from '../parts/segmented.tsx'
import type { ToldField, Writing } from './signals-rows.ts'
import type { HorizonId } from '../address/signals-view.ts'
import { HORIZONS } from '../address/signals-view.ts'
import { CONDITION_NAMES, STANDING_NAMES, formatShare, holdsWord } from './signals-words.ts'
import { calendarSentence, cautionFields } from './signals-calendar.ts'
import { setupRecord } from './signals-record.ts'
import type { ToldRecord } from './signals-record.ts'
import { ToldList } from '../parts/told-list.tsx'

const HORIZON_NAMES: Readonly<Record<HorizonId, string>> = {
  '4h': '4 hours',
  '1d': '1 day',
  '3d': '3 days',
  '7d': '7 days',
}

/** A frame toward each side, with what its rules ask and whether that holds. */
export function SetupFrames(props: {
  answer: SetupsAnswer | undefined
  horizon: HorizonId
  writing: Writing
  record: ToldRecord
  onHorizon: (horizon: HorizonId) => void
  onNote: () => void
}) {
  return (
    <>
      <div class="signals-horizon">
        <span class="group-label">Horizon</span>
        <Segmented
          label="Horizon"
          choices={HORIZONS.map((id) => ({ id, label: id, name: HORIZON_NAMES[id] }))}
          value={props.horizon}
          onChange={props.onHorizon}
        />
      </div>
      <Show when={props.answer} fallback={<p class="sheet-note">Asking for the frames…</p>}>
        {(of) => (
          <>
            <p class="signals-notice" data-field="setup-notice">
              {of().notice}
            </p>
            <ToldList fields={cautionFields(of())} class="signals-facts" />
            <div class="signals-setups">
              <For each={of().setups}>
                {(setup) => <Frame of={setup} writing={props.writing} onNote={props.onNote} />}
              </For>
            </div>
            <p class="sheet-note" data-field="calendar-note">
              {calendarSentence(of().calendar)}
            </p>
            <p class="sheet-note" data-field="record">
              {setupRecord(props.record)}
            </p>
          </>
        )}
      </Show>
    </>
  )
}

function Frame(props: { of: SetupAnswer; writing: Writing; onNote: () => void }) {
  function note(): void {
    setDraft(draftOf(props.of))
    props.onNote()
  }
  return (
    <article class="signals-card" data-setup={props.of.side}>
      <h3>
        {props.of.side === 'long' ? 'Toward shorts above' : 'Toward longs below'}
        <span class="signals-state" data-standing={props.of.standing}>
          {STANDING_NAMES[props.of.standing]}
        </span>
      </h3>
      <ToldList fields={frameFields(props.of, props.writing)} />
      <Show when={props.of.levels !== null}>
        <button type="button" class="chip signals-note-it" onClick={note}>
          Note on paper
        </button>
      </Show>
      <ul class="signals-conditions">
        <For each={props.of.conditions}>
          {({ name, holds, says }) => (
            <li data-condition={name} data-holds={String(holds)}>
              <b>{holdsWord(holds)}</b>
              <span>
                {CONDITION_NAMES[name] ?? name}: {says}
              </span>
            </li>
          )}
        </For>
      </ul>
    </article>
  )
}

function frameFields(
  { levels, expectedUsd, risk, notionalShare }: SetupAnswer,
  { formatPrice }: Writing,
): readonly ToldField[] {
  const price = (value: number | undefined) => (value === undefined ? '–' : formatPrice(value))
  return [
    {
      name: 'entry',
      label: 'Entry',
      text:
        levels === null ? '–' : `${formatPrice(levels.entryFrom)} – ${formatPrice(levels.entryTo)}`,
    },
    { name: 'stop', label: 'Stop', text: price(levels?.stop) },
    { name: 'target', label: 'Target', text: price(levels?.target) },
    {
      name: 'reward',
      label: 'Reward over risk',
      text: levels === null ? '–' : levels.rewardOverRisk.toFixed(2),
    },
    {
      name: 'expected',
      label: 'The target would bring',
      text: expectedUsd === null ? '–' : formatUsd(expectedUsd),
      note: expectedUsd === null ? 'unknown' : 'less the measured discount',
    },
    {
      name: 'risk',
      label: 'Loss at the stop',
      text: formatShare(risk),
      note: `of the account${notionalShare === null ? '' : `, at ×${notionalShare.toFixed(2)} notional`}`,
    },
  ]
}
