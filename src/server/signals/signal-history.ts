import type { SignalHistoryAnswer } from '../../api/signals.ts'
import type { Millis } from '../../market/units.ts'
import { RATIO_BANDS } from '../../signals/signal-state.ts'
import type { RatioBand, SignalState } from '../../signals/signal-state.ts'
import type { Market } from '../market/market.ts'
import type { VersionedMap } from '../map/served-map.ts'
import { stepsBetween } from './signal-steps.ts'
import type { SignalSteps } from './signal-steps.ts'
import { SignalWalk } from './signal-walk.ts'
import type { SaidReading, SignalsRemembered } from './signal-walk.ts'
import { endedAnswer, endedFormationAnswer, formationAnswer } from './signals-answer.ts'

/** What a map said over a range of time, as the API answers it. */
export type SignalHistory = Pick<
  SignalHistoryAnswer,
  'steps' | 'time' | 'price' | 'ratios' | 'clustersEnded' | 'formationsBegun' | 'formationsEnded'
>

export interface HistoryRange {
  /** Readings in (from, to], at the whole multiples of `interval`. */
  readonly from: Millis
  readonly to: Millis
  readonly interval: Millis
}

/**
 * Reads a map over a range, at each time as it was known then.
 * @param steps on which it builds
 * @param before what was remembered at one of them, from where it goes on
 */
export async function historyOf(
  market: Market,
  opened: VersionedMap,
  { from, to, interval }: HistoryRange,
  wanted: SignalSteps,
  before: SignalsRemembered | undefined,
  signal: AbortSignal,
): Promise<SignalHistory> {
  const walk = await SignalWalk.open(market, opened, wanted, signal, before)
  const { steps } = walk
  const ratios = emptyRatios()
  const history = {
    steps,
    time: new Array<number>(),
    price: new Array<number>(),
    ratios,
    clustersEnded: new Array<SignalHistory['clustersEnded'][number]>(),
    formationsBegun: new Array<SignalHistory['formationsBegun'][number]>(),
    formationsEnded: new Array<SignalHistory['formationsEnded'][number]>(),
  }
  const tell = ({ state }: SaidReading): void => {
    const { time } = state
    if (time <= from) return
    if (time % interval === 0) {
      history.time.push(time)
      history.price.push(state.price)
      addRatios(ratios, state)
    }
    if (time % steps.every !== 0) return
    history.clustersEnded.push(...state.ended.map(endedAnswer))
    const begun = state.formations.filter(({ since }) => since === time)
    history.formationsBegun.push(...begun.map(formationAnswer))
    history.formationsEnded.push(...state.endedFormations.map(endedFormationAnswer))
  }
  const rows = stepsBetween({ from: opened.map.from + 1, every: interval }, from, to)
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const time of rows) await walk.through(time, tell)
  await walk.through(Math.floor(to / steps.every) * steps.every, tell)
  return history
}

type Ratios = SignalHistory['ratios']
type Columns = Ratios[RatioBand]

export const emptyRatios = (): Ratios => ({ near: columns(), far: columns(), all: columns() })

/** Adds what a reading said to columns over time. */
export function addRatios(ratios: Ratios, state: SignalState): void {
  for (const band of RATIO_BANDS) {
    const { aboveUsd, belowUsd, ratio, regime } = state.ratios[band]
    ratios[band].aboveUsd.push(Math.round(aboveUsd))
    ratios[band].belowUsd.push(Math.round(belowUsd))
    ratios[band].ratio.push(ratio ?? null)
    ratios[band].regime.push(regime)
  }
}

const columns = (): Columns => ({ aboveUsd: [], belowUsd: [], ratio: [], regime: [] })
