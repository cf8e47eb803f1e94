import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { InstrumentInfo, Instruments, LevelsAnswer, MapDescriptor } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Answer, Api } from '../request/api-client.ts'
import { chosenOfCoin, instrumentsOfCoin } from './coin-venues.ts'
import type { BandStep, MapPart } from '../map/map-part.ts'
import { equalWeights, partKey } from '../map/map-part.ts'
import type { View } from '../address/view.ts'

/** The maps that are shown as one: the chosen instrument's, and those of the same coin that are added. */
export interface VenueSum {
  /** The chosen instrument, then those of the same coin. */
  readonly ofCoin: Accessor<readonly InstrumentInfo[]>
  /** Those that are to be summed, in that order. */
  readonly shown: Accessor<readonly InstrumentInfo[]>
  /** What of them is there. */
  readonly parts: Accessor<readonly MapPart[]>
  /** Their newest columns at the zoom of the screen, or at the last one; of one map as it is none. */
  readonly levels: Accessor<ReadonlyMap<InstrumentId, LevelsAnswer>>
  /** How many are still to come. */
  readonly pending: Accessor<number>
  /** Those without a map, with the server's reason. */
  readonly missing: Accessor<ReadonlyMap<InstrumentId, string>>
  /** States the zoom of the screen. */
  readonly look: (zoom: number | undefined) => void
  /** Asks for the descriptors of the others anew. */
  readonly refresh: () => void
}

export interface VenueSumOptions {
  readonly api: Pick<Api, 'map' | 'levels' | 'weights'>
  readonly view: Accessor<View>
  readonly instrument: Accessor<InstrumentInfo | undefined>
  readonly catalogue: Accessor<Instruments | undefined>
  readonly map: Accessor<MapDescriptor | undefined>
  /** The moment that is shown; undefined for now. */
  readonly at: Accessor<number | undefined>
  /** Counts up when the server is back. */
  readonly revived: Accessor<number>
}

/** The zoom that totals are asked at before the chart knows its own. */
const ANY_ZOOM = 6

