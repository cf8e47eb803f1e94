import { For, Show } from 'solid-js'
import type { InstrumentInfo } from '../../api/schema.ts'
import { venueName } from '../../api/venue-name.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { CaretIcon } from '../parts/icons.tsx'
import { offPar } from './off-par.ts'
import { presences } from '../map/part-gaps.ts'
import { Popover } from '../parts/popover.tsx'
import { presenceWords } from '../map-page/range-words.ts'
import { Segmented } from '../parts/segmented.tsx'
import type { Session } from '../session/session.ts'
import { totalOf } from '../session/venue-sum.ts'
import { shareWords, venuesWords } from './venue-sum-words.ts'

/** Whose maps are shown as one, and how they weigh; nothing where the coin has one instrument. */
export function VenuesMenu(props: { session: Session }) {
  const { sum } = props.session
  const words = () => venuesWords(sum.shown().length, sum.ofCoin().length)
  return (
    <Show when={sum.ofCoin().length > 1}>
      <Popover
        class="menu venues-menu"
        label={`Venues ${words()}`}
        button={
          <>
            <span class="menu-label">Venues</span> <span class="menu-value">{words()}</span>
            <CaretIcon />
          </>
        }
      >
        {() => <VenuesPanel session={props.session} />}
      </Popover>
    </Show>
  )
}

function VenuesPanel(props: { session: Session }) {
  const { sum, view, change, live } = props.session
  const own = () => sum.ofCoin()[0]
  const others = () => sum.ofCoin().slice(1)
  const isShown = (id: InstrumentId): boolean => sum.shown().some((one) => one.id === id)
  const show = (ids: readonly InstrumentId[]): void => {
    const without = others()
      .map(({ id }) => id)
      .filter((id) => !ids.includes(id))
    const venues = ids.length === 0 ? 'one' : 'all'
    change({ levels: { ...view().levels, venues, without: venues === 'one' ? [] : without } })
  }
  const toggle = (id: InstrumentId): void => {
    const shown = others().filter((one) => (one.id === id) !== isShown(one.id))
    show(shown.map((one) => one.id))
  }
  const total = () =>
    sum
      .parts()
      .reduce((all, { map, weight }) => all + weight * totalOf(sum.levels().get(map.instrument)), 0)
  const share = (id: InstrumentId): string => {
    const part = sum.parts().find(({ map }) => map.instrument === id)
    const missing = sum.missing().has(id)
    return shareWords({
      shown: isShown(id),
      missing,
      alone: sum.shown().length === 1,
      share: part && (part.weight * totalOf(sum.levels().get(id))) / total(),
    })
  }
  const nameOfVenue = (venue: string): string =>
    live.venues()?.find((one) => one.venue === venue)?.name ?? venueName(venue)
  const partlyOf = (id: InstrumentId): string[] =>
    presences(sum.parts())
      .filter(({ part }) => part.map.instrument === id)
      .map(presenceWords)
  /** What is to be known of an instrument before it is added. */
  const note = (one: InstrumentInfo): string => {
    const rate = offPar(one.quote, live.heard() ? live.quoteRates() : [], nameOfVenue)
    return [
      ...(sum.missing().has(one.id) ? [sum.missing().get(one.id)!] : []),
      ...(one.quote === own()?.quote ? [] : [`in ${one.quote}`]),
      ...(rate === undefined ? [] : [`${rate.short}: prices do not quite meet`]),
      ...partlyOf(one.id),
    ].join(' · ')
  }
  return (
    <>
      <div class="venues-head">
        <button type="button" class="chip" onClick={() => show(others().map(({ id }) => id))}>
          All venues of {own()?.base}
        </button>
        <button type="button" class="chip" onClick={() => show([])}>
          This one
        </button>
      </div>
      <div class="options" role="group" aria-label={`Instruments of ${own()?.base}`}>
        <For each={sum.ofCoin()}>
          {(one, index) => (
            <button
              type="button"
              role="checkbox"
              aria-checked={isShown(one.id)}
              aria-disabled={index() === 0}
              data-id={one.id}
              onClick={() => index() > 0 && toggle(one.id)}
            >
              <i class="check" aria-hidden="true" />
              <span>
                <span class="venues-venue">{venueName(one.venue)}</span> {one.symbol}
              </span>
              <span class="venues-share">{share(one.id)}</span>
              <Show when={note(one) !== ''}>
                <span class="option-note">{note(one)}</span>
              </Show>
            </button>
          )}
        </For>
      </div>
      <div class="venues-weigh">
        <span class="group-label">Weight</span>
        <Segmented
          label="Weight of venues"
          choices={[
            { id: 'usd', label: 'In USD', name: 'Each by what is open on it, in USD' },
            { id: 'equal', label: 'Equal', name: 'Each venue the same, their sum kept' },
          ]}
          value={view().weigh}
          onChange={(weigh) => change({ weigh, lockedMaxUsd: undefined })}
        />
      </div>
      <p class="venues-words">
        Cells of one price and time add up. Shares are of the newest column. Candles, panes, bubbles
        and measured positions are those of {venueName(own()?.venue ?? '')} {own()?.symbol} alone.
      </p>
    </>
  )
}
