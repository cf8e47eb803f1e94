import type { InstrumentInfo } from '../../api/schema.ts'
import { moneyOf } from '../../market/money.ts'
import type { LevelsView } from '../address/levels-view.ts'

/**
 * An instrument and those of the same coin on all venues, itself first. They share one grid of prices,
 * so that their maps add up bin by bin, inverse contracts too: these are priced in USD and counted in USD.
 */
export function instrumentsOfCoin(
  own: InstrumentInfo | undefined,
  all: readonly InstrumentInfo[],
): readonly InstrumentInfo[] {
  if (own === undefined) return []
  const others = all.filter(
    (one) =>
      one.id !== own.id &&
      one.base === own.base &&
      moneyOf(one) === moneyOf(own) &&
      one.simulated === own.simulated,
  )
  return [own, ...others]
}

/** Those that are to be summed: the first always, the others as they are chosen. */
export const chosenOfCoin = (
  ofCoin: readonly InstrumentInfo[],
  { venues, without }: Pick<LevelsView, 'venues' | 'without'>,
): readonly InstrumentInfo[] =>
  venues === 'one'
    ? ofCoin.slice(0, 1)
    : ofCoin.filter(({ id }, i) => i === 0 || !without.includes(id))
