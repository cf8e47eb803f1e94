import { Show } from 'solid-js'
import { formatUsdTick } from '../words/amounts.ts'
import { Menu } from '../parts/menu.tsx'
import { Segmented } from '../parts/segmented.tsx'
import type { Session } from '../session/session.ts'
import { LEAST_USD } from '../session/tape.ts'

/** Of which instruments, sides, venues and amounts the tape is; all of it is in the address. */
export function TapeFilters(props: { session: Session }) {
  const { view, change, live } = props.session
  const venues = () => [
    { id: '', label: 'All' },
    ...(live.venues() ?? []).map(({ venue, name }) => ({ id: venue, label: name })),
  ]
  return (
    <div class="tape-filters">
      <Show when={live.link() !== undefined}>
        <Segmented
          label="Liquidations of"
          choices={[
            { id: 'this', label: 'This', name: 'This instrument' },
            { id: 'all', label: 'All', name: 'All instruments' },
          ]}
          value={view().tapeOf}
          onChange={(tapeOf) => change({ tapeOf })}
        />
      </Show>
      <Segmented
        label="Closed positions"
        choices={[
          { id: 'both', label: 'L+S', name: 'Closed longs and shorts' },
          { id: 'long', label: 'L', name: 'Closed longs' },
          { id: 'short', label: 'S', name: 'Closed shorts' },
        ]}
        value={view().tapeSide}
        onChange={(tapeSide) => change({ tapeSide })}
      />
      <Menu
        label="Min"
        items={LEAST_USD.map((usd) => ({
          id: String(usd),
          label: usd === 0 ? 'Any' : formatUsdTick(usd),
        }))}
        value={String(view().tapeUsd)}
        onChange={(usd) => change({ tapeUsd: Number(usd) })}
      />
      <Show when={view().tapeOf === 'all' && live.link() !== undefined}>
        <Menu
          label="Venue"
          items={venues()}
          value={view().tapeVenue ?? ''}
          onChange={(venue) => change({ tapeVenue: venue === '' ? undefined : venue })}
        />
      </Show>
    </div>
  )
}
