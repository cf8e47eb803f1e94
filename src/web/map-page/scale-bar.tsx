import { For, Show, createMemo, createSignal } from 'solid-js'
import type { ColourScale } from '../../heatmap/colour-scale.ts'
import { MIN_SPAN } from '../../heatmap/colour-scale.ts'
import { amountStyle, formatUsd, formatUsdTick, rampMarks } from '../words/amounts.ts'
import { CaretIcon, LockIcon } from '../parts/icons.tsx'
import type { MapColours } from './map-colours.ts'
import { legendColour } from './map-colours.ts'
import { Popover } from '../parts/popover.tsx'
import type { Handle } from './threshold-panel.tsx'
import { HANDLE_NAMES, ThresholdPanel } from './threshold-panel.tsx'
import { formatPercentile } from './threshold-words.ts'
import type { CellCounts } from '../map/visible-cells.ts'
import { shareBelow } from '../map/visible-cells.ts'

/**
 * The colour legend in amounts, with the threshold's two handles on it: left (or lower) hides the
 * smallest cells, right (or upper) is where the full colour starts.
 */
export function ScaleBar(props: {
  scale: ColourScale | undefined
  colours: MapColours
  /** What is in sight, for percentiles. */
  cells: CellCounts
  locked: boolean
  horizontal: boolean
  onThreshold: (low: number, high: number) => void
  onLock: (locked: boolean) => void
}) {
  const [track, setTrack] = createSignal<HTMLDivElement>()
  const shown = (): ColourScale => props.scale ?? { maxUsd: 1, low: 0, high: 1 }
  const usd = (position: number): string =>
    props.scale === undefined ? '–' : formatUsd(position * props.scale.maxUsd)

  const percentile = (position: number): string =>
    formatPercentile(shareBelow(props.cells, position * shown().maxUsd))

  /** Longs upwards, shorts downwards from the middle. */
  const isDelta = createMemo(() => 'arms' in props.colours)
  const placeOf = (share: number): number => (isDelta() ? 0.5 + share / 2 : share)
  const amountAt = (place: number): number => (isDelta() ? 2 * place - 1 : place)

  const gradient = createMemo(() => {
    const scale = shown()
    const stops = Array.from({ length: 49 }, (_, i) => {
      const position = i / 48
      const amount = amountAt(position) * scale.maxUsd
      const [r, g, b, a] = legendColour(amount === 0 ? 1e-9 : amount, scale, props.colours)
      return `rgba(${r}, ${g}, ${b}, ${(a / 255).toFixed(3)}) ${(position * 100).toFixed(2)}%`
    })
    return `linear-gradient(${props.horizontal ? 'to right' : 'to top'}, ${stops.join(', ')})`
  })
  const ticks = createMemo(() => {
    const max = props.scale?.maxUsd
    if (max === undefined) return []
    const gap = (props.horizontal ? 0.22 : 0.09) * (isDelta() ? 2 : 1)
    const ticks = rampMarks(max, gap)
    return isDelta() ? [...ticks.map((tick) => -tick), 0, ...ticks] : ticks
  })

  function move(handle: Handle, position: number): void {
    const { low, high } = shown()
    const at = Math.min(1, Math.max(0, position))
    if (handle === 'low') props.onThreshold(Math.min(at, high - MIN_SPAN), high)
    else props.onThreshold(low, Math.max(at, low + MIN_SPAN))
  }
  const positionOf = (event: PointerEvent): number => {
    const box = track()?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1)
    return props.horizontal
      ? (event.clientX - box.left) / box.width
      : 1 - (event.clientY - box.top) / box.height
  }
  const drag = (handle: Handle) => (event: PointerEvent) => {
    const target = event.currentTarget
    if (!(target instanceof HTMLElement)) return
    if (event.type === 'pointerdown') target.setPointerCapture(event.pointerId)
    else if (!target.hasPointerCapture(event.pointerId)) return
    move(handle, Math.abs(amountAt(positionOf(event))))
  }
  const step = (handle: Handle) => (event: KeyboardEvent) => {
    const by = {
      ArrowUp: 1,
      ArrowRight: 1,
      ArrowDown: -1,
      ArrowLeft: -1,
      PageUp: 10,
      PageDown: -10,
    }
    const ends = { Home: 0, End: 1 }
    const delta = by[event.key as keyof typeof by]
    const end = ends[event.key as keyof typeof ends]
    if (delta === undefined && end === undefined) return
    event.preventDefault()
    move(handle, end ?? shown()[handle] + delta! * 0.01)
  }
  const handle = (which: Handle) => (
    <div
      class="handle"
      data-handle={which}
      role="slider"
      tabindex="0"
      aria-label={HANDLE_NAMES[which]}
      aria-orientation={props.horizontal ? 'horizontal' : 'vertical'}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(shown()[which] * 100)}
      aria-valuetext={`${usd(shown()[which])}, percentile ${percentile(shown()[which])}`}
      title={`${HANDLE_NAMES[which]} ${usd(shown()[which])}. Double-click resets.`}
      style={{ '--at': placeOf(shown()[which]) }}
      onPointerDown={drag(which)}
      onPointerMove={drag(which)}
      onKeyDown={step(which)}
      onDblClick={() => props.onThreshold(0, 1)}
    >
      <Show when={which === 'low' ? shown().low > 0 : shown().high < 1}>
        <output>
          {usd(shown()[which])} <small>P{percentile(shown()[which])}</small>
        </output>
      </Show>
    </div>
  )

  return (
    <section
      class="scale"
      data-horizontal={props.horizontal}
      aria-label={`Colour scale in ${amountStyle().currency}`}
    >
      <Popover
        class="scale-max"
        label={`Threshold. The scale reaches up to ${usd(1)}`}
        button={
          <>
            <span data-field="max" title="Largest cell of the scale">
              {usd(1)}
            </span>
            <CaretIcon />
          </>
        }
      >
        {() => (
          <ThresholdPanel
            scale={shown()}
            cells={props.cells}
            locked={props.locked}
            onMove={move}
            onReset={() => props.onThreshold(0, 1)}
          />
        )}
      </Popover>
      <div class="scale-track" ref={setTrack}>
        <div class="scale-ramp" style={{ 'background-image': gradient() }} />
        <For each={ticks()}>
          {(tick) => (
            <span class="scale-tick" style={{ '--at': placeOf(tick / shown().maxUsd) }}>
              {formatUsdTick(tick)}
            </span>
          )}
        </For>
        <Show when={isDelta()}>
          <span class="scale-side long">Longs</span>
          <span class="scale-side short">Shorts</span>
        </Show>
        {handle('low')}
        {handle('high')}
      </div>
      <Show when={isDelta()}>
        <span class="scale-min" data-field="min" title="Where shorts outweigh longs by as much">
          {props.scale === undefined ? '–' : formatUsd(-props.scale.maxUsd)}
        </span>
      </Show>
      <button
        type="button"
        class="lock"
        aria-label={`Scale: ${props.locked ? 'Locked' : 'Auto'}`}
        data-locked={props.locked}
        disabled={props.scale === undefined}
        title={
          props.locked
            ? 'The scale is locked. Click to follow the largest visible cell.'
            : 'The scale follows the largest visible cell. Click to lock it.'
        }
        onClick={() => props.onLock(!props.locked)}
      >
        <LockIcon closed={props.locked} />
        <span>{props.locked ? 'Locked' : 'Auto'}</span>
      </button>
    </section>
  )
}
