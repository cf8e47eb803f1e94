import type { Accessor } from 'solid-js'
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { InstrumentInfo, LevelsAnswer } from '../../api/schema.ts'
import { binEdge } from '../../heatmap/grid.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { sameFields } from '../request/follow.ts'
import type { BinWindow } from './levels-window.ts'
import { atMostEvery } from '../request/paced.ts'
import type { Session } from '../session/session.ts'

/** What is asked of every instrument: the bins of a window, or all of a zoom. */
export type Wanted = Pick<BinWindow, 'zoom'> & Partial<BinWindow>

export interface LevelsData {
  /** The newest column of each instrument that is shown, in their order, as far as it has come. */
  readonly answers: Accessor<readonly LevelsAnswer[]>
  /** What the answers were asked for; undefined before the first. */
  readonly of: Accessor<Wanted | undefined>
  /** Instruments that are still to answer. */
  readonly pending: Accessor<number>
  /** Those that have no map, with the server's reason. */
  readonly missing: Accessor<ReadonlyMap<InstrumentId, string>>
}

/** The pushed column tells that levels have changed; they are read this often at most. */
const READ_EVERY = 2_000

interface Kept {
  readonly key: string
  readonly wanted: Wanted
  readonly byId: ReadonlyMap<InstrumentId, LevelsAnswer>
}

/**
 * Keeps the newest levels of some instruments, exact as the API answers them. What was shown stays until
 * the first of what is asked for next has come. Must be called inside a Solid root.
 */
export function createLevels(
  session: Session,
  shown: Accessor<readonly InstrumentInfo[]>,
  wanted: Accessor<Wanted | undefined>,
): LevelsData {
  const { api, live, map, playback, revived } = session
  const [kept, setKept] = createSignal<Kept>()
  const [pending, setPending] = createSignal(0)
  const [missing, setMissing] = createSignal<ReadonlyMap<InstrumentId, string>>(new Map())
  const model = createMemo(() => map()?.model)
  const ids = createMemo(() => shown().map(({ id }) => id), undefined, {
    equals: (a, b) => a.join() === b.join(),
  })
  const query = createMemo(
    () => {
      const of = wanted()
      const by = model()
      const time: number | 'newest' = playback.settled() ?? 'newest'
      return of === undefined || by === undefined ? undefined : { ...of, model: by, time }
    },
    undefined,
    { equals: sameFields },
  )

  async function read(
    instrument: InstrumentId,
    { model: by, time, ...of }: Wanted & { model: string; time: number | 'newest' },
    signal: AbortSignal,
  ): Promise<void> {
    const { zoom, from, to } = of
    const prices =
      from === undefined || to === undefined
        ? {}
        : { priceFrom: binEdge(from, zoom), priceTo: binEdge(to + 1, zoom) }
    const answer = await api.levels(
      { instrument, model: by, time, zoom, by: 'band', cumulative: 'outward', ...prices },
      signal,
    )
    if (signal.aborted) return
    const isFirst = instrument === ids()[0]
    if ('value' in answer) {
      if (isFirst) session.fail('levels', undefined)
      const key = JSON.stringify([by, of, time])
      setKept((before) => ({
        key,
        wanted: of,
        byId: new Map([
          ...(before?.key === key ? before.byId : []),
          [instrument, answer.value] as const,
        ]),
      }))
    } else if (answer.failure.kind === 'refused') {
      if (isFirst) session.fail('levels', answer.failure)
      else setMissing((before) => new Map([...before, [instrument, answer.failure.text]]))
    }
  }

  /** How far the map reaches; a past moment is asked for by its time. */
  const grown = () => playback.at() === undefined && map()?.to
  createEffect(
    on([ids, query, revived, grown, () => map()?.version], ([all, of]) => {
      if (of === undefined) return
      const controller = new AbortController()
      onCleanup(() => controller.abort())
      setMissing(new Map())
      setPending(all.length)
      // One after the other, the chosen one first: the server may have to make a map for each.
      const readAll = async (): Promise<void> => {
        for (const id of all) {
          // oxlint-disable-next-line no-await-in-loop -- the server makes one map at a time anyway
          await read(id, of, controller.signal)
          if (controller.signal.aborted) return
          setPending((left) => left - 1)
        }
      }
      void readAll()
    }),
  )

  // The chosen instrument moves as its column is pushed.
  let moving: AbortController | undefined
  const move = atMostEvery(READ_EVERY, () => {
    const of = query()
    const [first] = ids()
    if (of === undefined || first === undefined) return
    moving?.abort()
    moving = new AbortController()
    void read(first, of, moving.signal)
  })
  onCleanup(() => {
    move.cancel()
    moving?.abort()
  })
  createEffect(on([ids, query], () => moving?.abort()))
  createEffect(
    on(live.column, (column) => column !== undefined && kept() !== undefined && move.call(), {
      defer: true,
    }),
  )
  createEffect(() => {
    const of = query()
    const [first] = ids()
    if (of === undefined || first === undefined || live.link() === undefined) return
    live.watch({ instrument: first, model: of.model, zoom: of.zoom })
  })

  return {
    answers: createMemo(() => {
      const held = kept()
      const until = playback.at() ?? Infinity
      return ids()
        .flatMap((id) => held?.byId.get(id) ?? [])
        .filter(({ time }) => time <= until)
    }),
    of: () => kept()?.wanted,
    pending,
    missing,
  }
}
