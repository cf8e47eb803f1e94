import type { SetupAnswer, SetupsAnswer } from '../api/signals.ts'
import type { Millis, PositionSide } from '../market/units.ts'
import type { RestingBook } from '../signals/cascade/way.ts'
import { NO_ADVICE, setupOf } from '../signals/setup/setup.ts'
import { HORIZONS } from '../signals/setup/setup-question.ts'
import type { Horizon } from '../signals/setup/setup-question.ts'
import { headOf } from './signals-answer.ts'
import type { Said } from './signals-desk.ts'

/** What is known beside the map; undefined where it is not. */
export interface SetupKnowledge {
  readonly book: RestingBook | undefined
  readonly discount: number | undefined
}

/** The frames toward either side, with what speaks for and against each. */
export function setupsAnswer(
  said: Said,
  { model, horizon }: { readonly model: string; readonly horizon: Horizon },
  knowledge: SetupKnowledge,
): SetupsAnswer {
  return {
    ...headOf(said, model),
    horizon,
    setups: (['long', 'short'] as const).map((side) =>
      setupAnswer(said, side, HORIZONS[horizon], knowledge),
    ),
    notice: NO_ADVICE,
  }
}

function setupAnswer(
  { state, reading, market }: Said,
  side: PositionSide,
  horizon: Millis,
  knowledge: SetupKnowledge,
): SetupAnswer {
  const { target, levels, conditions, ...setup } = setupOf({
    time: state.time,
    price: state.price,
    side,
    clusters: state.clusters,
    aboveUsd: state.ratios.all.aboveUsd,
    belowUsd: state.ratios.all.belowUsd,
    ...knowledge,
    weekendWeight: undefined,
    dailySigma: reading.facts.dailySigma,
    calendar: undefined,
    bucket: market.stored.interval,
    horizon,
  })
  return {
    side,
    standing: setup.standing,
    targetId: state.clusters.find((one) => one === target)?.id ?? null,
    levels: levels ?? null,
    expectedUsd: setup.expectedUsd ?? null,
    risk: setup.risk,
    notionalShare: setup.notionalShare ?? null,
    conditions: conditions.map(({ name, holds, value, limit, says }) => ({
      name,
      holds: holds ?? null,
      // Infinite where the other side holds nothing.
      value: value === undefined || !Number.isFinite(value) ? null : value,
      limit: limit ?? null,
      says,
    })),
    lacks: conditions.filter(({ holds }) => holds === undefined).map(({ name }) => name),
  }
}
