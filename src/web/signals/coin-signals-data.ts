import type { Accessor } from 'solid-js'
import { createMemo, createSignal } from 'solid-js'
import type { CoinSignalsAnswer, VenueFailureAnswer } from '../../api/coin-signals.ts'
import type { SignalsAnswer } from '../../api/signals.ts'
import { MINUTE } from '../../market/units.ts'
import { instrumentsOfCoin } from '../session/coin-venues.ts'
import { sameFields } from '../request/follow.ts'
import { createOneAtATime } from '../request/one-at-a-time.ts'
import type { Session } from '../session/session.ts'

/** All maps of a coin are read for it: it is asked for anew at most so often. */
const EVERY = 5 * MINUTE

export interface CoinSignals {
  /** Undefined until it is told, and of a coin of one instrument. */
  readonly coin: Accessor<CoinSignalsAnswer | undefined>
  /** Without the venue that is chosen. */
  readonly without: Accessor<VenueFailureAnswer | undefined>
}

/**
 * What the maps of the coin say together, now or then.
 * @param venue that is taken away; undefined for none
 */
export function createCoinSignals(
  session: Session,
  signals: Accessor<SignalsAnswer | undefined>,
  venue: Accessor<string | undefined>,
): CoinSignals {
  const { api, revived, fail, playback } = session
  const [coin, setCoin] = createSignal<{
    readonly key: string
    readonly answer: CoinSignalsAnswer
  }>()
  const [without, setWithout] = createSignal<{
    readonly key: string
    readonly answer: VenueFailureAnswer
  }>()
  const query = createMemo(
    () => {
      const [of, own] = [signals(), session.instrument()]
      if (of === undefined || own?.id !== of.instrument) return undefined
      const all = instrumentsOfCoin(own, session.catalogue()?.instruments ?? [])
      if (all.filter((one) => one.hasOpenInterest).length < 2) return undefined
      const [at, model] = [playback.at(), of.model]
      return { coin: own.base, model, at, round: Math.floor(of.time / EVERY) }
    },
    undefined,
    { equals: sameFields },
  )
  const failing = createMemo(
    () => {
      const [of, id] = [query(), venue()]
      return of === undefined || id === undefined ? undefined : { ...of, venue: id }
    },
    undefined,
    { equals: sameFields },
  )
  createOneAtATime({
    part: 'coin signals',
    query,
    revived,
    fail,
    ask: ({ coin: base, model, at }, signal) =>
      api.coinSignals({ coin: base, model, time: at ?? 'newest' }, signal),
    use: (answer, of) => setCoin({ key: keyOf(of), answer }),
  })
  createOneAtATime({
    part: 'venue failure',
    query: failing,
    revived,
    fail,
    ask: ({ coin: base, model, at, venue: id }, signal) =>
      api.venueFailure({ coin: base, model, venue: id, time: at ?? 'newest' }, signal),
    use: (answer, of) => setWithout({ key: keyOf(of), answer }),
  })
  return {
    coin: createMemo(() => ofKey(coin(), query())),
    without: createMemo(() => {
      const answer = ofKey(without(), failing())
      return answer?.venue === venue() ? answer : undefined
    }),
  }
}

interface Asked {
  readonly coin: string
  readonly model: string
  readonly at: number | undefined
}

/** What stays while the present goes on. */
const keyOf = ({ coin, model, at }: Asked): string => `${coin} ${model} ${at}`

const ofKey = <Answer>(
  told: { readonly key: string; readonly answer: Answer } | undefined,
  of: Asked | undefined,
): Answer | undefined =>
  told !== undefined && of !== undefined && told.key === keyOf(of) ? told.answer : undefined
