import { For, Show, createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import type { MeasuredAnswer } from '../../api/live.ts'
import type { InstrumentInfo, LevelsAnswer, MapDescriptor } from '../../api/schema.ts'
import { DAY } from '../../market/units.ts'
import { binEdge, binOf } from '../../heatmap/grid.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { decimalsOf, formatPercent, formatTime } from '../../api/format.ts'
import { formatPrice, formatUsd } from '../words/amounts.ts'
import { formatRange, isCalibrated, uncalibrated } from '../words/dollar-words.ts'
import type { ShownSide } from '../map/combine.ts'
import type { BarGrid } from '../chart/geometry.ts'
import type { RangeEnd } from '../map/map-part.ts'
import { END_WORDS } from './range-words.ts'
import { endOf } from '../map/summed-column.ts'
import type { ExactCell } from '../map/sum-cells.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { ShownCell } from '../map/tile-reading.ts'
import type { ChartPoint } from '../chart/price-chart.ts'
import { pinTooltip, placeTooltip } from './tooltip-place.ts'
import type { TooltipPlace } from './tooltip-place.ts'
import { venueRows } from '../levels/venue-rows.ts'

/** Lines by venue that a tooltip has room for. */
const MOST_VENUES = 6

const usd = (value: number | undefined): string => (value === undefined ? '–' : formatUsd(value))

/**
 * What lies under the crosshair. The tile's amounts come at once, marked ≈; the server's exact ones
 * replace them in place. All rows are always there, so the box never changes its size.
 */
export function CellTooltip(props: {
  point: ChartPoint | undefined
  cell: ShownCell | undefined
  exact: ExactCell | undefined
  side: ShownSide
  /** Which end of ranges is shown. */
  end: RangeEnd
  /** Instruments that are summed, the chosen one first, and what they hold now. */
  venues: readonly InstrumentInfo[]
  levels: ReadonlyMap<InstrumentId, LevelsAnswer>
  /** How far amounts of the newest column may be off. */
  band: MapDescriptor['band'] | undefined
  /** Where positions are measured: a second column, of now whatever the time of the cell. */
  measured: MeasuredAnswer | undefined
  info: InstrumentInfo
  lastPrice: number
  bar: BarGrid | undefined
  size: () => { width: number; height: number }
  narrow: boolean
}) {
  const [box, setBox] = createSignal<HTMLDivElement>()
  const [ownSize, setOwnSize] = createSignal<{ readonly width: number; readonly height: number }>()
  const [place, setPlace] = createSignal<TooltipPlace>()
  // Asked for at each movement of a drag, its size would lay the page out each time.
  const resized = new ResizeObserver(() => {
    const element = box()
    if (element?.isConnected)
      setOwnSize({ width: element.offsetWidth, height: element.offsetHeight })
  })
  onCleanup(() => resized.disconnect())
  createEffect(() => {
    resized.disconnect()
    const element = box()
    if (element !== undefined) resized.observe(element)
  })
  createEffect(() => {
    const at = props.point
    const own = ownSize()
    if (at === undefined || own === undefined) return
    setPlace((before) =>
      props.narrow
        ? pinTooltip(at, own, props.size())
        : placeTooltip(at, own, props.size(), before),
    )
  })

  const decimals = () => decimalsOf(props.info.tickSize)
  const price = (value: number) => formatPrice(value, decimals())
  const amounts = createMemo(() => {
    if (props.exact === undefined) return props.cell?.sides
    const { longUsd, shortUsd } = endOf(props.exact, props.end)
    return { long: longUsd, short: shortUsd }
  })
  const difference = () => {
    const sides = amounts()
    return sides && sides.long - sides.short
  }
  /** What stands beside a side where its amounts are not the middle ones. */
  const ofEnd = () => (props.end === 'median' ? '' : ` · ${END_WORDS[props.end].share}`)
  const venues = createMemo(() => {
    if (props.venues.length < 2) return []
    const exact = props.exact?.parts.map(({ instrument, sides }) => ({
      instrument,
      sides: sides && endOf(sides, props.end),
    }))
    const shown = exact ?? props.cell?.parts ?? []
    const unknown = props.venues.map(({ id }) => ({ instrument: id, sides: undefined }))
    return venueRows(shown.length === 0 ? unknown : shown, props.venues, props.levels, MOST_VENUES)
  })
  const basis = () => props.exact ?? props.band
  const calibrated = () => isCalibrated(basis(), props.info.simulated)
  /** The 10 and 90 % of a side; blank where dollars are not calibrated. */
  const range = (side: 'longUsd' | 'shortUsd'): string => {
    if (!calibrated()) return ''
    const { exact, cell, band } = props
    const ranged = exact ?? cell?.ranged
    if (ranged !== undefined) return formatRange(ranged.low[side], ranged.high[side])
    const factor = band?.factors[cell?.zoom ?? 0]
    if (cell?.live !== true || factor === undefined) return '–'
    const amount = cell.sides[side === 'longUsd' ? 'long' : 'short']
    return formatRange(amount / factor, amount * factor)
  }
  const totalRange = (side: 'longUsd' | 'shortUsd'): string => {
    const total = props.exact?.columnTotal
    return total === undefined ? '–' : formatRange(total.low[side], total.high[side])
  }
  const columnTotal = () => props.exact && endOf(props.exact.columnTotal, props.end)
  const approximate = () =>
    amounts() !== undefined && props.exact === undefined && props.cell?.live !== true ? '≈' : ''
  /** The row of the crosshair: that of its cell, or where there is none that of what is measured. */
  const row = createMemo(() => {
    const { measured: answer, cell, point } = props
    if (cell !== undefined) return { bin: cell.bin, zoom: cell.zoom }
    if (answer === undefined || point === undefined) return undefined
    return { bin: binOf(point.price, answer.zoom), zoom: answer.zoom }
  })
  /** USD measured in the row; undefined where it is not known in these bins. */
  const measured = createMemo(() => {
    const { measured: answer } = props
    const at = row()
    if (answer === undefined || answer.medianAgeMs === null) return undefined
    if (at === undefined || at.zoom !== answer.zoom) return undefined
    const [, long, short] = answer.levels.find(([bin]) => bin === at.bin) ?? [at.bin, 0, 0]
    return { long, short }
  })
  const binText = (at: ChartPoint): string => {
    const of = row()
    if (of === undefined) return price(at.price)
    return `${price(binEdge(of.bin, of.zoom))} – ${price(binEdge(of.bin + 1, of.zoom))}`
  }
  const distance = (at: ChartPoint) => at.price / props.lastPrice - 1
  const bands = createMemo(() => {
    const found = props.exact?.byBand
    const largest = Math.max(1e-9, ...(found ?? []).map((band) => band.longUsd + band.shortUsd))
    return LEVERAGE_BANDS.map((band) => {
      const of = found?.find(({ band: id }) => id === band.id)
      const total = of === undefined ? undefined : of.longUsd + of.shortUsd
      return { name: band.name, total, share: (total ?? 0) / largest }
    })
  })
  const columnTime = (at: ChartPoint) => {
    const bucket = props.cell?.bucket ?? props.bar?.bar ?? 60_000
    const from = Math.floor(at.time / bucket) * bucket
    if (bucket >= DAY) return formatTime(from, true)
    return `${formatTime(from)} – ${formatTime(from + bucket).slice(11)}`
  }

  return (
    <Show when={props.point}>
      {(at) => (
        <div
          class="tooltip"
          ref={setBox}
          role="status"
          data-x={at().x.toFixed(1)}
          data-y={at().y.toFixed(1)}
          data-exact={props.exact === undefined ? 'no' : 'yes'}
          classList={{ placed: place() !== undefined, pinned: props.narrow }}
          style={{
            transform: `translate(${place()?.left ?? 0}px, ${place()?.top ?? 0}px)`,
          }}
        >
          <div class="tooltip-head">
            <span class="tooltip-price" data-field="bin">
              {binText(at())}
            </span>
            <span class="tooltip-distance" data-field="distance">
              {formatPercent(distance(at()))}
            </span>
          </div>
          <div class="tooltip-time" data-field="time">
            {columnTime(at())} UTC
          </div>
          <dl class="tooltip-sides" classList={{ compared: props.measured !== undefined }}>
            <Show when={props.measured !== undefined}>
              <dt />
              <dd class="tooltip-title">Modelled</dd>
              <dd class="tooltip-title">Measured now</dd>
            </Show>
            <dt class="long">Long{ofEnd()}</dt>
            <dd data-field="long">
              {approximate()}
              {usd(amounts()?.long)}
            </dd>
            <Show when={props.measured !== undefined}>
              <dd data-field="measured-long">{usd(measured()?.long)}</dd>
            </Show>
            <RangeRow
              field="long-range"
              range={range('longUsd')}
              compared={props.measured !== undefined}
            />
            <dt class="short">Short{ofEnd()}</dt>
            <dd data-field="short">
              {approximate()}
              {usd(amounts()?.short)}
            </dd>
            <Show when={props.measured !== undefined}>
              <dd data-field="measured-short">{usd(measured()?.short)}</dd>
            </Show>
            <RangeRow
              field="short-range"
              range={range('shortUsd')}
              compared={props.measured !== undefined}
            />
            <Show when={props.side === 'delta'}>
              <dt>Long − short</dt>
              <dd data-field="difference">
                {approximate()}
                {usd(difference())}
              </dd>
              <Show when={props.measured !== undefined}>
                <dd />
              </Show>
            </Show>
          </dl>
          <div class="tooltip-bands">
            <For each={bands()}>
              {(band) => (
                <div class="band">
                  <span>{band.name}</span>
                  <i style={{ '--share': band.share }} />
                  <b>{usd(band.total)}</b>
                </div>
              )}
            </For>
          </div>
          <Show when={venues().length > 0}>
            <div class="tooltip-venues" data-field="venues">
              <For each={venues()}>
                {({ name, sides }) => (
                  <div class="band">
                    <span>{name}</span>
                    <b>{usd(sides && sides.longUsd + sides.shortUsd)}</b>
                  </div>
                )}
              </For>
            </div>
          </Show>
          <dl class="tooltip-total">
            <dt>Column total{ofEnd()}</dt>
            <dd data-field="total">
              <span class="long">{usd(columnTotal()?.longUsd)}</span>
              <span class="short">{usd(columnTotal()?.shortUsd)}</span>
            </dd>
            <Show when={calibrated()}>
              <dt />
              <dd class="tooltip-range" data-field="total-range">
                <span>{totalRange('longUsd')}</span>
                <span>{totalRange('shortUsd')}</span>
              </dd>
            </Show>
          </dl>
          <p class="tooltip-basis" data-field="basis">
            {calibrated()
              ? 'Ranges: meant to hold 8 times in 10'
              : uncalibrated(basis(), props.info.simulated)}
          </p>
          <Show when={props.end !== 'median'}>
            <p class="tooltip-basis">By leverage: the median</p>
          </Show>
        </div>
      )}
    </Show>
  )
}

/** The range under an amount; no row where there is none. */
function RangeRow(props: { field: string; range: string; compared: boolean }) {
  return (
    <Show when={props.range !== ''}>
      <dt />
      <dd class="tooltip-range" data-field={props.field}>
        {props.range}
      </dd>
      <Show when={props.compared}>
        <dd />
      </Show>
    </Show>
  )
}
