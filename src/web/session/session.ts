import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, onCleanup } from 'solid-js'
import type { InstrumentInfo, Instruments, MapDescriptor, Status } from '../../api/schema.ts'
import type { Api, Failure } from '../request/api-client.ts'
import type { Bars } from '../chart/bars.ts'
import { createCandles } from './candles.ts'
import type { Connection } from '../request/connection.ts'
import type { Coverage } from './coverage.ts'
import { createCoverage } from './coverage.ts'
import type { PagePlayback } from '../playback/create-playback.ts'
import { createPlayback } from '../playback/create-playback.ts'
import { savesData } from '../request/data-saver.ts'
import { createFailures } from './failures.ts'
import { createFollow } from '../request/follow.ts'
import { REVISE_EVERY, createGrowth } from './growth.ts'
import { keepAddress } from './keep-address.ts'
import { openingHash } from '../address/last-view.ts'
import type { Live } from './live.ts'
import { createLive } from './live.ts'
import { isLocked } from '../request/lock.ts'
import type { Measured } from './measured.ts'
import { createMeasured } from './measured.ts'
import type { Range } from '../address/ranges.ts'
import { barOf, rangeOf } from '../address/ranges.ts'
import { createServerLink } from './server-link.ts'
import { createShownMap } from './shown-map.ts'
import type { VenueSum } from './venue-sum.ts'
import { createVenueSum } from './venue-sum.ts'
import type { View } from '../address/view.ts'
import { parseHash } from '../address/view.ts'

/** Everything the page knows: what the person chose, and what the server answered. */
export interface Session {
  readonly api: Api
  readonly view: Accessor<View>
  readonly change: (patch: Partial<View>) => void
  readonly connection: Accessor<Connection>
  readonly retryNow: () => void
  /** Counts up when the server is back: whoever missed something asks again. */
  readonly revived: Accessor<number>
  /** Counts up when the past has changed. */
  readonly revised: Accessor<number>
  readonly status: Accessor<Status | undefined>
  readonly catalogue: Accessor<Instruments | undefined>
  readonly instrument: Accessor<InstrumentInfo | undefined>
  readonly range: Accessor<Range>
  /** Bar length on the chart. */
  readonly bar: Accessor<number>
  readonly bars: Accessor<Bars | undefined>
  /** Newest price that is known, live or not: `live.freshness` says which. */
  readonly lastPrice: Accessor<number | undefined>
  readonly playback: PagePlayback
  /** What there is, whichever moment is shown. */
  readonly present: {
    readonly bars: Accessor<Bars | undefined>
    readonly parts: VenueSum['parts']
  }
  readonly live: Live
  readonly coverage: Coverage
  readonly measured: Measured
  /** The maps that are shown as one. */
  readonly sum: VenueSum
  readonly map: Accessor<MapDescriptor | undefined>
  /** Whether map and bars are those that were asked for, not what was shown before. */
  readonly isCurrent: Accessor<boolean>
  /** Why something is not shown; undefined when all is well. */
  readonly failure: Accessor<Failure | undefined>
  /** States how a part of the page fares: undefined when it is well again. */
  readonly fail: (part: string, failure: Failure | undefined) => void
  readonly closeFailure: () => void
  /** The oldest candles are in sight: older ones are asked for, where there are any. */
  readonly reachBack: () => void
  /** The map's version has changed: its descriptor is asked for anew. */
  readonly refreshMap: () => void
}

/** Starts the session. Must be called inside a Solid root. */
export function createSession(): Session {
  const [view, setView] = createSignal(parseHash(openingHash(location.hash)))
  const [catalogue, setCatalogue] = createSignal<Instruments>()
  const failures = createFailures()
  const server = createServerLink(() => live.retryNow())
  const { api, revived, revive, status } = server

  const growth = createGrowth({
    instrument: () => instrument()?.id,
    isSummed: (of) => sum.shown().some(({ id }) => id === of),
    isListed: (of) => catalogue()?.instruments.some(({ id }) => id === of) === true,
    refreshSum: () => sum.refresh(),
  })
  const { revisions } = growth

  const follow = createFollow(revived, failures.fail)
  follow(
    'status',
    () => true,
    (_, signal) => api.status(signal),
    server.setStatus,
  )
  follow(
    'instruments',
    () => ({ round: revisions() + growth.listings() }),
    (_, signal) => api.instruments(signal),
    setCatalogue,
  )

  // A first market may be in the making.
  createEffect(() => {
    if (catalogue()?.instruments.length !== 0) return
    const timer = setInterval(() => {
      void server.askStatus()
      growth.list()
    }, REVISE_EVERY)
    onCleanup(() => clearInterval(timer))
  })

  const instrument = createMemo(() => {
    const all = catalogue()?.instruments ?? []
    return all.find(({ id }) => id === view().instrument) ?? all[0]
  })
  const range = createMemo(() => rangeOf(view().range)!)
  const bar = createMemo(() =>
    barOf(range(), instrument()?.candleInterval ?? 0, view().bar, savesData()),
  )
  const shown = createShownMap({ view, catalogue, instrument })
  const { map } = shown

  const live = createLive({
    served: () => status()?.live === true && !isLocked(),
    instrument: () => instrument()?.id,
    onReturn() {
      coverage.forget()
      revive()
    },
    onLost: () => server.retryNow(),
    onExtended: growth.extended,
    onRevised: growth.revised,
    onGap: ({ gap }) => coverage.heard(gap),
  })

  const playback: PagePlayback = createPlayback({
    initial: view().at,
    instrument,
    map,
    bars: () => bars(),
    bar,
    range: () => range().length,
  })
  const { bars, reachBack } = createCandles({
    api,
    follow,
    live,
    instrument,
    bar,
    range: () => range().length,
    playback,
    revisions,
    toldTo: growth.toldTo,
  })
  const coverage = createCoverage({
    api,
    follow,
    live: () => live,
    instrument: () => instrument()?.id,
    from: () => bars()?.grid.from,
    round: revisions,
  })
  const measured = createMeasured({
    api,
    follow,
    live,
    instrument,
    on: () => view().measured,
    revived,
  })

  shown.ask({ api, follow, round: () => growth.mapRound() + revisions() })
  const sum = createVenueSum({
    api,
    view,
    instrument,
    catalogue,
    map,
    at: playback.settled,
    revived,
  })
  keepAddress({ view, setView, instrument: () => instrument()?.id, playback })

  return {
    api,
    view,
    change: (patch) => void setView((current) => ({ ...current, ...patch })),
    connection: server.connection,
    retryNow: server.retryNow,
    revived,
    revised: revisions,
    status,
    catalogue,
    instrument,
    range,
    bar,
    bars,
    lastPrice: () => live.bar()?.close ?? instrument()?.lastPrice,
    playback,
    present: { bars, parts: sum.parts },
    live,
    coverage,
    measured,
    sum,
    map,
    isCurrent: () => shown.isOfModel() && (bars() === undefined || bars()?.grid.bar === bar()),
    failure: failures.failure,
    fail: failures.fail,
    closeFailure: failures.close,
    reachBack,
    refreshMap() {
      growth.askMap()
      sum.refresh()
    },
  }
}
