import { For, Show } from 'solid-js'
import { formatTime } from '../../api/format.ts'
import type { SignalsAnswer } from '../../api/signals.ts'
import type { Writing } from './signals-rows.ts'
import { SIDE_NAMES, patternFields } from './signals-rows.ts'
import { patternRecord } from './signals-record.ts'
import type { ToldRecord } from './signals-record.ts'
import { ToldList } from '../parts/told-list.tsx'

/** The patterns that stand, each with what it points to and the numbers behind it. */
export function FormationList(props: { of: SignalsAnswer; writing: Writing; record: ToldRecord }) {
  return (
    <Show
      when={props.of.formations.length > 0}
      fallback={
        <p class="sheet-note" data-field="no-patterns">
          None stands. The rules are in the methodology, under “What the map says by rule”.
        </p>
      }
    >
      <ul class="signals-formations">
        <For each={props.of.formations}>
          {(formation) => (
            <li class="signals-card" data-formation={formation.id}>
              <h3>
                {formation.label}
                <small>{formation.side === null ? 'both sides' : SIDE_NAMES[formation.side]}</small>
                <span class="signals-state" data-confirmed={formation.confirmed}>
                  {formation.confirmed ? 'Confirmed' : 'Unconfirmed: no order book is known'}
                </span>
              </h3>
              <p data-field="targets">
                Points to{' '}
                {formation.targets
                  .map(({ price }) => props.writing.formatPrice(price))
                  .join(' and ')}
                . Since {formatTime(formation.since)} UTC, at{' '}
                {props.writing.formatPrice(formation.sincePrice)}.
              </p>
              <ToldList fields={patternFields(formation)} />
              <p class="sheet-note" data-field="record">
                {patternRecord(props.record, formation)}
              </p>
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}
