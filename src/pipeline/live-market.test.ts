import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MarketEvent } from '../market/event.ts'
import { MINUTE, SECOND, quantity } from '../market/units.ts'
import { candle, clock, gap, ID, openInterest, state, T0, trade } from './live-events.fixture.ts'
import { LiveMarket } from './live-market.ts'
import { LiveSeries } from './live-series.ts'

const FOR_EVER = Number.MAX_SAFE_INTEGER

/** Everything that can be seen of a market, as text. */
function seen(market: LiveMarket): string {
  market.settle()
  const range = [T0 - MINUTE, T0 + 60 * MINUTE] as const
  const instruments = [...market.instruments].map(({ id, series, streams, ...rest }) => ({
    id,
    candles: series.candles(0, FOR_EVER),
    openInterest: series.openInterest(0, FOR_EVER),
    open: series.open(),
    streams: [...streams].map(([kind, one]) => [kind, one.gaps(...range), one.covered(...range)]),
    ...rest,
  }))
  const show = (_: string, value: unknown) =>
    ArrayBuffer.isView(value)
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
      : value
  return JSON.stringify([instruments, market.liquidations(100), market.now], show)
}

const time = fc.integer({ min: 0, max: 12 * MINUTE })
const late = fc.integer({ min: 0, max: 3 * MINUTE })
const price = fc.integer({ min: 90, max: 110 })
const anyEvent: fc.Arbitrary<MarketEvent> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(time, price, late).map(([t, p, l]) => trade(t, p, { late: l })),
  },
  fc.tuple(time, fc.integer({ min: 1, max: 99 }), late).map((one) => openInterest(...one)),
  fc.tuple(fc.integer({ min: 0, max: 11 }), price, late).map((one) => candle(...one)),
  fc.tuple(time, time).map(([a, b]) => gap(Math.min(a, b), Math.max(a, b) + 1)),
  fc.tuple(time, time).map(([a, b]) => gap(Math.min(a, b), Math.max(a, b) + 1, { repaired: true })),
  fc.tuple(time, fc.constantFrom('proven', 'quiet', 'stale', 'down')).map((one) => state(...one)),
  time.map(clock),
)

test('the same events give the same bytes, however they come in batches', () => {
  fc.assert(
    fc.property(
      fc.array(anyEvent, { maxLength: 80 }),
      fc.array(fc.nat(20), { maxLength: 20 }),
      fc.boolean(),
      (events, cuts, revise) => {
        const inOrder = events.sort((a, b) => a.receivedTime - b.receivedTime)
        const atOnce = new LiveMarket()
        for (const event of inOrder) atOnce.push(event)
        const inParts = new LiveMarket()
        let next = 0
        const ends = cuts.map((length) => (next += length))
        inOrder.forEach((event, i) => {
          inParts.push(event)
          if (ends.includes(i)) inParts.settle(revise)
        })
        inParts.settle(revise)
        expect(seen(inParts)).toBe(seen(atOnce))
      },
    ),
    { numRuns: 300 },
  )
})

