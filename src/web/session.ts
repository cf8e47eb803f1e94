import type { Accessor } from 'solid-js'
import { batch, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { InstrumentInfo, Instruments, MapDescriptor, Status } from '../api/schema.ts'
import type { Api, Failure } from './api-client.ts'
import { createApi } from './api-client.ts'
import { createKeepingFetch } from './answer-store.ts'
import type { Bars } from './bars.ts'
import { windowFor } from './bars.ts'
import type { Connection, ConnectionWatch } from './connection.ts'
import { watchConnection } from './connection.ts'
import type { Coverage } from './coverage.ts'
import { createCoverage } from './coverage.ts'
import { createFollow, sameFields } from './follow.ts'
import type { Live } from './live.ts'
import { createLive } from './live.ts'
import { createLiveBars } from './live-bars.ts'
import { askServer, isLocked } from './lock.ts'
import type { PagePlayback } from './create-playback.ts'
import { savesData } from './data-saver.ts'
import { createPlayback } from './create-playback.ts'
import { keepLast, openingHash } from './last-view.ts'
import type { Measured } from './measured.ts'
import { createMeasured } from './measured.ts'
import { atMostEvery } from './paced.ts'
import { barOf, rangeOf } from './ranges.ts'
import type { VenueSum } from './venue-sum.ts'
import { createVenueSum } from './venue-sum.ts'
import type { Range } from './ranges.ts'
import type { View } from './view.ts'
import { formatHash, parseHash } from './view.ts'

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
  const [status, setStatus] = createSignal<Status>()
  const [catalogue, setCatalogue] = createSignal<Instruments>()
  const [map, setMap] = createSignal<MapDescriptor>()
  const [failures, setFailures] = createSignal<ReadonlyMap<string, Failure>>(new Map())
  const [revived, setRevived] = createSignal(0)
  const [mapRound, setMapRound] = createSignal(0)

  // The client reports to the watch and the watch asks through the client.
  let watch: ConnectionWatch | undefined
  const api = createApi(createKeepingFetch(askServer, globalThis.caches), (reached, keptAt) =>
    watch?.heard(reached, keptAt),
  )
  // What the server says of itself changes too: whether there is data yet, how many venues speak.
  const askStatus = async (): Promise<void> => {
    const answer = await api.status()
    if ('value' in answer) setStatus(answer.value)
  }
  watch = watchConnection(askStatus, () => {
    setRevived((count) => count + 1)
    live.retryNow()
  })
  onCleanup(watch.close)

  // What was asked in vain while a key was wanted.
  createEffect(
    on(isLocked, (locked) => locked || setRevived((count) => count + 1), { defer: true }),
  )

  function fail(part: string, failure: Failure | undefined): void {
    const next = new Map(failures())
    if (failure === undefined) next.delete(part)
    else next.set(part, failure)
    setFailures(next)
  }

  /** Counts up when the past has changed, and when there may be another instrument. */
  const [revisions, setRevisions] = createSignal(0)
  const [listings, setListings] = createSignal(0)
  const revise = atMostEvery(REVISE_EVERY, () => setRevisions((count) => count + 1))
  const list = atMostEvery(REVISE_EVERY, () => setListings((count) => count + 1))
  const grow = atMostEvery(REVISE_EVERY, () => sum.refresh())
  onCleanup(grow.cancel)
  onCleanup(revise.cancel)
  onCleanup(list.cancel)

  const follow = createFollow(revived, fail)
  follow(
    'status',
    () => true,
    (_, signal) => api.status(signal),
    setStatus,
  )
  follow(
    'instruments',
    () => ({ round: revisions() + listings() }),
    (_, signal) => api.instruments(signal),
    setCatalogue,
  )

  // A first market may be in the making.
  createEffect(() => {
    if (catalogue()?.instruments.length !== 0) return
    const timer = setInterval(() => {
      void askStatus()
      list.call()
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
  const model = createMemo(() => {
    const models = catalogue()?.models ?? []
    return (models.find(({ id }) => id === view().model) ?? models[0])?.id
  })

  /** Up to where the candles and the map of an instrument reach, as told since they were asked for. */
  const [extended, setExtended] = createSignal<{ readonly of: string; readonly to: number }>()
  const live = createLive({
    served: () => status()?.live === true && !isLocked(),
    instrument: () => instrument()?.id,
    onReturn() {
      coverage.forget()
      setRevived((count) => count + 1)
    },
    onLost: () => watch.retryNow(),
    onExtended({ instrument: of, to }) {
      if (of === instrument()?.id) {
        setExtended({ of, to })
        setMapRound((round) => round + 1)
      } else growWith(of)
    },
    onRevised({ instrument: of }) {
      if (of === instrument()?.id) revise.call()
      else growWith(of)
    },
    onGap: ({ gap }) => coverage.heard(gap),
  })
  /** Another instrument's map has grown or changed: it may be in the sum, or new. */
  const growWith = (of: string): void => {
    if (sum.shown().some(({ id }) => id === of)) grow.call()
    else if (!isListed(of)) list.call()
  }
  const isListed = (id: string): boolean =>
    catalogue()?.instruments.some((one) => one.id === id) === true

  /** How far back was asked for, and for which bars: another instrument or bar starts anew. */
  const [reach, setReach] = createSignal({ of: '', steps: 0 })
  const place = () => `${instrument()?.id} ${bar()}`
  const steps = () => (reach().of === place() ? reach().steps : 0)
  const playback: PagePlayback = createPlayback({
    initial: view().at,
    instrument,
    map,
    bars: () => bars(),
    bar,
    range: () => range().length,
  })
  const candleQuery = createMemo(
    () => {
      const info = instrument()
      if (info === undefined) return undefined
      const { from, to } = windowFor(info, range().length, bar(), steps(), playback.asked())
      return { instrument: info.id, interval: bar(), from, to, round: revisions() }
    },
    undefined,
    { equals: sameFields },
  )
  const { bars, set: setCandles } = createLiveBars({
    api,
    follow,
    live,
    instrument,
    isPast: () => (candleQuery()?.to ?? 0) < (instrument()?.to ?? 0),
    closedTo() {
      const told = extended()
      const info = instrument()
      if (info === undefined || live.link() === undefined) return undefined
      return told?.of === info.id ? Math.max(told.to, info.to) : info.to
    },
  })
  follow(
    'candles',
    candleQuery,
    ({ instrument: id, interval, from, to }, signal) =>
      api.candles({ instrument: id, interval, from, to }, signal),
    setCandles,
  )
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

  const mapQuery = createMemo(
    () => {
      const info = instrument()
      const id = model()
      if (info === undefined || id === undefined) return undefined
      return { instrument: info.id, model: id, round: mapRound() + revisions() }
    },
    undefined,
    { equals: sameFields },
  )
  follow(
    'map',
    mapQuery,
    (query, signal) => api.map({ instrument: query.instrument, model: query.model }, signal),
    setMap,
  )

  const sum = createVenueSum({
    api,
    view,
    instrument,
    catalogue,
    map,
    at: playback.settled,
    revived,
  })

  createEffect(() => {
    const id = instrument()?.id ?? view().instrument
    const chosen = { ...view(), instrument: id, at: playback.settled() }
    history.replaceState(undefined, '', `#${formatHash(chosen)}`)
    // Whoever comes back wants what is now, not the moment that was played back.
    keepLast(formatHash({ ...chosen, at: undefined }))
  })
  const followAddress = (): void =>
    batch(() => {
      setView(parseHash(location.hash))
      playback.open(view().at)
    })
  addEventListener('hashchange', followAddress)
  onCleanup(() => removeEventListener('hashchange', followAddress))

  return {
    api,
    view,
    change: (patch) => void setView((current) => ({ ...current, ...patch })),
    connection: watch.connection,
    retryNow: watch.retryNow,
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
    isCurrent: () =>
      (map() === undefined || map()?.model === model()) &&
      (bars() === undefined || bars()?.grid.bar === bar()),
    failure: () => failures().values().next().value,
    fail,
    closeFailure: () => void setFailures(new Map()),
    reachBack() {
      const held = bars()
      const query = candleQuery()
      // Only once what was asked for is there.
      const arrived =
        held?.grid.bar === bar() && query !== undefined && held.grid.from <= query.from + bar()
      if (arrived && query.from > (instrument()?.from ?? 0))
        setReach({ of: place(), steps: steps() + 1 })
    },
    refreshMap() {
      setMapRound((round) => round + 1)
      sum.refresh()
    },
  }
}

/** While the past is being filled in or prepared, it changes all the time; the page follows this often. */
const REVISE_EVERY = 3_000