/** Must be called inside a Solid root. */
export function createVenueSum(options: VenueSumOptions): VenueSum {
  const { api, view, instrument, catalogue, map, at, revived } = options
  const [zoom, look] = createSignal<number>()
  const [round, setRound] = createSignal(0)
  /** Those that the server refused. */
  const [refused, setRefused] = createSignal<ReadonlyMap<InstrumentId, string>>(new Map())

  const ofCoin = createMemo(() => instrumentsOfCoin(instrument(), catalogue()?.instruments ?? []))
  const shown = createMemo(() => chosenOfCoin(ofCoin(), view().levels), undefined, {
    equals: (a, b) => a.length === b.length && a.every((one, i) => one === b[i]),
  })
  const ids = createMemo(() => shown().map(({ id }) => id), undefined, { equals: sameItems })
  const own = createMemo(() => {
    const of = map()
    return of?.instrument === instrument()?.id ? of : undefined
  })
  const model = createMemo(() => own()?.model)
  // A difference has no range: its sides may be off in either direction.
  const end = createMemo(() => (view().side === 'delta' ? 'median' : view().end))
  const isEqual = createMemo(() => view().weigh === 'equal' && ids().length > 1)
  const isOn = createMemo(() => view().page === 'map')

  /** Asks for one thing of each map whose key has changed, one after the other; keeps what was answered. */
  function readEach<T>(
    wanted: Accessor<readonly { readonly id: InstrumentId; readonly key: string }[]>,
    ask: (id: InstrumentId, signal: AbortSignal) => Promise<Answer<T>>,
  ): Accessor<ReadonlyMap<InstrumentId, T>> {
    const [kept, setKept] = createSignal<ReadonlyMap<InstrumentId, { key: string; value: T }>>(
      new Map(),
    )
    const read = async (
      of: readonly { readonly id: InstrumentId; readonly key: string }[],
      signal: AbortSignal,
    ): Promise<void> => {
      for (const { id, key } of of) {
        if (signal.aborted) return
        if (kept().get(id)?.key === key) continue
        // oxlint-disable-next-line no-await-in-loop -- the server makes one map at a time anyway
        const answer = await ask(id, signal)
        if (signal.aborted) return
        if ('value' in answer)
          setKept((before) => new Map([...before, [id, { key, value: answer.value }]]))
        else if (answer.failure.kind === 'refused')
          setRefused((before) => new Map([...before, [id, answer.failure.text]]))
      }
    }
    const keyed = createMemo(wanted, undefined, {
      equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
    })
    createEffect(
      on([keyed, revived], ([of]) => {
        const controller = new AbortController()
        onCleanup(() => controller.abort())
        const asked = new Set(of.map(({ id }) => id))
        setKept((before) => new Map([...before].filter(([id]) => asked.has(id))))
        void read(of, controller.signal)
      }),
    )
    return createMemo(() => new Map([...kept()].map(([id, { value }]) => [id, value])))
  }

  createEffect(on([ids, model, revived], () => setRefused(new Map())))

  const descriptors = readEach<MapDescriptor>(
    () =>
      isOn() && model() !== undefined
        ? shown()
            .slice(1)
            .filter((one) => one.hasOpenInterest)
            .map(({ id }) => ({ id, key: `${model()} ${round()}` }))
        : [],
    (id, signal) => api.map({ instrument: id, model: model()! }, signal),
  )
  const maps = createMemo(() => {
    const first = own()
    if (first === undefined) return []
    const others = ids()
      .slice(1)
      .flatMap((id) => descriptors().get(id) ?? [])
    return [first, ...others.filter((one) => one.model === first.model)]
  })

  const levels = readEach<LevelsAnswer>(
    () =>
      isOn() && (ids().length > 1 || end() !== 'median')
        ? maps().map(({ instrument: id, version, to }) => ({
            id,
            key: `${model()} ${version} ${at() ?? to} ${zoom() ?? ANY_ZOOM}`,
          }))
        : [],
    (id, signal) =>
      api.levels(
        { instrument: id, model: model()!, time: at() ?? 'newest', zoom: zoom() ?? ANY_ZOOM },
        signal,
      ),
  )
  // The band of the newest column tells when another one was learnt.
  const steps = readEach<readonly BandStep[]>(
    () =>
      isOn() && end() !== 'median'
        ? maps().map(({ instrument: id, version, band }) => ({
            id,
            key: `${model()} ${version} ${band.factors.join()}`,
          }))
        : [],
    async (id, signal) => {
      const answer = await api.weights({ instrument: id, model: model()! }, signal)
      if (!('value' in answer)) return answer
      return { value: answer.value.known.map(({ since, factors }) => ({ since, factors })) }
    },
  )

  const parts = createMemo(
    (): readonly MapPart[] => {
      const there = maps().filter(
        ({ instrument: id }) =>
          (end() === 'median' || steps().has(id)) && (!isEqual() || levels().has(id)),
      )
      const totals = there.map(({ instrument: id }) => totalOf(levels().get(id)))
      const weights = isEqual() ? equalWeights(totals) : totals.map(() => 1)
      return there.map((one, i) => ({
        map: one,
        weight: weights[i]!,
        end: end(),
        steps: steps().get(one.instrument) ?? [],
        interval: shown().find(({ id }) => id === one.instrument)?.candleInterval ?? 0,
      }))
    },
    undefined,
    {
      equals: (a, b) =>
        sameItems(
          a.map(({ map: of }) => of),
          b.map(({ map: of }) => of),
        ) && sameItems(a.map(partKey), b.map(partKey)),
    },
  )
  const missing = createMemo(() => {
    const without = shown()
      .slice(1)
      .filter((one) => !one.hasOpenInterest)
      .map(({ id }): [InstrumentId, string] => [id, 'no open interest is known'])
    return new Map([...without, ...refused()])
  })
  const pending = createMemo(() => {
    const there = new Set(parts().map((part) => part.map.instrument))
    return ids().filter((id) => !there.has(id) && !missing().has(id)).length
  })

  return {
    ofCoin,
    shown,
    parts,
    levels,
    pending,
    missing,
    look: (next) => void look(next),
    refresh: () => void setRound((count) => count + 1),
  }
}

const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i])

/** What the newest column of a map holds; 0 where it is not known. */
export const totalOf = (answer: LevelsAnswer | undefined): number =>
  answer === undefined ? 0 : answer.total.longUsd + answer.total.shortUsd
