import type { Millis } from '../../market/units.ts'
import type { Market } from '../market/market.ts'

/** The candles from a time on, and the open interest that their bars take. */
export async function dataOf(market: Market, from: Millis) {
  const { stored, openInterestSpan: span, live } = market
  const none = { time: new Float64Array(), value: new Float64Array() }
  // Of a market that goes on, a sample after the last bar may still be replaced.
  const first = from === stored.from ? span?.from : from + 1
  const end = live === undefined ? span?.to : stored.to + 1
  const [candles, openInterest] = await Promise.all([
    market.candles(from, stored.to),
    first === undefined || end === undefined ? none : market.openInterest(first, end),
  ])
  return { candles, openInterest }
}
