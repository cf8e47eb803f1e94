import { NO_AMOUNT, amountOf, plus } from '../../api/coinglass/bars.ts'
import type { Amount } from '../../api/coinglass/bars.ts'
import { rangeLength } from '../../api/coinglass/spans.ts'
import type { CandleColumns, Series } from '../../market/candle-columns.ts'
import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { Market } from '../market/market.ts'
import { rowsWithin } from '../market/rows-within.ts'

/** What was traded over some time. */
export interface Traded {
  readonly volume: Amount
  /** NaN where one candle does not say. */
  readonly takerBuy: Amount
}

/** The last two days of a market, to be asked for spans that end now. Undefined: not known. */
export interface MarketFacts {
  readonly market: Market
  readonly price: number
  priceAgo(span: string): number | undefined
  lowAndHigh(span: string): { readonly low: number; readonly high: number } | undefined
  /** @param before how many such spans back it ended */
  traded(span: string, before?: number): Traded | undefined
  /** Open interest so long ago; now by default. */
  open(span?: string): Amount | undefined
  /** The fraction that longs pay shorts, and for how long it is; the newest one. */
  readonly funding: { readonly rate: number; readonly interval: Millis } | undefined
}

/** Open interest that is older than this is not of that time. */
const OPEN_FOR = HOUR
/** Rates hold for eight hours, or less. */
const RATE_FOR = 8 * HOUR

/** Of a market without a candle in that time there are none. */
export async function marketFacts(market: Market): Promise<MarketFacts | undefined> {
  const { to } = market.stored
  const candles = await market.candles(to - 2 * DAY, to)
  const last = candles.close.at(-1)
  if (last === undefined) return undefined
  const open = await market.openInterest(to - 2 * DAY, to + 1)
  const rates = await market.fundingRates?.(to - RATE_FOR, Math.max(to, market.stored.to) + 1)
  const rate = rates?.value.at(-1)
  const interval = rates?.interval.at(-1) ?? Number.NaN
  const price = market.live?.lastPrice ?? last
  const { contract } = market.instrument
  return {
    market,
    price,
    priceAgo: (span) => closeAt(candles, to - rangeLength(span)),
    lowAndHigh(span) {
      const rows = rowsOfSpan(candles, to, rangeLength(span))
      if (rows === undefined) return undefined
      const [low, high] = [candles.low.subarray(...rows), candles.high.subarray(...rows)]
      return {
        low: low.reduce((a, b) => Math.min(a, b)),
        high: high.reduce((a, b) => Math.max(a, b)),
      }
    },
    traded(span, before = 0) {
      const length = rangeLength(span)
      const rows = rowsOfSpan(candles, to - before * length, length)
      if (rows === undefined) return undefined
      let traded: Traded = { volume: NO_AMOUNT, takerBuy: NO_AMOUNT }
      for (let i = rows[0]; i < rows[1]; i++) {
        const of = (column: Float64Array) => amountOf(contract, column[i]!, candles.close[i]!)
        traded = {
          volume: plus(traded.volume, of(candles.volume)),
          takerBuy: plus(traded.takerBuy, of(candles.takerBuyVolume)),
        }
      }
      return traded
    },
    open(span) {
      const time = span === undefined ? to : to - rangeLength(span)
      const [amount, at] = [
        valueAt(open, time),
        span === undefined ? price : closeAt(candles, time),
      ]
      return amount === undefined || at === undefined ? undefined : amountOf(contract, amount, at)
    },
    funding: rate === undefined ? undefined : { rate, interval },
  }
}

/** The close of the candle that ends at a time, or holds it. */
function closeAt({ openTime, interval, close }: CandleColumns, time: Millis): number | undefined {
  const [start, end] = rowsWithin(openTime, time - interval, time)
  // A candle that ends within its own length of that time says what the price was only at its end.
  return end > start && openTime[end - 1]! + interval === time ? close[end - 1] : undefined
}

/** Rows of the candles over a span; undefined where they are longer, or the span is not whole. */
function rowsOfSpan(
  { openTime, interval }: CandleColumns,
  to: Millis,
  length: Millis,
): readonly [number, number] | undefined {
  if (length % interval !== 0) return undefined
  const [start, end] = rowsWithin(openTime, to - length, to)
  return (end - start) * interval === length ? [start, end] : undefined
}

/** The last value at or before a time, unless it is old. */
function valueAt({ time, value }: Series, at: Millis): number | undefined {
  const [start, end] = rowsWithin(time, at - OPEN_FOR, at + 1)
  return end > start ? value[end - 1] : undefined
}
