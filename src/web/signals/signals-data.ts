import type { Accessor } from 'solid-js'
import { createMemo, createSignal } from 'solid-js'
import type { SignalRecordAnswer } from '../../api/signal-records.ts'
import type { CascadeAnswer } from '../../api/cascade.ts'
import type { SetupsAnswer } from '../../api/setups.ts'
import type { ClusterAnswer, EndedClusterAnswer, SignalsAnswer } from '../../api/signals.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { DAY, HOUR } from '../../market/units.ts'
import { sameFields } from '../request/follow.ts'
import { createOneAtATime } from '../request/one-at-a-time.ts'
import type { Session } from '../session/session.ts'
import type { ToldRecord } from './signals-record.ts'
import { sweptThrough } from './signals-rows.ts'

/** What is shown: the map of an instrument, up to where it reaches, and the moment that is played back. */
interface Subject extends Readonly<Record<string, unknown>> {
  readonly instrument: InstrumentId
  readonly model: string
  readonly version: string
  readonly to: number
  readonly at: number | undefined
}

function subjectOf(session: Session, isWanted: Accessor<boolean>): Accessor<Subject | undefined> {
  const { map, instrument, playback } = session
  return createMemo(
    () => {
      const of = map()
      if (!isWanted() || of === undefined || of.instrument !== instrument()?.id) return undefined
      // To read a past moment takes the server seconds: it is asked where playback rests.
      if (playback.held()?.playing === true) return undefined
      const at = playback.settled()
      // What a map was is told by its version, where it ends is of no matter to a past moment.
      const to = at ?? of.to
      return { instrument: of.instrument, model: of.model, version: of.version, to, at }
    },
    undefined,
    { equals: sameFields },
  )
}

/** Whether an answer is of what is shown, and of the same moment where one is played back. */
const isOf = (
  told: Subject | undefined,
  of: Subject | undefined,
  at: number | undefined,
): boolean =>
  told !== undefined &&
  told.instrument === of?.instrument &&
  told.model === of.model &&
  told.at === of.at &&
  told.at === at

/**
 * What the map that is shown says by rule, now or at the moment that is played back, and never of a later
 * one; undefined until it is told. Must be called inside a Solid root.
 */
export function createSignals(
  session: Session,
  isWanted: Accessor<boolean> = () => true,
): Accessor<SignalsAnswer | undefined> {
  const { api, revived, fail, playback } = session
  const [told, setTold] = createSignal<{
    readonly of: Subject
    readonly answer: SignalsAnswer
  }>()
  const query = subjectOf(session, isWanted)
  createOneAtATime({
    part: 'signals',
    query,
    revived,
    fail,
    ask: ({ instrument, model, at }, signal) =>
      api.signals({ instrument, model, time: at ?? 'newest' }, signal),
    use: (answer, of) => setTold({ of, answer }),
  })
  return createMemo(() => {
    const last = told()
    return isOf(last?.of, query(), playback.at()) ? last?.answer : undefined
  })
}

/** Clusters that price went through are marked for so long. */
const SWEPT_FOR = 7 * DAY

/** The clusters that price went through in the last days, newest first. Must be called inside a Solid root. */
export function createSwept(
  session: Session,
  isWanted: Accessor<boolean>,
): Accessor<readonly EndedClusterAnswer[]> {
  const { api, revived, fail, playback } = session
  const [told, setTold] = createSignal<{
    readonly of: Subject
    readonly swept: readonly EndedClusterAnswer[]
  }>()
  const query = subjectOf(session, isWanted)
  createOneAtATime({
    part: 'swept clusters',
    query,
    revived,
    fail,
    ask({ instrument, model, to: end }, signal) {
      const interval = Math.max(HOUR, session.instrument()?.candleInterval ?? HOUR)
      const to = Math.floor(end / interval) * interval
      const first = Math.ceil((session.map()?.from ?? 0) / interval) * interval
      const from = Math.max(to - SWEPT_FOR, first)
      return api.signalHistory({ instrument, model, from, to, interval }, signal)
    },
    use({ clustersEnded }, of) {
      const swept = clustersEnded.filter(({ how }) => how === 'swept').toReversed()
      setTold({ of, swept })
    },
  })
  return createMemo(() => {
    const last = told()
    return isOf(last?.of, query(), playback.at()) ? last!.swept : []
  })
}

