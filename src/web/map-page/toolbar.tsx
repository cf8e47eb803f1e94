import { For, Show } from 'solid-js'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { formatSpan } from '../../api/format.ts'
import { savesData } from '../request/data-saver.ts'
import { MeasuredChip } from './measured-panel.tsx'
import { Menu } from '../parts/menu.tsx'
import { PALETTES } from '../../heatmap/palette.ts'
import { PanesMenu } from '../panes/panes-menu.tsx'
import { PlaybackButton } from '../header/playback-bar.tsx'
import { RangeMenu } from './range-menu.tsx'
import { RANGES, barOf, barsOf } from '../address/ranges.ts'
import { Segmented } from '../parts/segmented.tsx'
import type { Session } from '../session/session.ts'
import { VenuesMenu } from '../venues/venues-menu.tsx'

/** Range and bar length: what is changed most, always in sight. */
export function RangeControls(props: { session: Session }) {
  const { session } = props
  const finest = () => session.instrument()?.candleInterval ?? 60_000
  return (
    <div class="group">
      <Segmented
        label="Range"
        choices={RANGES.map((range) => ({ id: range.id, label: range.id, name: range.name }))}
        value={session.view().range}
        onChange={(range) => session.change({ range, bar: undefined })}
      />
      <Menu
        label="Bars"
        items={barsOf(session.range(), finest()).map((bar) => ({
          id: String(bar),
          label: formatSpan(bar),
        }))}
        value={String(session.bar())}
        onChange={(id) => {
          const own = barOf(session.range(), finest(), undefined, savesData())
          session.change({ bar: Number(id) === own ? undefined : Number(id) })
        }}
      />
      <PlaybackButton session={session} />
    </div>
  )
}

/** What the map shows and how: model, sides, leverage, axis, palette. */
export function MapControls(props: { session: Session }) {
  const { session } = props
  const { view, change } = session
  const models = () => session.catalogue()?.models ?? []
  const model = () => models().find(({ id }) => id === view().model) ?? models()[0]
  return (
    <>
      <Menu
        label="Model"
        items={models().map(({ id, name, description }) => ({
          id,
          label: name,
          note: description,
        }))}
        value={model()?.id}
        onChange={(id) => change({ model: id })}
      />
      <VenuesMenu session={session} />
      <Segmented
        label="Position side"
        choices={[
          { id: 'both', label: 'Both', name: 'Longs and shorts' },
          { id: 'long', label: 'Long', name: 'Long positions only' },
          { id: 'short', label: 'Short', name: 'Short positions only' },
          { id: 'delta', label: 'Delta', name: 'Longs minus shorts' },
        ]}
        value={view().side}
        onChange={(side) => change({ side })}
      />
      <RangeMenu session={session} />
      <Bands shown={view().bands} onChange={(bands) => change({ bands })} />
      <MeasuredChip session={session} />
      <PanesMenu session={session} />
      <div class="look">
        <Segmented
          label="Price axis"
          choices={[
            { id: 'linear', label: 'Lin', name: 'Linear price axis' },
            { id: 'log', label: 'Log', name: 'Logarithmic price axis' },
          ]}
          value={view().axis}
          onChange={(axis) => change({ axis })}
        />
        <Menu
          label="Palette"
          items={PALETTES.map(({ id, name }) => ({ id, label: name }))}
          value={view().palette}
          onChange={(palette) => change({ palette })}
        />
      </div>
    </>
  )
}

/** Leverage bands on and off; the last one shown cannot be switched off. */
function Bands(props: {
  shown: readonly number[] | undefined
  onChange: (bands: readonly number[] | undefined) => void
}) {
  const all = LEVERAGE_BANDS.map((_, index) => index)
  const shown = () => props.shown ?? all
  const toggle = (band: number): void => {
    const next = shown().includes(band)
      ? shown().filter((index) => index !== band)
      : all.filter((index) => index === band || shown().includes(index))
    if (next.length > 0) props.onChange(next.length === all.length ? undefined : next)
  }
  return (
    <div class="chips" role="group" aria-label="Leverage bands">
      <span class="group-label">Leverage</span>
      <For each={LEVERAGE_BANDS}>
        {(band, index) => (
          <button
            type="button"
            class="chip"
            aria-pressed={shown().includes(index())}
            aria-label={`Leverage ${band.name}`}
            onClick={() => toggle(index())}
          >
            {band.name}
          </button>
        )}
      </For>
      <Show when={props.shown !== undefined}>
        <button type="button" class="chip reset" onClick={() => props.onChange(undefined)}>
          All
        </button>
      </Show>
    </div>
  )
}
