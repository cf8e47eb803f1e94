import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { ColourScale } from '../../heatmap/colour-scale.ts'
import { savesData } from '../request/data-saver.ts'
import { hatchingOf } from '../map/gap-spans.ts'
import type { HeatMap } from '../map/heat-map.ts'
import { createHeatMap } from '../map/heat-map.ts'
import { colourTable, coloursOf } from './map-colours.ts'
import type { MapLayer } from '../map/map-layer.ts'
import { joinMaps } from '../map/map-part.ts'
import type { MapState } from './map-state.ts'
import { showNewestColumn } from './newest-column.ts'
import type { NewestSum } from './newest-sum.ts'
import { createNewestSum } from './newest-sum.ts'
import { atMostEvery } from '../request/paced.ts'
import type { PastEdge } from '../map/past-edge.ts'
import type { PriceChart } from '../chart/price-chart.ts'
import type { Profile } from '../map/profile.ts'
import { createProfile } from '../map/profile.ts'
import type { Session } from '../session/session.ts'
import { showMeasured } from './show-measured.ts'
import { THEME } from '../theme/theme.ts'
import type { ShownCell } from '../map/tile-reading.ts'
import { createTileStore } from '../map/tile-store.ts'

/** Decoded tiles kept in memory: with two planes some 20 MB, and as much again in pictures. */
const TILE_CAPACITY = 160

/** Open tiles of several maps are asked for anew this often at most, in ms. */
const REFRESH_EVERY = 3_000

/** Watched before the chart knows how finely it is drawn. */
const FIRST_ZOOM = 3

export interface ChartMapOptions {
  readonly session: Session
  /** Undefined until it is known what is in sight: nothing is drawn in colours that mean nothing. */
  readonly scale: Accessor<ColourScale | undefined>
  readonly stale: Accessor<boolean>
  /** Whether the map of a past moment is drawn on under what came later. */
  readonly later: Accessor<boolean>
  /** CSS pixels that the profile takes. */
  readonly profileRoom: Accessor<number>
  readonly heard: () => MapState['heard']
}

/** The map and the profile of a chart. */
export interface ChartMap {
  readonly layer: Accessor<MapLayer | undefined>
  /** Up to where the map is drawn; undefined up to now. */
  readonly edge: Accessor<PastEdge | undefined>
  /** What the map says at a time and price, told anew when it may say something else. */
  readonly cellAt: (time: number, price: number) => ShownCell | undefined
  /** Draws on a chart, and follows the session. Must be called once, inside a Solid root. */
  readonly drawOn: (chart: PriceChart) => void
  /** To be called before the chart goes. */
  readonly close: () => void
}

/** Keeps the map and the profile as the session says. Must be called inside a Solid root. */
export function createChartMap(options: ChartMapOptions): ChartMap {
  const { session, stale, later } = options
  const { playback } = session
  const [layer, setLayer] = createSignal<MapLayer>()
  const [tilesChanged, setTilesChanged] = createSignal(0)
  const [edge, setEdge] = createSignal<PastEdge>()
  let heat: HeatMap | undefined
  const newest = createNewestSum(session, () => layer()?.detail.zoom)

  const tiles = createTileStore({
    api: session.api,
    capacity: TILE_CAPACITY,
    parallel: 6,
    onTile: (_, tile) => {
      session.fail('tiles', undefined)
      if (heat?.tileArrived(tile) === true) setTilesChanged((count) => count + 1)
    },
    onProgress: () => options.heard().onProgress(tiles.progress()),
    onFailure: (failure) => {
      if (failure.code === 'tile-version-unknown') session.refreshMap()
      else if (failure.kind !== 'offline') session.fail('tiles', failure)
    },
    onEvict: (key) => heat?.tileGone(key),
  })

  return {
    layer,
    edge,
    cellAt(time, price) {
      tilesChanged()
      layer()
      newest.live()
      return heat?.cellAt(time, price)
    },
    drawOn(chart) {
      const drawn = createHeatMap({
        tiles,
        geometry: chart.geometry,
        onLayer: setLayer,
        ...options.heard(),
      })
      heat = drawn
      const profile = createProfile(chart.geometry)
      chart.series.attachPrimitive(drawn.primitive)
      chart.series.attachPrimitive(profile.primitive)
      createEffect(() => {
        const scale = options.scale()
        if (scale !== undefined)
          drawn.colour(colourTable(scale, coloursOf(session.view())), THEME.plot)
      })
      createEffect(() => profile.setWidth(options.profileRoom()))
      followSubject(session, drawn, tiles, layer)
      followLive({ session, heat: drawn, profile, layer, newest, stale })
      showMeasured({ session, profile, layer })
      const column = showNewestColumn({
        session,
        profile,
        layer,
        tilesChanged,
        sum: newest,
        newestColumn: (until) => drawn.newestColumn(until),
      })
      createEffect(() => {
        const at = playback.at()
        const next = at === undefined ? undefined : { at, later: later(), column: column() }
        drawn.showUntil(next)
        setEdge(next)
      })
    },
    close: () => heat?.close(),
  }
}

/** The maps that are shown, and their tiles as they grow. */
function followSubject(
  session: Session,
  heat: HeatMap,
  tiles: ReturnType<typeof createTileStore>,
  layer: Accessor<MapLayer | undefined>,
): void {
  const { view, bars, present } = session
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
}

/** The open column, the gaps, and what is watched for them. */
function followLive(of: {
  readonly session: Session
  readonly heat: HeatMap
  readonly profile: Profile
  readonly layer: Accessor<MapLayer | undefined>
  readonly newest: NewestSum
  readonly stale: Accessor<boolean>
}): void {
  const { session, heat, profile, layer, newest, stale } = of
  const { live, coverage, instrument, map } = session
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
