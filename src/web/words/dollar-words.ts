import { amountStyle, formatUsdBare, formatUsdTick } from './amounts.ts'
import type { BandAnswer, MapDescriptor } from '../../api/schema.ts'
import { formatEnds, formatRatio, formatShareOf } from '../score/score-words.ts'

/** How far the map's dollars may be trusted, in plain words. */

export const NOT_CALIBRATED = 'Not calibrated: compare levels, not dollars'
export const MADE_UP = 'Made-up market: compare levels, not dollars'
export const BY_OTHERS = 'Dollars by what other coins of the venue have taught'

/** What the dollars of a map rest on. */
export type DollarBasis = Pick<MapDescriptor, 'band' | 'discount'>

/** Whether the dollars of an instrument's map may be shown with a range. */
export const isCalibrated = (
  band: Pick<BandAnswer, 'basis'> | undefined,
  simulated: boolean,
): boolean => band?.basis === 'learnt' && !simulated

/** What is shown of it in two digits, as USD. */
function twoDigits(usd: number): number {
  const { usdPerUnit } = amountStyle()
  return Number((usd / usdPerUnit).toPrecision(2)) * usdPerUnit
}

/** The 10 and 90 % of an amount: $3.1M–48M. */
export const formatRange = (low: number, high: number): string =>
  high < 0.5
    ? formatUsdTick(0)
    : `${formatUsdTick(twoDigits(low))}–${formatUsdBare(twoDigits(high))}`

/** A factor in two digits: 2.9, 12. */
const formatFactor = (factor: number): string => String(Number(factor.toPrecision(2)))

/** What is said instead of a range. */
export const uncalibrated = (
  band: Pick<BandAnswer, 'basis'> | undefined,
  simulated: boolean,
): string => (simulated ? MADE_UP : band?.basis === 'others' ? BY_OTHERS : NOT_CALIBRATED)

/** "measured 8% too high [−1%, 16%]"; undefined where it was not measured. */
export function discountWords({ discount }: DollarBasis): string | undefined {
  if (discount === null) return undefined
  const { value, low, high } = discount
  // Too low by some share of the map is a negative discount: the ends change places with the sign.
  const [ends, word] =
    value < 0 ? [{ value: -value, low: -high, high: -low }, 'too low'] : [discount, 'too high']
  return `measured ${formatShareOf(ends.value)} ${word} ${formatEnds(ends, formatShareOf)}`
}

/** Zoom of the level that the line tells of: 0.2 % of price. */
const TOLD_ZOOM = 2

/** By how much a level of 0.2 % may be off, as ×÷2.9. */
const offWords = ({ band }: DollarBasis): string => `×÷${formatFactor(band.factors[TOLD_ZOOM]!)}`

/** The line by the legend. */
export function dollarLine(of: DollarBasis, simulated: boolean): string {
  if (!isCalibrated(of.band, simulated)) return uncalibrated(of.band, simulated)
  const measured = discountWords(of)
  return [`Dollars ${offWords(of)} per 0.2%`, ...(measured === undefined ? [] : [measured])].join(
    ' · ',
  )
}

/** What is behind it, a sentence each. */
export function dollarReasons(of: DollarBasis, simulated: boolean): readonly string[] {
  if (simulated)
    return ['This market was made up: its dollars are nobody’s. Compare levels with each other.']
  if (of.band.basis !== 'learnt')
    return [
      of.band.basis === 'others'
        ? 'Too little is known yet of what was liquidated here, so the dollars of this map are by what other coins of the venue have taught. How far off they are here is not known.'
        : 'Too little is known yet of what was liquidated here, so the dollars of this map are not learnt from it. They may be too high by factors of 20 and more.',
      'Where a level is high and where it is low can be compared all the same.',
    ]
  const { discount } = of
  return [
    `A level of 0.2% of price is known to a factor of ${formatFactor(of.band.factors[TOLD_ZOOM]!)} up or down. The range beside an amount is meant to hold what is really there 8 times in 10; sums over a wider stretch of price are known no worse, mostly better.`,
    'It is learnt from what the map said of past hours and what was then liquidated.',
    ...(of.band.sampled
      ? ['This venue shows a part of its liquidations, so ranges are wider by 40%.']
      : []),
    ...(discount === null
      ? []
      : [
          `In the hours that were scored, ${formatRatio(1 - discount.value)} of the map’s dollars were liquidated where price went. The interval holds 90%.`,
        ]),
  ]
}
