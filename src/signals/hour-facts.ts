import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { ema, rsi } from './indicators.ts'
import type { MarketFacts } from './market-facts.ts'

/** Closed hours of a market, oldest first, an hour apart; NaN where something is not known of one. */
export interface MarketHours {
  readonly close: Readonly<Float64Array>
  /** In the instrument's quantity, as are the next two. */
  readonly volume: Readonly<Float64Array>
  readonly takerBuyVolume: Readonly<Float64Array>
  /** At the hour's end. */
  readonly openInterest: Readonly<Float64Array>
  /** USD of both sides. */
  readonly liquidatedUsd: Readonly<Float64Array>
}

const DAY_HOURS = DAY / HOUR
const WEEK_HOURS = 7 * DAY_HOURS
const MONTH_HOURS = 30 * DAY_HOURS

/** Hours that facts look back on: a month of days, each of 24 hours before its end. */
export const FACT_HOURS = MONTH_HOURS + DAY_HOURS

/** Of the hours that a mean is taken over, so many must be known. */
const KNOWN_FROM = 0.5

const RSI_HOURS = 14
const AVERAGE_HOURS = [24, 100, 200] as const

/** What hours say, without what is not in them. */
export type HourFacts = Omit<MarketFacts, 'openInterestUsd' | 'funding'>

/** What the last `FACT_HOURS` of a market say. Older ones change nothing. */
export function hourFacts(hours: MarketHours): HourFacts {
  const close = hours.close.slice(-FACT_HOURS)
  const squares = Float64Array.from(close, (price, i) => Math.log(price / close[i - 1]!) ** 2)
  const closes = Array.from(close, (price) => (Number.isNaN(price) ? undefined : price))
  const taken = takerDelta(hours)
  const meanLiquidated = meanOf(hours.liquidatedUsd.slice(-WEEK_HOURS), WEEK_HOURS)
  const meanSquare = meanOf(squares.slice(-WEEK_HOURS), DAY_HOURS)
  return {
    liquidatedDayUsd: meanLiquidated && DAY_HOURS * meanLiquidated,
    openInterestChange: {
      '1h': changeOver(hours.openInterest, 1),
      '24h': changeOver(hours.openInterest, DAY_HOURS),
    },
    dailySigma: meanSquare && Math.sqrt(DAY_HOURS * meanSquare),
    calmRank: calmRank(squares),
    takerDelta: taken?.delta,
    takerDeltaShare: taken?.share,
    rsi: rsi(closes, RSI_HOURS).at(-1),
    averages: AVERAGE_HOURS.flatMap((period) => {
      const price = ema(closes, period).at(-1)
      return price === undefined ? [] : [{ hours: period, price }]
    }),
  }
}

/** The mean of what is known; undefined where that is less than half of so many. */
function meanOf(values: Readonly<Float64Array>, of: number): number | undefined {
  let [sum, known] = [0, 0]
  for (const value of values)
    if (!Number.isNaN(value)) {
      sum += value
      known++
    }
  return known < KNOWN_FROM * of ? undefined : sum / known
}

function changeOver(values: Readonly<Float64Array>, hours: number): number | undefined {
  const [now, then] = [values.at(-1), values.at(-1 - hours)]
  return now !== undefined && then !== undefined && then > 0 && !Number.isNaN(now)
    ? now / then - 1
    : undefined
}

/** Share of the last 30 days whose 24 hours moved less than the last ones; undefined where a day of them is not known. */
function calmRank(squares: Readonly<Float64Array>): number | undefined {
  if (squares.length < FACT_HOURS) return undefined
  const days = Array.from({ length: MONTH_HOURS + 1 }, (_, i) =>
    meanOf(squares.subarray(i, i + DAY_HOURS), DAY_HOURS),
  )
  const now = days.pop()
  const known = days.filter((one) => one !== undefined)
  if (now === undefined || known.length < MONTH_HOURS - DAY_HOURS) return undefined
  return known.filter((one) => one < now).length / known.length
}

/** What takers bought less what they sold in a day of which every hour is known. */
function takerDelta({ volume, takerBuyVolume }: MarketHours) {
  const [traded, taken] = [volume.slice(-DAY_HOURS), takerBuyVolume.slice(-DAY_HOURS)]
  const [all, bought] = [sumOf(traded), sumOf(taken)]
  const delta = 2 * bought - all
  if (traded.length < DAY_HOURS || Number.isNaN(delta)) return undefined
  return { delta, share: all > 0 ? delta / all : undefined }
}

const sumOf = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

/** The hour that a time lies in, counted from 1970. */
export const hourAt = (time: Millis): number => Math.floor(time / HOUR)
