import type { SignalHistoryAnswer } from '../api/signals.ts'
import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { RATIO_BANDS } from '../signals/signal-state.ts'
import type { RatioBand, SignalState } from '../signals/signal-state.ts'
import type { Market } from './market.ts'
import type { VersionedMap } from './served-map.ts'
import { timesBetween } from './signal-steps.ts'
import { SignalWalk } from './signal-walk.ts'
import { endedAnswer, endedFormationAnswer, formationAnswer } from './signals-answer.ts'

/** What a map said over a range of time, as the API answers it. */
export type SignalHistory = Pick<
  SignalHistoryAnswer,
  'steps' | 'time' | 'price' | 'ratios' | 'clustersEnded' | 'formationsBegun' | 'formationsEnded'
>

/** Readings begin so long before the range: growth and regimes look back. */
const WARM_UP = 3 * DAY

/** Reads a map at the whole multiples of an interval in (from, to], each as it was known then. */
export async function historyOf(
  market: Market,
  opened: VersionedMap,
  { from, to, interval }: { readonly from: Millis; readonly to: Millis; readonly interval: Millis },
  signal: AbortSignal,
): Promise<SignalHistory> {
  const coarse = Math.max(HOUR, interval)
  const first = Math.max(
    Math.floor(opened.map.from / coarse) + 1,
    Math.floor((from - WARM_UP) / coarse),
  )
  const fineFrom = Math.max(from, first * coarse)
  const steps = { from: first * coarse, coarse, fineFrom, fine: interval }
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
  const walk = await SignalWalk.open(market, opened, steps.from, signal)
  await walk.through(timesBetween(steps, 0, Math.floor(to / interval) * interval), ({ state }) => {
    const { time } = state
    if (time <= from || time % interval !== 0) return
    history.time.push(time)
    history.price.push(state.price)
    addRatios(ratios, state)
    history.clustersEnded.push(...state.ended.map(endedAnswer))
    const begun = state.formations.filter(({ since }) => since === time)
    history.formationsBegun.push(...begun.map(formationAnswer))
    history.formationsEnded.push(...state.endedFormations.map(endedFormationAnswer))
  })
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
