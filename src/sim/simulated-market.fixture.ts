import type { CandleColumns, Series } from '../market/candle-columns.ts'
import { emptyCandleColumns } from '../market/candle-columns.ts'
import type { Instrument } from '../market/instrument.ts'
import { DAY, MINUTE } from '../market/units.ts'
import type { Random } from '../market/seeded-random.ts'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { THROTTLED_VENUE } from './market/venues.ts'

/** Candles and open interest of a market of chance alone, for tests that want many and want them at once. */
export interface SimulatedMarket {
  readonly instrument: Instrument
  readonly candles: CandleColumns
  readonly openInterest: Series
}

const START = Date.UTC(2026, 0, 1)
const STEPS_PER_BAR = 12
const CALM = 0.0008

/**
 * A bitcoin-like market: volatility that clusters and jumps, volume that follows it, open interest
 * that wanders and is flushed by large moves. Prices start at 60,000. The same seed gives the same
 * market.
 */
export function simulatedMarket(seed = 1, days = 30, interval = 5 * MINUTE): SimulatedMarket {
  const random = seededRandom(seed)
  const length = Math.round((days * DAY) / interval)
  const candles = emptyCandleColumns(interval, length)
  const openInterest = { time: new Float64Array(length), value: new Float64Array(length) }
  const minutes = interval / MINUTE
  let price = 60_000
  let open = 80_000
  let volatility = CALM
  for (let i = 0; i < length; i++) {
    volatility = nextVolatility(volatility, random)
    const step = (volatility * Math.sqrt(minutes / 5)) / Math.sqrt(STEPS_PER_BAR)
    const first = price
    let [low, high] = [price, price]
    for (let s = 0; s < STEPS_PER_BAR; s++) {
      price *= Math.exp(normal(random) * step - Math.log(price / 60_000) * 1e-5 * minutes)
      low = Math.min(low, price)
      high = Math.max(high, price)
    }
    const move = price / first - 1
    const volume = 60 * minutes * Math.exp(0.5 * normal(random)) * (1 + 300 * Math.abs(move))
    const buyShare = Math.min(0.95, Math.max(0.05, 0.5 + 60 * move + 0.06 * normal(random)))
    const flush = Math.abs(move) > 0.006 ? open * Math.abs(move) * 0.8 : 0
    const wander = normal(random) * 40 * Math.sqrt(minutes) + (80_000 - open) * 2e-4 * minutes
    open += Math.max(-volume, Math.min(volume, wander - flush))
    candles.openTime[i] = START + i * interval
    candles.open[i] = toTick(first)
    candles.high[i] = toTick(high)
    candles.low[i] = toTick(low)
    candles.close[i] = toTick(price)
    candles.volume[i] = Math.round(volume * 1e3) / 1e3
    candles.takerBuyVolume[i] = Math.round(volume * buyShare * 1e3) / 1e3
    openInterest.time[i] = START + (i + 1) * interval
    openInterest.value[i] = Math.round(open * 1e3) / 1e3
  }
  return { instrument: THROTTLED_VENUE.instrument, candles, openInterest }
}

/** Volatility reverts to calm, wanders, and now and then jumps. */
function nextVolatility(before: number, random: Random): number {
  const jump = random() < 0.0015 ? 4 : 1
  const next = before * Math.exp(0.06 * normal(random)) * 0.985 + CALM * 0.015
  return Math.min(0.006, Math.max(0.0003, next * jump))
}

const toTick = (price: number): number => Math.round(price * 10) / 10
