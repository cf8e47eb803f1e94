import { formatTime } from '../../api/format.ts'
import { formatPrice, formatUsd } from '../words/amounts.ts'
import { formatRange } from '../words/dollar-words.ts'
import type { LevelBar, RangedSides, Sides } from './levels-merge.ts'

/** The sentence that the liquidation map is quoted by. */

export interface Told {
  readonly base: string
  readonly quote: string
  readonly tickDecimals: number
  /** The bar that price would fall through, and the one that it would rise through. */
  readonly long: LevelBar | undefined
  readonly short: LevelBar | undefined
  /** Whether amounts may be said with a range. */
  readonly calibrated: boolean
  readonly simulated: boolean
}

/** A price in five digits or so, never finer than it is traded: 58,204; 3,120.4; 0.12345. */
export function formatLevelPrice(price: number, tickDecimals: number): string {
  const needed = Math.max(0, 4 - Math.floor(Math.log10(price)))
  return formatPrice(price, Math.min(tickDecimals, needed))
}

/** With a dollar sign where it is quoted in dollars or a coin that stands for one. */
export function quotedPrice(price: number, quote: string, tickDecimals: number): string {
  const text = formatLevelPrice(price, tickDecimals)
  return quote.includes('USD') ? `$${text}` : `${text} ${quote}`
}

/** The 10 and 90 % of a cumulative amount in words; that it is not calibrated where it is not. */
function rangeWords(of: RangedSides, side: keyof Sides, calibrated: boolean): string {
  if (!calibrated) return 'modelled, dollars not calibrated'
  return `10–90%: ${formatRange(of.low[side], of.high[side])}, modelled`
}

/** "If BTC falls below $58,200, $412M of longs would be liquidated (…); above $64,100, $388M of shorts (…)." */
export function levelSentence(told: Told): string {
  const price = (value: number) => quotedPrice(value, told.quote, told.tickDecimals)
  const amount = (bar: LevelBar, side: keyof Sides, name: string) =>
    [
      `${formatUsd(bar.cumulative[side])} of ${name}`,
      `(${rangeWords(bar.cumulative, side, told.calibrated)})`,
    ] as const
  const parts: string[] = []
  if (told.long !== undefined) {
    const [usd, range] = amount(told.long, 'longUsd', 'longs')
    parts.push(
      `If ${told.base} falls below ${price(told.long.priceFrom)}, ${usd} would be liquidated ${range}`,
    )
  }
  if (told.short !== undefined) {
    const [usd, range] = amount(told.short, 'shortUsd', 'shorts')
    const at = price(told.short.priceTo)
    parts.push(
      parts.length > 0
        ? `above ${at}, ${usd} ${range}`
        : `If ${told.base} rises above ${at}, ${usd} would be liquidated ${range}`,
    )
  }
  if (parts.length === 0) return 'Nothing is modelled in these prices.'
  return `${told.simulated ? 'SIMULATED: ' : ''}${parts.join('; ')}.`
}

/** The sentence as it is copied, with what belongs to it wherever it is read. */
export const quotedSentence = (
  sentence: string,
  { subject, time, model }: { subject: string; time: number; model: string },
): string =>
  `${sentence} ${subject}, ${formatTime(time)} UTC, model ${model}. A modelled estimate of relative importance, not known positions. Isotherm.`
