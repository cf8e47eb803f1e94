import { createMemo, createSignal } from 'solid-js'
import type { WeightsAnswer } from '../../api/schema.ts'
import type { Bars } from '../chart/bars.ts'
import { barsUntil } from '../chart/bars.ts'
import { createFollow, sameFields } from '../request/follow.ts'
import type { Live } from './live.ts'
import { endOf } from '../chart/open-bars.ts'
import { lastCandle } from '../panes/pane-rows.ts'
import { mapUntil } from './past-map.ts'
import type { Session } from './session.ts'

/**
 * The session as a page of the moment that is played back would have it: nothing in it was learnt
 * later, and nothing of it is live. While now is shown it is the session as it is. Must be called
 * inside a Solid root.
 */
export function createPastSession(session: Session): Session {
  const { api, playback, live, measured } = session
  const { at } = playback
  const isPast = createMemo(() => at() !== undefined)
  const now = <T>(read: () => T) => createMemo(() => (isPast() ? undefined : read()))

  const bars = createMemo(
    () => {
      const [time, held] = [at(), session.bars()]
      return time === undefined || held === undefined ? held : barsUntil(held, time)
    },
    undefined,
    // Behind it the open bar moves several times a second.
    { equals: (a, b) => a === b || (isPast() && sameBars(a, b)) },
  )
  const close = createMemo(() => {
    const held = bars()?.bars ?? []
    const last = held[lastCandle(held) ?? -1]
    return last !== undefined && 'close' in last ? last.close : undefined
  })
  const instrument = createMemo(
    () => {
      const [time, info] = [at(), session.instrument()]
      if (time === undefined || info === undefined) return info
      return { ...info, to: time, lastPrice: close() ?? Number.NaN }
    },
    undefined,
    { equals: sameFields },
  )

  const [weights, setWeights] = createSignal<WeightsAnswer>()
  const weightsQuery = createMemo(
    () => {
      const of = session.map()
      if (of === undefined || !isPast()) return undefined
      return { instrument: of.instrument, model: of.model, version: of.version }
    },
    undefined,
    { equals: sameFields },
  )
  createFollow(session.revived, session.fail)(
    'weights',
    weightsQuery,
    ({ instrument: id, model }, signal) => api.weights({ instrument: id, model }, signal),
    setWeights,
  )
  const map = createMemo(() => {
    const [time, of, table] = [at(), session.map(), weights()]
    if (time === undefined || of === undefined) return of
    const isOwn = table?.instrument === of.instrument && table.model === of.model
    return mapUntil(of, time, isOwn ? table.known : undefined)
  })

  const parts = createMemo(() => {
    const [time, own, all] = [at(), map(), session.sum.parts()]
    if (time === undefined) return all
    return all.map((part) => {
      const { instrument: id } = part.map
      if (id === own?.instrument) return { ...part, map: own }
      const then = mapUntil(part.map, time, undefined)
      const basis = session.sum.levels().get(id)?.band.basis ?? then.band.basis
      return { ...part, map: { ...then, band: { ...then.band, basis } } }
    })
  })

  return {
    ...session,
    bars,
    instrument,
    map,
    lastPrice: () => (isPast() ? close() : session.lastPrice()),
    live: {
      ...live,
      link: now(live.link),
      heard: () => !isPast() && live.heard(),
      bar: now(live.bar),
      column: now(live.column),
      tape: { ...live.tape, rows: (filter) => (isPast() ? [] : live.tape.rows(filter)) },
      freshness: createMemo(() => (isPast() ? HISTORY : live.freshness())),
    },
    sum: { ...session.sum, parts },
    measured: { ...measured, answer: now(measured.answer) },
    isCurrent() {
      const [time, held] = [at(), session.bars()]
      if (time === undefined || held === undefined) return session.isCurrent()
      return session.isCurrent() && time > held.grid.from && time <= endOf(held)
    },
  }
}

const HISTORY = { state: 'history' } as const satisfies ReturnType<Live['freshness']>

/** Whether two beginnings of the same bars are the same; later candles never change what is closed. */
const sameBars = (a: Bars | undefined, b: Bars | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.grid.from === b.grid.from &&
  a.grid.bar === b.grid.bar &&
  a.bars.length === b.bars.length &&
  a.bars[0] === b.bars[0] &&
  a.bars.at(-1) === b.bars.at(-1)
