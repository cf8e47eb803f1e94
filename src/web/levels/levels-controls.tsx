import type { JSX } from 'solid-js'
import { For, Show } from 'solid-js'
import type { InstrumentInfo } from '../../api/schema.ts'
import { venueName } from '../../api/venue-name.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { LevelsView } from '../address/levels-view.ts'
import { instrumentColour } from './levels-colours.ts'
import { Segmented } from '../parts/segmented.tsx'

/** Range, stack, venues and table of the liquidation map, and each instrument on or off. */
export function LevelsControls(props: {
  view: LevelsView
  onChange: (patch: Partial<LevelsView>) => void
  base: string
  /** All of the coin, the chosen one first. */
  instruments: readonly InstrumentInfo[]
  /** In the order of their colours. */
  shown: readonly InstrumentInfo[]
  missing: ReadonlyMap<InstrumentId, string>
  pending: number
  /** What stands after them. */
  children?: JSX.Element
}) {
  const toggle = (id: InstrumentId): void => {
    const { without } = props.view
    props.onChange({
      without: without.includes(id) ? without.filter((one) => one !== id) : [...without, id],
    })
  }
  const colourOf = (id: InstrumentId): string | undefined => {
    const at = props.shown.findIndex((one) => one.id === id)
    return at < 0 || props.view.stack !== 'venue' ? undefined : instrumentColour(at)
  }
  return (
    <>
      <nav class="bar levels-bar" aria-label="Liquidation map">
        <Segmented
          label="Prices"
          choices={[
            { id: '2', label: '±2%', name: 'Within 2% of the price' },
            { id: '5', label: '±5%', name: 'Within 5% of the price' },
            { id: '10', label: '±10%', name: 'Within 10% of the price' },
            { id: 'all', label: 'All', name: 'All prices' },
          ]}
          value={props.view.within}
          onChange={(within) => props.onChange({ within })}
        />
        <span class="group-label levels-label">Bars by</span>
        <Segmented
          label="Bars by"
          choices={[
            { id: 'leverage', label: 'Leverage', name: 'Bars by leverage' },
            { id: 'venue', label: 'Venue', name: 'Bars by venue' },
          ]}
          value={props.view.stack}
          onChange={(stack) => props.onChange({ stack })}
        />
        <span class="group-label levels-label">Venues</span>
        <Segmented
          label="Venues"
          choices={[
            { id: 'one', label: 'One', name: 'This venue alone' },
            { id: 'all', label: `All ${props.base}`, name: `All venues of ${props.base}` },
          ]}
          value={props.view.venues}
          onChange={(venues) => props.onChange({ venues })}
        />
        <button
          type="button"
          class="chip"
          aria-pressed={props.view.table}
          onClick={() => props.onChange({ table: !props.view.table })}
        >
          Table
        </button>
        {props.children}
      </nav>
      <Show when={props.view.venues === 'all'}>
        <div class="levels-venues" role="group" aria-label={`Instruments of ${props.base}`}>
          <For each={props.instruments}>
            {(one, index) => (
              <button
                type="button"
                class="chip"
                aria-pressed={!props.view.without.includes(one.id)}
                disabled={index() === 0}
                title={props.missing.get(one.id) ?? one.id}
                classList={{ none: props.missing.has(one.id) }}
                onClick={() => toggle(one.id)}
              >
                <Show when={colourOf(one.id)}>
                  {(colour) => <i style={{ background: colour() }} />}
                </Show>
                {venueName(one.venue)} {one.symbol}
                <Show when={props.missing.has(one.id)}> · no map</Show>
              </button>
            )}
          </For>
          <span class="levels-pending" role="status">
            {props.pending > 0 ? `${props.pending} to come` : ''}
          </span>
        </div>
      </Show>
    </>
  )
}
