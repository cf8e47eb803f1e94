import type { Millis } from '../../src/market/units.ts'
import type { Market } from '../../src/server/market/market.ts'
import { candlesWithin, rowsWithin } from '../../src/server/market/rows-within.ts'

/** A market as it was known at a time. */
export const marketUntil = (market: Market, to: Millis): Market => ({
  ...market,
  stored: { ...market.stored, to },
  candles: async (from, end) => candlesWithin(await market.candles(from, end), from, to),
  openInterest: async (from, end) => {
    const { time, value } = await market.openInterest(from, end)
    const [first, last] = rowsWithin(time, from, to + 1)
    return { time: time.subarray(first, last), value: value.subarray(first, last) }
  },
})
