import type { MarketEvent } from '../../src/market/event.ts'
import { instrumentId } from '../../src/market/instrument.ts'
import { MINUTE, SECOND, quantity } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import type { ListedInstrument } from '../../src/venues/wire/reader.ts'
import { TEST_VENUE } from './test-venue.ts'

/** An event of the wire as the market's vocabulary has it; undefined where it is none. */
export function eventOf(
  raw: Readonly<Record<string, unknown>>,
  receivedTime: Millis,
): MarketEvent | undefined {
  const { e, s, t, p, q, id } = raw
  if (typeof s !== 'string' || typeof t !== 'number' || typeof p !== 'number') return undefined
  const suspect = t > receivedTime + 5 * SECOND
  const common = {
    venue: TEST_VENUE,
    instrument: instrumentId(TEST_VENUE, s),
    exchangeTime: suspect ? receivedTime : t,
    receivedTime,
    ...(suspect ? { suspect: 'time' as const } : {}),
  }
  if (e === 'mark') return { type: 'mark-price', ...common, markPrice: p }
  if (e === 'candle')
    return {
      type: 'candle',
      ...common,
      exchangeTime: t + MINUTE,
      openTime: t,
      interval: MINUTE,
      open: p,
      high: p,
      low: p,
      close: p,
      volume: quantity(1),
    }
  if (typeof q !== 'number') return undefined
  const named = typeof id === 'string' ? { id } : {}
  const twin = typeof raw['n'] === 'number' ? { ordinal: raw['n'] } : {}
  if (e === 'trade')
    return {
      type: 'trade',
      ...common,
      price: p,
      quantity: quantity(q),
      takerSide: 'buy',
      ...named,
      ...twin,
    }
  if (e !== 'liquidation') return undefined
  return {
    type: 'liquidation',
    ...common,
    position: 'long',
    price: p,
    priceKind: 'fill',
    quantity: quantity(q),
    ...named,
    ...twin,
  }
}

/** The venue's list as the reader gives it. */
export const listedOf = (
  rows: readonly { symbol: string; trading: boolean; size: number; listed: Millis }[],
): ListedInstrument[] =>
  rows.map(({ symbol, trading, size, listed }) => ({
    wireName: symbol,
    trading,
    ...(listed === 0 ? {} : { listedAt: listed }),
    instrument: {
      id: instrumentId(TEST_VENUE, symbol),
      venue: TEST_VENUE,
      symbol,
      base: symbol,
      quote: 'USDT',
      contract: 'linear',
      contractSize: size,
      tickSize: 0.1,
    },
  }))