/** What a sweep through a cluster would set off, now or then. Must be called inside a Solid root. */
export function createCascade(
  session: Session,
  signals: Accessor<SignalsAnswer | undefined>,
  cluster: Accessor<ClusterAnswer | undefined>,
): Accessor<CascadeAnswer | undefined> {
  const { api, revived, fail, playback } = session
  const [told, setTold] = createSignal<{
    readonly id: string
    readonly at: number | undefined
    readonly answer: CascadeAnswer
  }>()
  const query = createMemo(
    () => {
      const [of, one] = [signals(), cluster()]
      if (of === undefined || one === undefined) return undefined
      const { id, side } = one
      const { instrument, model, time } = of
      return { id, instrument, model, side, time, price: sweptThrough(one), at: playback.at() }
    },
    undefined,
    { equals: sameFields },
  )
  createOneAtATime({
    part: 'cascade',
    query,
    revived,
    fail,
    ask: ({ instrument, model, side, price, at }, signal) =>
      api.cascade({ instrument, model, side, price, time: at ?? 'newest' }, signal),
    use: (answer, { id, at }) => setTold({ id, at, answer }),
  })
  return createMemo(() => {
    const [of, last] = [query(), told()]
    const isSame = last?.id === of?.id && last?.at === of?.at
    return isSame && last?.answer.instrument === of?.instrument ? last?.answer : undefined
  })
}

/** The frames of both sides, now or then. Must be called inside a Solid root. */
export function createSetups(
  session: Session,
  signals: Accessor<SignalsAnswer | undefined>,
): Accessor<SetupsAnswer | undefined> {
  const { api, revived, fail, playback, view } = session
  const [told, setTold] = createSignal<{
    readonly at: number | undefined
    readonly answer: SetupsAnswer
  }>()
  const query = createMemo(
    () => {
      const of = signals()
      if (of === undefined) return undefined
      const { instrument, model, time } = of
      return { instrument, model, time, horizon: view().horizon, at: playback.at() }
    },
    undefined,
    { equals: sameFields },
  )
  createOneAtATime({
    part: 'setups',
    query,
    revived,
    fail,
    ask: ({ instrument, model, horizon, at }, signal) =>
      api.setups({ instrument, model, horizon, time: at ?? 'newest' }, signal),
    use: (answer, { at }) => setTold({ at, answer }),
  })
  return createMemo(() => {
    const [of, last] = [query(), told()]
    if (of === undefined || last === undefined) return undefined
    const { at, answer } = last
    const isSame = answer.instrument === of.instrument && answer.horizon === of.horizon
    return isSame && at === of.at ? answer : undefined
  })
}

/**
 * What followed signals of the instrument; undefined until it is told, and at a moment that is played
 * back, as it was made of what followed. Must be called inside a Solid root.
 */
export function createSignalRecord(session: Session): Accessor<ToldRecord> {
  const { api, revived, fail, playback } = session
  const [told, setTold] = createSignal<SignalRecordAnswer>()
  const id = createMemo(() => session.instrument()?.id)
  const query = createMemo(() => {
    const instrument = id()
    return instrument === undefined || playback.at() !== undefined ? undefined : { instrument }
  })
  createOneAtATime({
    part: 'signal record',
    query,
    revived,
    fail,
    ask: ({ instrument }, signal) => api.signalRecords({ instrument }, signal),
    use: setTold,
  })
  return createMemo(() => {
    const last = told()
    return last !== undefined && last.instrument === query()?.instrument ? last.kept : undefined
  })
}
