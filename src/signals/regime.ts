/**
 * The up/down ratio: short notional above the price ÷ long notional below it, both within a share of
 * the price, and the regime that it makes. It says where the map holds more, not where price goes.
 */

/** How far around the price the two sums reach, as a share of it. */
export const AROUND = 0.05

/** A ratio from here on is `short-squeeze`; from its inverse down it is `long-liquidation`. */
export const LOPSIDED = 2

/**
 * `short-squeeze`: at least twice as much above as below. `long-liquidation`: at most half as much.
 * `balanced`: between. A side that holds nothing has no ratio worth the name and is named as such:
 * `shorts-only`, `longs-only`, and `empty` where neither does.
 */
export const REGIMES = [
  'short-squeeze',
  'balanced',
  'long-liquidation',
  'shorts-only',
  'longs-only',
  'empty',
] as const
export type Regime = (typeof REGIMES)[number]

/** What lies around a price, in USD. */
export interface AroundPrice {
  /** Shorts above the price. */
  readonly aboveUsd: number
  /** Longs below it. */
  readonly belowUsd: number
}

/** Undefined where a side holds nothing. */
export const ratioOf = ({ aboveUsd, belowUsd }: AroundPrice): number | undefined =>
  aboveUsd > 0 && belowUsd > 0 ? aboveUsd / belowUsd : undefined

export function regimeOf(around: AroundPrice): Regime {
  const ratio = ratioOf(around)
  if (ratio === undefined) {
    if (around.aboveUsd > 0) return 'shorts-only'
    return around.belowUsd > 0 ? 'longs-only' : 'empty'
  }
  if (ratio >= LOPSIDED) return 'short-squeeze'
  return ratio <= 1 / LOPSIDED ? 'long-liquidation' : 'balanced'
}