describe('a series', () => {
  const settled = (...events: readonly MarketEvent[]) => {
    const series = new LiveSeries()
    for (const event of events) {
      series.push(event)
      series.advance(event.receivedTime)
    }
    return series
  }

  test('tells what was closed, and what has changed of what was', () => {
    const series = settled(trade(0, 100), trade(MINUTE, 101), clock(2 * MINUTE))
    expect(series.settle()).toEqual({ from: T0, to: T0 + MINUTE, revisedFrom: undefined })
    expect(series.settle()).toEqual({ from: undefined, to: undefined, revisedFrom: undefined })
    series.push(trade(59_000, 105, { late: 30_000 }))
    // What would change a closed bar waits until it is allowed to.
    expect(series.settle(false).revisedFrom).toBeUndefined()
    expect([...series.candles(0, FOR_EVER).close]).toEqual([100])
    series.advance(T0 + 3 * MINUTE)
    expect(series.settle(false)).toMatchObject({ from: T0 + MINUTE, to: T0 + 2 * MINUTE })
    expect(series.settle()).toMatchObject({ to: undefined, revisedFrom: T0 })
    expect([...series.candles(0, FOR_EVER).close]).toEqual([105, 101])
  })

  test('a candle that says what the trades said revises nothing', () => {
    const series = settled(trade(0, 100), trade(MINUTE, 101), clock(2 * MINUTE))
    series.settle()
    const same = candle(0, 100)
    series.push({ ...same, open: 100, high: 100, low: 100, volume: quantity(1) })
    expect(series.settle().revisedFrom).toBeUndefined()
    series.push({ ...same, receivedTime: same.receivedTime + 1 })
    expect(series.settle().revisedFrom).toBe(T0)
  })

  test('open interest is the last sample of its minute; a late one revises its bar', () => {
    const series = settled(
      openInterest(10_000, 5),
      openInterest(50_000, 7),
      openInterest(30_000, 6),
      openInterest(MINUTE, 8),
      trade(0, 100),
      trade(MINUTE, 100),
      trade(2 * MINUTE, 100),
      clock(3 * MINUTE),
    )
    series.settle()
    expect(series.openInterest(0, FOR_EVER)).toEqual({
      time: Float64Array.from([T0 + MINUTE]),
      value: Float64Array.from([8]),
    })
    series.push(openInterest(59_999, 9, 2 * MINUTE))
    expect(series.settle().revisedFrom).toBeUndefined()
    series.push(openInterest(MINUTE + 1, 10, 2 * MINUTE))
    expect(series.settle(false).revisedFrom).toBeUndefined()
    expect(series.settle().revisedFrom).toBe(T0 + MINUTE)
    expect([...series.openInterest(T0 + MINUTE + 1, FOR_EVER).value]).toEqual([10])
    expect(series.openInterest(T0 + MINUTE + 2, FOR_EVER).value).toHaveLength(0)
    // After the last closed bar nothing depends on it yet.
    series.push(openInterest(170_000, 11))
    expect(series.settle().revisedFrom).toBeUndefined()
  })

  test('a close that is corrected is handed on to the quiet minutes after it', () => {
    const series = settled(
      state(0, 'proven'),
      trade(0, 100),
      trade(5 * MINUTE, 90),
      clock(7 * MINUTE),
    )
    series.settle()
    expect([...series.candles(0, FOR_EVER).close]).toEqual([100, 100, 100, 100, 100, 90])
    series.push(trade(59_000, 103, { late: 6 * MINUTE }))
    expect(series.settle().revisedFrom).toBe(T0)
    expect([...series.candles(0, FOR_EVER).open]).toEqual([100, 103, 103, 103, 103, 90])
    expect([...series.candles(0, FOR_EVER).volume]).toEqual([2, 0, 0, 0, 0, 1])
  })

  test('fault 33: the bar that is still open is never among the closed ones', () => {
    const series = settled(trade(0, 100), trade(MINUTE, 101), trade(MINUTE + 30_000, 102))
    series.settle()
    expect(series.span?.to).toBe(T0 + MINUTE)
    expect([...series.candles(0, FOR_EVER).openTime]).toEqual([T0])
    const open = series.open()!
    expect(open.time).toBe(T0 + MINUTE + 30_000)
    expect([...open.candles.close]).toEqual([102])
    expect(open.candles.openTime[0]).toBe(T0 + MINUTE)
  })
})

test('the tape is bounded, newest first, and by instrument', () => {
  const market = new LiveMarket()
  for (let i = 0; i < 12_000; i++)
    market.push({
      ...trade(i, 100 + i),
      type: 'liquidation',
      position: 'short',
      priceKind: 'fill',
    } as MarketEvent)
  expect(market.liquidations(2).map(({ price }) => price)).toEqual([12_099, 12_098])
  expect(market.liquidations(FOR_EVER).length).toBeLessThanOrEqual(10_000)
  expect(market.liquidations(FOR_EVER).length).toBeGreaterThanOrEqual(5_000)
  expect(market.liquidations(1, ID)).toHaveLength(1)
  expect(market.settle().liquidations).toHaveLength(12_000)
  expect(market.settle().liquidations).toHaveLength(0)
})

test('the last price is the newest by exchange time; the mark price stands in only without trades', () => {
  const market = new LiveMarket()
  const mark = { ...clock(9 * SECOND), ...trade(9 * SECOND, 1), type: 'mark-price', markPrice: 55 }
  market.push(mark as MarketEvent)
  expect(market.instrument(ID)?.lastPrice).toBe(55)
  market.push(trade(10 * SECOND, 60))
  market.push(trade(8 * SECOND, 70))
  market.push({ ...mark, exchangeTime: T0 + 11 * SECOND } as MarketEvent)
  market.push(trade(12 * SECOND, 0.001, { suspect: 'price' }))
  expect(market.instrument(ID)?.lastPrice).toBe(60)
})
