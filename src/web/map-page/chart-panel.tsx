import { Show, createMemo, createSignal, onCleanup, onMount } from 'solid-js'
import { stepOf } from './arrow-keys.ts'
import { CellTooltip } from './cell-tooltip.tsx'
import { ChartLayers } from './chart-layers.tsx'
import { createChartMap } from './chart-map.ts'
import type { ColourScale } from '../../heatmap/colour-scale.ts'
import { mapPicture } from './map-picture.ts'
import type { MapState } from './map-state.ts'
import type { PaneChart } from '../panes/pane-chart.ts'
import { createPaneChart } from '../panes/pane-chart.ts'
import { offerPicture } from '../picture/picture.ts'
import { createPointedCell } from './pointed-cell.ts'
import type { ChartPoint, PriceChart } from '../chart/price-chart.ts'
import { createPriceChart } from '../chart/price-chart.ts'
import { createRestingPoint } from '../chart/resting-point.ts'
import type { Session } from '../session/session.ts'
import { showBars } from './show-bars.ts'
import { basisOfSum } from '../map/sum-cells.ts'

/** Of a picture on which no cell is. */
const NO_SCALE: ColourScale = { maxUsd: 1, low: 0, high: 1 }

/** How much of the plot is left for what came later, where that is drawn. */
const LATER_SHARE = 0.4

export interface ChartPanelProps {
  readonly session: Session
  /** Undefined until it is known what is in sight: nothing is drawn in colours that mean nothing. */
  readonly scale: ColourScale | undefined
  readonly narrow: boolean
  /** Hears how the map fares. */
  readonly heard: MapState['heard']
}

interface Drawn {
  readonly price: PriceChart
  readonly panes: PaneChart
  readonly host: HTMLElement
}

/** The chart: candles, the map under them, the profile, the crosshair and its tooltip. */
export function ChartPanel(props: ChartPanelProps) {
  const { session } = props
  const { view, bars, instrument, playback } = session
  const stale = createMemo(() => session.live.freshness().state === 'stale')
  const [point, setPoint] = createSignal<ChartPoint>()
  const [host, setHost] = createSignal<HTMLDivElement>()
  const [time, setTime] = createSignal<number>()
  /** CSS pixels of the chart with its axes. */
  const [size, setSize] = createSignal({ width: 0, height: 0 })
  const [drawn, setDrawn] = createSignal<Drawn>()

  const profileRoom = (): number => (props.narrow ? 0 : 132)
  /** Whether the map of a past moment is drawn on under what came later. */
  const isOn = createMemo(() => playback.at() !== undefined && view().later)
  const map = createChartMap({
    session,
    scale: () => props.scale,
    stale,
    later: isOn,
    profileRoom,
    heard: () => props.heard,
  })

  onMount(() => {
    const container = host()
    if (container === undefined) return
    const resting = createRestingPoint({
      container,
      tell: setPoint,
      pointOf: (place) => drawn()?.price.pointOf(place),
    })
    const chart = createPriceChart({ container, onPoint: resting.take, onTime: setTime })
    /** Free pixels between the newest bar and the price axis. */
    const room = (): number => {
      const free = props.narrow ? 16 : profileRoom() + 16
      return isOn() ? Math.max(free, chart.chart.timeScale().width() * LATER_SHARE) : free
    }
    showBars({ session, chart, container, room, isOn, stale, onSize: setSize })
    map.drawOn(chart)
    setDrawn({ price: chart, panes: createPaneChart(chart.chart), host: container })
    offerPicture(() => mapPicture(session, chart, container, props.scale ?? NO_SCALE))
    onCleanup(() => {
      resting.close()
      map.close()
      chart.close()
    })
  })

  const { pointed, cell, exact } = createPointedCell({
    session,
    point,
    edge: map.edge,
    cellAt: map.cellAt,
  })

  function walk(event: KeyboardEvent): void {
    const held = bars()
    const info = instrument()
    if (held === undefined || info === undefined) return
    const end = held.grid.from + held.bars.length * held.grid.bar
    const at = point() ?? {
      time: end - held.grid.bar / 2,
      price: session.lastPrice() ?? info.lastPrice,
    }
    const next = stepOf(event, at, { ...held.grid, end }, map.layer()?.detail.zoom ?? 0)
    if (next === undefined) return
    event.preventDefault()
    drawn()?.price.pointAt(next.time, next.price)
  }

  return (
    <div class="plot">
      <div
        class="chart"
        ref={setHost}
        tabindex="0"
        role="application"
        aria-roledescription="chart"
        aria-label={`Candles and liquidation map of ${instrument()?.symbol ?? 'no instrument'}. Arrow keys move the crosshair.`}
        onKeyDown={walk}
        onBlur={() => {
          drawn()?.price.chart.clearCrosshairPosition()
          setPoint(undefined)
          setTime(undefined)
        }}
      />
      <Show when={drawn()}>
        {(on) => (
          <ChartLayers
            session={session}
            price={on().price}
            panes={on().panes}
            host={on().host}
            narrow={props.narrow}
            room={profileRoom()}
            point={point()}
            pointed={pointed()}
            time={time()}
          />
        )}
      </Show>
      <Show when={instrument()?.simulated}>
        <div class="watermark" aria-hidden="true">
          Simulated
        </div>
      </Show>
      <Show when={instrument()}>
        {(info) => (
          <CellTooltip
            point={pointed()}
            cell={cell()}
            exact={exact()}
            band={basisOfSum(session.sum.parts().map((part) => part.map.band))}
            side={view().side}
            end={session.sum.parts()[0]?.end ?? 'median'}
            venues={session.sum.shown()}
            levels={session.sum.levels()}
            measured={session.sum.shown().length > 1 ? undefined : session.measured.answer()}
            info={info()}
            lastPrice={session.lastPrice() ?? info().lastPrice}
            bar={bars()?.grid}
            size={size}
            narrow={props.narrow}
          />
        )}
      </Show>
    </div>
  )
}
