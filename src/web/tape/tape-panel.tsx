import { For, Show, createEffect, createMemo, createSignal } from 'solid-js'
import type { InstrumentInfo } from '../../api/schema.ts'
import { CloseIcon } from '../parts/icons.tsx'
import type { PositionSide } from '../../market/units.ts'
import type { Session } from '../session/session.ts'
import { createStoredTape } from './stored-tape.ts'
import type { TapeRow } from '../session/tape.ts'
import { TapeFilters } from './tape-filters.tsx'
import { LiquidationRow } from './tape-row.tsx'
import { TapeTotals } from './tape-totals.tsx'
import { completenessWords } from '../words/venue-words.ts'

const sideOf = (side: PositionSide | 'both'): PositionSide | undefined =>
  side === 'both' ? undefined : side

/** Liquidations as they happen, newest on top; it stands still while somebody reads it. */
export function TapePanel(props: { session: Session; onClose: () => void }) {
  const { live, instrument, view } = props.session
  const stored = createStoredTape(props.session)
  const isLive = () => live.link() !== undefined
  const [hovered, setHovered] = createSignal(false)
  const [focused, setFocused] = createSignal(false)
  const [held, setHeld] = createSignal<readonly TapeRow[]>([])
  const paused = () => hovered() || focused()

  const filter = createMemo(() => ({
    instrument: view().tapeOf === 'this' ? instrument()?.id : undefined,
    minUsd: view().tapeUsd,
    position: sideOf(view().tapeSide),
    venue: view().tapeVenue,
  }))
  const newest = createMemo(() => {
    if (!isLive()) return stored.rows()
    live.taped()
    return live.tape.rows(filter())
  })
  let shownFilter: unknown
  createEffect(() => {
    const rows = newest()
    // Another filter is an answer to a hand, so it shows even while paused.
    if (!isLive() || !paused() || shownFilter !== filter()) setHeld(rows)
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
    <aside
      class="tape"
      aria-label="Liquidations"
      classList={{ stale: isLive() && !live.heard(), dated: !isLive() }}
    >
      <div class="tape-head">
        <strong>Liquidations</strong>
        <span class="tape-paused" data-field="paused">
          {isLive() && paused() ? `Paused${waiting() > 0 ? `, ${waiting()} new` : ''}` : ''}
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
      <TapeFilters session={props.session} />
      <TapeTotals session={props.session} of={isLive() ? view().tapeOf : 'this'} />
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
              {(row) => (
                <LiquidationRow
                  of={row}
                  info={infoOf(row)}
                  venues={live.venues() ?? []}
                  dated={!isLive()}
                />
              )}
            </For>
          </tbody>
        </table>
        <Show when={held().length === 0}>
          <p class="tape-empty">
            {!isLive()
              ? 'The history holds no single liquidations of these.'
              : live.venues() === undefined
                ? 'The server has not been heard yet.'
                : 'None yet of these since the server keeps them.'}
          </p>
        </Show>
        <Show when={!isLive() && stored.more()}>
          <button type="button" class="chip tape-older" onClick={stored.older}>
            Older ones
          </button>
        </Show>
      </div>
      <div class="tape-note" title={note()}>
        {note() ?? ''}
      </div>
    </aside>
  )
}
