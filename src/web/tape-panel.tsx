import { For, Show, createEffect, createMemo, createSignal } from 'solid-js'
import type { InstrumentInfo } from '../api/schema.ts'
import { formatUsd } from '../api/format.ts'
import { CloseIcon } from './icons.tsx'
import { Menu } from './menu.tsx'
import { Segmented } from './segmented.tsx'
import type { Session } from './session.ts'
import type { TapeRow } from './tape.ts'
import { LEAST_USD } from './tape.ts'
import { LiquidationRow } from './tape-row.tsx'
import { completenessWords } from './venue-words.ts'

/** Liquidations as they happen, newest on top; it stands still while somebody reads it. */
export function TapePanel(props: { session: Session; onClose: () => void }) {
  const { live, instrument } = props.session
  const [scope, setScope] = createSignal<'this' | 'all'>('this')
  const [minUsd, setMinUsd] = createSignal(0)
  const [hovered, setHovered] = createSignal(false)
  const [focused, setFocused] = createSignal(false)
  const [held, setHeld] = createSignal<readonly TapeRow[]>([])
  const paused = () => hovered() || focused()

  const filter = createMemo(() => ({
    instrument: scope() === 'this' ? instrument()?.id : undefined,
    minUsd: minUsd(),
  }))
  const newest = createMemo(() => {
    live.taped()
    return live.tape.rows(filter())
  })
  let shownFilter: unknown
  createEffect(() => {
    const rows = newest()
    // Another filter is an answer to a hand, so it shows even while paused.
    if (!paused() || shownFilter !== filter()) setHeld(rows)
    shownFilter = filter()
  })
  const waiting = createMemo(() => {
    const top = held()[0]?.key ?? -1
    return newest().filter(({ key }) => key > top).length
  })
  const infos = createMemo(
    () => new Map((props.session.catalogue()?.instruments ?? []).map((info) => [info.id, info])),
  )
  const infoOf = (row: TapeRow): InstrumentInfo | undefined => infos().get(row.instrument)
  const note = createMemo(() => {
    const info = instrument()
    const venue = live.venues()?.find((one) => one.venue === info?.venue)
    if (venue === undefined) return undefined
    return `${venue.name}: ${venue.liquidationsNote ?? completenessWords(venue.liquidations).text}`
  })

  return (
    <aside class="tape" aria-label="Liquidations" classList={{ stale: !live.heard() }}>
      <div class="tape-head">
        <strong>Liquidations</strong>
        <span class="tape-paused" data-field="paused">
          {paused() ? `Paused${waiting() > 0 ? `, ${waiting()} new` : ''}` : ''}
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label="Close liquidations"
          onClick={() => props.onClose()}
        >
          <CloseIcon />
        </button>
      </div>
      <div class="tape-filters">
        <Segmented
          label="Liquidations of"
          choices={[
            { id: 'this', label: 'This', name: 'This instrument' },
            { id: 'all', label: 'All', name: 'All instruments' },
          ]}
          value={scope()}
          onChange={setScope}
        />
        <Menu
          label="Min"
          items={LEAST_USD.map((usd) => ({
            id: String(usd),
            label: usd === 0 ? 'Any' : formatUsd(usd).replace('.00', '').replace('.0', ''),
          }))}
          value={String(minUsd())}
          onChange={(usd) => setMinUsd(Number(usd))}
        />
      </div>
      <div
        class="tape-list"
        tabindex="0"
        role="region"
        aria-label="List of liquidations, newest first"
        onPointerEnter={(event) => event.pointerType === 'mouse' && setHovered(true)}
        onPointerLeave={() => setHovered(false)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Instrument</th>
              <th scope="col">Closed</th>
              <th scope="col" class="number">
                Price
              </th>
              <th scope="col" class="number">
                USD
              </th>
              <th scope="col" class="mark">
                <span class="for-readers">Completeness</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={held()}>
              {(row) => <LiquidationRow of={row} info={infoOf(row)} venues={live.venues() ?? []} />}
            </For>
          </tbody>
        </table>
        <Show when={held().length === 0}>
          <p class="tape-empty">
            {live.venues() === undefined
              ? 'The server has not been heard yet.'
              : 'None yet of these since the server keeps them.'}
          </p>
        </Show>
      </div>
      <div class="tape-note" title={note()}>
        {note() ?? ''}
      </div>
    </aside>
  )
}
