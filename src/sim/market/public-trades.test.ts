import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candle, Trade } from '../../market/event.ts'
import { seededRandom } from '../../market/seeded-random.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../market/units.ts'
import { lotsOf, shared } from './lots.ts'
import { minuteTrades } from './minute-trades.ts'
import type { MinuteTotals, MinuteTrade } from './minute-trades.ts'
import { publicBooks } from './public-book.ts'
import { publicEvents } from './public-events.ts'
import { publicTrades } from './public-trades.ts'
import { runOf, START } from './runs.fixture.ts'
import { SIMULATED_VENUES } from './venues.ts'

/** What trades are as a bar, amounts in lots. */
function barOf(trades: readonly MinuteTrade[]) {
  const prices = trades.map(({ price }) => price)
  const lotsIn = (some: readonly MinuteTrade[]) => some.reduce((sum, { lots }) => sum + lots, 0)
  return {
    open: prices[0],
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1),
    lots: lotsIn(trades),
    buyLots: lotsIn(trades.filter(({ takerSide }) => takerSide === 'buy')),
  }
}

const price = fc.integer({ min: 590_000, max: 610_000 }).map((ticks) => ticks / 10)
const totals = fc
  .record({
    corners: fc.tuple(price, price, price, price),
    lots: fc.oneof(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 5e6 })),
    bought: fc.double({ min: 0, max: 1, noNaN: true }),
    prices: fc.array(price, { minLength: 60, maxLength: 60 }),
  })
  .map(({ corners, lots, bought, prices }): MinuteTotals => {
    const [low, open, close, high] = corners.sort((a, b) => a - b)
    const buyLots = Math.round(bought * lots)
    return { open: open!, high: high!, low: low!, close: close!, lots, buyLots, prices }
  })
const forced = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 59_999 }),
    price,
    lots: fc.integer({ min: 0, max: 1e5 }),
    takerSide: fc.constantFrom('buy' as const, 'sell' as const),
  }),
  { maxLength: 20 },
)

test('the trades of any minute are its bar: corners, volume and taker volume', () => {
  fc.assert(
    fc.property(totals, forced, fc.integer(), (minute, closings, seed) => {
      const inTime = closings.sort((a, b) => a.at - b.at)
      const trades = minuteTrades(minute, inTime, 3_000, seededRandom(seed))
      const { prices: _, ...bar } = minute
      expect(barOf(trades)).toEqual(bar)
      expect(trades.every(({ lots }) => Number.isInteger(lots) && lots > 0)).toBe(true)
      const times = trades.map(({ at }) => at)
      expect(times).toEqual([...times].sort((a, b) => a - b))
    }),
  )
})

test('a total is shared out whole', () => {
  const weights = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(weights, fc.nat(1e7), (parts, more) => {
      const given = shared(parts.length + more, parts)
      expect(given.reduce((a, b) => a + b, 0)).toBe(parts.length + more)
      expect(Math.min(...given)).toBeGreaterThanOrEqual(1)
    }),
  )
})

const run = runOf({ days: 0.5, regime: 'crash', venues: SIMULATED_VENUES })

describe.each([0, 1, 2])('venue %i', (index) => {
  const venueRun = run.venues[index]!
  const { lot } = venueRun.venue
  const trades = [...publicTrades(run, index, START, START + DAY)]

  test('shows trades that make up its candles', () => {
    const byMinute = new Map<number, Trade[]>()
    for (const trade of trades) {
      const minute = Math.floor(trade.exchangeTime / MINUTE)
      byMinute.set(minute, [...(byMinute.get(minute) ?? []), trade])
    }
    const candles = publicEvents(venueRun).filter(
      (event): event is Candle => event.type === 'candle',
    )
    expect(byMinute.size).toBe(candles.length)
    for (const { openTime, open, high, low, close, volume, takerBuyVolume } of candles) {
      const inLots = byMinute
        .get(openTime / MINUTE)!
        .map((one) => ({ ...one, at: one.exchangeTime, lots: lotsOf(one.quantity, lot) }))
      expect(barOf(inLots)).toEqual({
        open,
        high,
        low,
        close,
        lots: lotsOf(volume, lot),
        buyLots: lotsOf(takerBuyVolume!, lot),
      })
    }
  })

  test('has what was liquidated among them, sold where a long was closed', () => {
    const keyOf = (time: number, side: string) => `${time} ${side}`
    const traded = new Set(trades.map((one) => keyOf(one.exchangeTime, one.takerSide)))
    const large = venueRun.all.filter(({ quantity }) => quantity > 10 * lot)
    expect(large.length).toBeGreaterThan(20)
    for (const { time, position } of large)
      expect(traded.has(keyOf(time, position === 'long' ? 'sell' : 'buy'))).toBe(true)
  })
})

test('trades are the same whatever range is asked, in order, each with an id of its own', () => {
  const of = (from: number, to: number): readonly Trade[] => [
    ...publicTrades(run, 0, START + from, START + to),
  ]
  const whole = of(0, HOUR)
  expect([...of(0, 7.3 * MINUTE), ...of(7.3 * MINUTE, HOUR)]).toEqual(whole)
  expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length)
  expect(of(-DAY, 0)).toEqual([])
  expect(of(DAY, 2 * DAY)).toEqual([])
})

test('the book is walked as far as a forced order moves the price', () => {
  const books = [...publicBooks(run, 1, START, START + 5 * MINUTE + 1, 10 * SECOND)]
  expect(books.length).toBe(30)
  for (const { bids, asks, exchangeTime } of books) {
    const second = (exchangeTime - START) / SECOND - 1
    const minute = Math.floor(second / 60)
    const depth =
      run.venues[1]!.venue.depthUsd *
      run.path.depth[Math.max(0, minute - (second % 60 === 59 ? 0 : 1))]!
    const middle = (bids[0]!.price + asks[0]!.price) / 2
    for (const side of [bids, asks]) {
      const usd = side.reduce((sum, level) => sum + level.price * level.quantity, 0)
      const reach = Math.abs(side.at(-1)!.price / middle - 1) + 0.00005
      expect(usd / (depth * (reach / 0.01))).toBeCloseTo(1, 1)
    }
    expect(bids[0]!.price).toBeLessThan(asks[0]!.price)
  }
})
