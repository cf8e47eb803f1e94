import {
  Show,
  Suspense,
  createEffect,
  createMemo,
  createSignal,
  lazy,
  on,
  onCleanup,
  onMount,
} from 'solid-js'
import { BubblesView } from './bubbles-view.tsx'
import { stepOf } from './arrow-keys.ts'
import { CellTooltip } from './cell-tooltip.tsx'
import type { ColourScale } from '../heatmap/colour-scale.ts'
import { savesData } from './data-saver.ts'
import { hatchingOf } from './gap-spans.ts'
import type { HeatMap } from './heat-map.ts'
import { createHeatMap } from './heat-map.ts'
import { colourTable, coloursOf } from './map-colours.ts'
import type { MapLayer } from './map-layer.ts'
import { mapPicture } from './map-picture.ts'
import { joinMaps } from './map-part.ts'
import { createNewestSum } from './newest-sum.ts'
import { atMostEvery } from './paced.ts'
import type { PaneChart } from './pane-chart.ts'
import { createPaneChart } from './pane-chart.ts'
import { PanesView } from './panes-view.tsx'
import type { PastEdge } from './past-edge.ts'
import { offerPicture } from './picture.ts'
import { createPointedCell } from './pointed-cell.ts'
import type { ChartPoint, PriceChart } from './price-chart.ts'
import { createPriceChart } from './price-chart.ts'
import { showBars } from './show-bars.ts'
import { showNewestColumn } from './newest-column.ts'
import { showMeasured } from './show-measured.ts'
import { createProfile } from './profile.ts'
import type { Profile } from './profile.ts'
import { createRestingPoint } from './resting-point.ts'
import type { Session } from './session.ts'
import { basisOfSum } from './sum-cells.ts'
import { THEME } from './theme.ts'
import { createTileStore } from './tile-store.ts'
import type { CellCounts } from './visible-cells.ts'

// It is seldom open.
const LadderPanel = lazy(async () => ({
  default: (await import('./ladder-panel.tsx')).LadderPanel,
}))

const SignalMarks = lazy(async () => ({
  default: (await import('./signal-marks-view.tsx')).SignalMarks,
}))

const PaperMarks = lazy(async () => ({
  default: (await import('./paper-marks.tsx')).PaperMarks,
}))

/** Decoded tiles kept in memory: with two planes some 20 MB, and as much again in pictures. */
const TILE_CAPACITY = 160

/** Of a picture on which no cell is. */
const NO_SCALE: ColourScale = { maxUsd: 1, low: 0, high: 1 }

/** How much of the plot is left for what came later, where that is drawn. */
const LATER_SHARE = 0.4

/** Open tiles of several maps are asked for anew this often at most, in ms. */
const REFRESH_EVERY = 3_000

/** Watched before the chart knows how finely it is drawn. */
const FIRST_ZOOM = 3

export interface ChartPanelProps {
  readonly session: Session
  /** Undefined until it is known what is in sight: nothing is drawn in colours that mean nothing. */
  readonly scale: ColourScale | undefined
  readonly narrow: boolean
  readonly onVisibleMax: (usd: number | undefined) => void
  readonly onVisibleCells: (cells: CellCounts) => void
  readonly onComplete: (complete: boolean) => void
  readonly onCounting: (isPending: boolean) => void
  readonly onProgress: (progress: { done: number; total: number }) => void
}

