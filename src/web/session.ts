import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { InstrumentInfo, Instruments, MapDescriptor, Status } from '../api/schema.ts'
import type { Answer, Api, Failure } from './api-client.ts'
import { createApi } from './api-client.ts'
import type { Bars } from './bars.ts'
import { gaplessBars, windowFor } from './bars.ts'
import type { Connection, ConnectionWatch } from './connection.ts'
import { watchConnection } from './connection.ts'
import { barOf, rangeOf } from './ranges.ts'
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
  readonly status: Accessor<Status | undefined>
  readonly catalogue: Accessor<Instruments | undefined>
  readonly instrument: Accessor<InstrumentInfo | undefined>
  readonly range: Accessor<Range>
  /** Bar length on the chart. */
  readonly bar: Accessor<number>
  readonly bars: Accessor<Bars | undefined>
  readonly map: Accessor<MapDescriptor | undefined>
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
  const [view, setView] = createSignal(parseHash(location.hash))
  const [status, setStatus] = createSignal<Status>()
  const [catalogue, setCatalogue] = createSignal<Instruments>()
  const [bars, setBars] = createSignal<Bars>()
  const [map, setMap] = createSignal<MapDescriptor>()
  const [failures, setFailures] = createSignal<ReadonlyMap<string, Failure>>(new Map())
  const [revived, setRevived] = createSignal(0)
  const [mapRound, setMapRound] = createSignal(0)

  // The client reports to the watch and the watch asks through the client.
  let watch: ConnectionWatch | undefined
  const api = createApi(
    (path, init) => fetch(path, init),
    (reached) => watch?.heard(reached),
  )
  watch = watchConnection(
    () => api.status(),
    () => setRevived((count) => count + 1),
  )
  onCleanup(watch.close)

  function fail(part: string, failure: Failure | undefined): void {
    const next = new Map(failures())
    if (failure === undefined) next.delete(part)
    else next.set(part, failure)
    setFailures(next)
  }

  /** Runs a request for a query and whenever it changes; the previous one is aborted. */
  function follow<Q, T>(
    part: string,
    query: Accessor<Q | undefined>,
    ask: (query: Q, signal: AbortSignal) => Promise<Answer<T>>,
    use: (value: T) => void,
  ): void {
    createEffect(
      on([query, revived], ([wanted]) => {
        if (wanted === undefined) return
        const controller = new AbortController()
        onCleanup(() => controller.abort())
        const finish = async (): Promise<void> => {
          const answer = await ask(wanted, controller.signal)
          if ('value' in answer) {
            fail(part, undefined)
            use(answer.value)
          } else if (answer.failure.kind === 'refused' || answer.failure.kind === 'broken') {
            fail(part, answer.failure)
          }
        }
        void finish()
      }),
    )
  }

  follow(
    'status',
    () => true,
    (_, signal) => api.status(signal),
    setStatus,
  )
  follow(
    'instruments',
    () => true,
    (_, signal) => api.instruments(signal),
    setCatalogue,
  )

  const instrument = createMemo(() => {
    const all = catalogue()?.instruments ?? []
    return all.find(({ id }) => id === view().instrument) ?? all[0]
  })
  const range = createMemo(() => rangeOf(view().range)!)
  const bar = createMemo(() => barOf(range(), instrument()?.candleInterval ?? 0, view().bar))
  const model = createMemo(() => {
    const models = catalogue()?.models ?? []
    return (models.find(({ id }) => id === view().model) ?? models[0])?.id
  })

  /** How far back was asked for, and for which bars: another instrument or bar starts anew. */
  const [reach, setReach] = createSignal({ of: '', steps: 0 })
  const place = () => `${instrument()?.id} ${bar()}`
  const steps = () => (reach().of === place() ? reach().steps : 0)
  const candleQuery = createMemo(
    () => {
      const info = instrument()
      if (info === undefined) return undefined
      const { from, to } = windowFor(info, range().length, bar(), steps())
      return { instrument: info.id, interval: bar(), from, to }
    },
    undefined,
    { equals: sameFields },
  )
  follow('candles', candleQuery, api.candles, (answer) => setBars(gaplessBars(answer)))

  const mapQuery = createMemo(
    () => {
      const info = instrument()
      const id = model()
      if (info === undefined || id === undefined) return undefined
      return { instrument: info.id, model: id, round: mapRound() }
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

  createEffect(() => {
    const chosen = { ...view(), instrument: instrument()?.id ?? view().instrument }
    history.replaceState(undefined, '', `#${formatHash(chosen)}`)
  })
  const followAddress = (): void => void setView(parseHash(location.hash))
  addEventListener('hashchange', followAddress)
  onCleanup(() => removeEventListener('hashchange', followAddress))

  return {
    api,
    view,
    change: (patch) => void setView((current) => ({ ...current, ...patch })),
    connection: watch.connection,
    retryNow: watch.retryNow,
    revived,
    status,
    catalogue,
    instrument,
    range,
    bar,
    bars,
    map,
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
    refreshMap: () => void setMapRound((round) => round + 1),
  }
}

function sameFields(
  a: Record<string, unknown> | undefined,
  b: Record<string, unknown> | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b
  return Object.entries(a).every(([name, value]) => b[name] === value)
}