/** The chart: candles, the map under them, the profile, the crosshair and its tooltip. */
export function ChartPanel(props: ChartPanelProps) {
  const { session } = props
  const { view, map, bars, instrument, playback, present } = session
  const stale = createMemo(() => session.live.freshness().state === 'stale')
  const [point, setPoint] = createSignal<ChartPoint>()
  const [layer, setLayer] = createSignal<MapLayer>()
  const [tilesChanged, setTilesChanged] = createSignal(0)
  const [host, setHost] = createSignal<HTMLDivElement>()
  const [time, setTime] = createSignal<number>()
  /** CSS pixels of the chart with its axes. */
  const [size, setSize] = createSignal({ width: 0, height: 0 })
  /** Up to where the map is drawn; undefined up to now. */
  const [edge, setEdge] = createSignal<PastEdge>()
  const [panes, setPanes] = createSignal<PaneChart>()
  const [drawn, setDrawn] = createSignal<PriceChart>()
  let price: PriceChart | undefined
  let heat: HeatMap | undefined
  let profile: Profile | undefined
  const newest = createNewestSum(session, () => layer()?.detail.zoom)

  const profileRoom = (): number => (props.narrow ? 0 : 132)
  /** Free pixels between the newest bar and the price axis. */
  const room = (): number => {
    const free = props.narrow ? 16 : profileRoom() + 16
    const width = price?.chart.timeScale().width() ?? 0
    return isOn() ? Math.max(free, width * LATER_SHARE) : free
  }
  /** Whether the map of a past moment is drawn on under what came later. */
  const isOn = createMemo(() => playback.at() !== undefined && view().later)

  const tiles = createTileStore({
    api: session.api,
    capacity: TILE_CAPACITY,
    parallel: 6,
    onTile: (_, tile) => {
      session.fail('tiles', undefined)
      if (heat?.tileArrived(tile) === true) setTilesChanged((count) => count + 1)
    },
    onProgress: () => props.onProgress(tiles.progress()),
    onFailure: (failure) => {
      if (failure.code === 'tile-version-unknown') session.refreshMap()
      else if (failure.kind !== 'offline') session.fail('tiles', failure)
    },
    onEvict: (key) => heat?.tileGone(key),
  })

  onMount(() => {
    const container = host()
    if (container === undefined) return
    const resting = createRestingPoint({
      container,
      tell: setPoint,
      pointOf: (place) => price?.pointOf(place),
    })
    const created = createPriceChart({ container, onPoint: resting.take, onTime: setTime })
    price = created
    heat = createHeatMap({
      tiles,
      geometry: created.geometry,
      onVisibleMax: props.onVisibleMax,
      onVisibleCells: props.onVisibleCells,
      onLayer: setLayer,
      onComplete: props.onComplete,
      onCounting: props.onCounting,
    })
    profile = createProfile(created.geometry)
    created.series.attachPrimitive(heat.primitive)
    created.series.attachPrimitive(profile.primitive)
    setPanes(createPaneChart(created.chart))
    setDrawn(created)
    offerPicture(() => mapPicture(session, created, container, props.scale ?? NO_SCALE))
    onCleanup(() => {
      resting.close()
      heat?.close()
      created.close()
    })
    followData(container, created, heat, profile)
  })

  function followData(
    container: HTMLElement,
    chart: PriceChart,
    heat: HeatMap,
    profile: Profile,
  ): void {
    showBars({ session, chart, container, room, isOn, stale, onSize: setSize })
    createEffect(() => {
      if (props.scale !== undefined)
        heat.colour(colourTable(props.scale, coloursOf(view())), THEME.plot)
    })
    createEffect(() => profile.setWidth(profileRoom()))
    // Not the bars themselves: the open one changes several times a second.
    const bar = createMemo(() => bars()?.grid.bar)
    const filter = createMemo(() => ({ side: view().side, bands: view().bands }))
    const subject = createMemo(() => {
      const parts = present.parts()
      const length = bar()
      if (parts.length === 0 || length === undefined) return undefined
      return { map: joinMaps(parts), parts, filter: filter(), bar: length }
    })
    const refresh = atMostEvery(REFRESH_EVERY, () => tiles.refresh())
    onCleanup(refresh.cancel)
    createEffect(() => session.sum.look(layer()?.detail.zoom))
    createEffect(() => heat.show(subject()))
    createEffect(on(savesData, () => heat.detailChanged(), { defer: true }))
    // What was given from the store meanwhile may have changed.
    createEffect(on(session.revived, () => tiles.refresh(), { defer: true }))
    createEffect(
      on(present.parts, (now, before = []) => {
        const hasGrown = now.some(({ map: { version, instrument: id, to } }) =>
          before.some(({ map: old }) => {
            return old.version === version && old.instrument === id && to > old.to
          }),
        )
        // Several maps grow one after the other.
        if (hasGrown && now.length > 1) refresh.call()
        else if (hasGrown) tiles.refresh()
      }),
    )
    followLive(heat, profile)
    showMeasured({ session, profile, layer })
    const column = showNewestColumn({
      session,
      profile,
      layer,
      tilesChanged,
      sum: newest,
      newestColumn: (until) => heat.newestColumn(until),
    })
    createEffect(() => {
      const at = playback.at()
      const next = at === undefined ? undefined : { at, later: isOn(), column: column() }
      heat.showUntil(next)
      setEdge(next)
    })
  }

  /** The open column, the gaps, and what is watched for them. */
  function followLive(heat: HeatMap, profile: Profile): void {
    const { live, coverage } = session
    createEffect(() => {
      const info = instrument()
      const model = map()?.model
      if (info === undefined || model === undefined || live.link() === undefined) return
      live.watch({ instrument: info.id, model, zoom: layer()?.detail.zoom ?? FIRST_ZOOM })
    })
    createEffect(() => heat.showLive(newest.live(), stale()))
    createEffect(() => profile.setStale(stale()))
    const lasting = createMemo(() => (coverage.gaps() ?? []).some(({ to }) => to === null))
    createEffect(() => {
      // An open gap grows with the clock, the others stay.
      const now = lasting() ? live.now() : 0
      heat.hatch(hatchingOf(coverage.gaps() ?? [], now))
    })
  }

  const { pointed, cell, exact } = createPointedCell({
    session,
    point,
    edge,
    cellAt(time, price) {
      tilesChanged()
      layer()
      newest.live()
      return heat?.cellAt(time, price)
    },
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
    const next = stepOf(event, at, { ...held.grid, end }, layer()?.detail.zoom ?? 0)
    if (next === undefined) return
    event.preventDefault()
    price?.pointAt(next.time, next.price)
  }

  const hasLadder = (): boolean =>
    view().dom && session.live.link() !== undefined && instrument()?.simulated === false

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
          price?.chart.clearCrosshairPosition()
          setPoint(undefined)
          setTime(undefined)
        }}
      />
      <Show when={panes()}>
        {(chart) => (
          <PanesView
            session={session}
            chart={chart()}
            narrow={props.narrow}
            time={time()}
            host={host()!}
          />
        )}
      </Show>
      <Show when={view().bubbles && drawn()}>
        {(chart) => <BubblesView session={session} price={chart()} point={point()} />}
      </Show>
      <Show when={view().marks && drawn()}>
        {(chart) => (
          <Suspense>
            <SignalMarks session={session} price={chart()} room={profileRoom()} />
          </Suspense>
        )}
      </Show>
      <Show when={view().note !== undefined && drawn()}>
        {(chart) => (
          <Suspense>
            <PaperMarks session={session} price={chart()} />
          </Suspense>
        )}
      </Show>
      <Show when={hasLadder() && drawn()}>
        {(chart) => (
          <Suspense>
            <LadderPanel
              session={session}
              price={chart()}
              point={pointed()}
              narrow={props.narrow}
            />
          </Suspense>
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
