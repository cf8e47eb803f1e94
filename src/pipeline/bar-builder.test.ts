import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MarketEvent } from '../market/event.ts'
import { MINUTE, SECOND, quantity } from '../market/units.ts'
import { BarBuilder, GRACE, MOST_BAR_GAPS } from './bar-builder.ts'
import type { BuiltBar } from './bar-builder.ts'
import { T0, candle, gap, state, trade } from './live-events.fixture.ts'

/** The bars after all events, by minute after T0. */
function barsOf(events: readonly MarketEvent[], upTo: number, builder = new BarBuilder()) {
  const bars = new Map<number, BuiltBar>()
  const take = () => {
    for (const { openTime, bar } of builder.take()) {
      const minute = (openTime - T0) / MINUTE
      if (bar === undefined) bars.delete(minute)
      else bars.set(minute, bar)
    }
  }
  for (const event of events) {
    builder.push(event)
    builder.advance(event.receivedTime)
    take()
  }
  builder.advance(T0 + upTo)
  take()
  return bars
}

const values = ({ open, high, low, close, volume, takerBuyVolume }: BuiltBar) => [
  open,
  high,
  low,
  close,
  volume,
  takerBuyVolume,
]

test('a minute is made of its trades by exchange time and closes after the grace', () => {
  const builder = new BarBuilder()
  const events = [
    trade(-1, 9),
    trade(10, 10, { takerSide: 'sell' }),
    trade(30_000, 12, { quantity: quantity(2.5) }),
    trade(59_999, 11),
    trade(60_000, 20),
  ]
  for (const event of events) builder.push(event)
  builder.advance(T0 + MINUTE + GRACE + 100 - 1)
  expect(builder.take().map(({ openTime }) => openTime)).toEqual([T0 - MINUTE])
  expect(builder.closesAt).toBe(T0 + MINUTE + GRACE + 100)
  builder.advance(T0 + MINUTE + GRACE + 100)
  const [closed, ...more] = builder.take()
  expect(more).toEqual([])
  expect(values(closed!.bar!)).toEqual([10, 12, 10, 11, 4.5, 3.5])
  expect(closed!.bar).toMatchObject({ openTime: T0, source: 'trades', complete: true })
  expect(builder.open()?.bars.map(({ close }) => close)).toEqual([20])
})

test('the first and the last trade of a millisecond are told by id, then by place in the message', () => {
  const ids = [trade(5, 3, { id: '9' }), trade(5, 1, { id: '10' }), trade(5, 2, { id: '100' })]
  const twins = [trade(5, 1), trade(5, 3, { ordinal: 1 }), trade(5, 0.5, { ordinal: 2 })]
  for (const events of [ids, ids.toReversed()])
    expect(values(barsOf(events, 2 * MINUTE).get(0)!)).toEqual([3, 3, 1, 2, 3, 3])
  for (const events of [twins, twins.toReversed()])
    expect(values(barsOf(events, 2 * MINUTE).get(0)!)).toEqual([1, 3, 0.5, 0.5, 3, 3])
  // Ids beyond 2^53 differ in digits that a number would lose.
  const large = [trade(5, 2, { id: '9007199254740992' }), trade(5, 1, { id: '9007199254740993' })]
  expect(barsOf(large.toReversed(), 2 * MINUTE).get(0)).toMatchObject({ open: 2, close: 1 })
})

const happening = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 5 * MINUTE - 1 }),
    price: fc.integer({ min: 90, max: 110 }),
    amount: fc.double({ min: 1e-9, max: 1e6, noNaN: true }),
    buys: fc.boolean(),
    /** Delay of its arrival: the watermark window. */
    late: fc.integer({ min: 0, max: 30 * SECOND }),
  }),
  { minLength: 1, maxLength: 60 },
)

test('fault 26: events shuffled within 30 s give the bars of the run in order, bit for bit', () => {
  fc.assert(
    fc.property(happening, fc.array(fc.integer({ min: 0, max: 4 })), (list, minutes) => {
      const trades = list.map(({ at, price, amount, buys, late }, i) =>
        trade(at, price, {
          late,
          id: `${i}`,
          quantity: quantity(amount),
          takerSide: buys ? 'buy' : 'sell',
        }),
      )
      const events: MarketEvent[] = [...trades, ...minutes.map((minute) => candle(minute, 100))]
      const inOrder = [...events].sort((a, b) => a.exchangeTime - b.exchangeTime)
      const shuffled = [...events].sort((a, b) => a.receivedTime - b.receivedTime)
      const end = 7 * MINUTE
      expect(barsOf(shuffled, end)).toEqual(barsOf(inOrder, end))
    }),
  )
})

test('fault 27: a trade that is ten minutes late opens its minute again', () => {
  const builder = new BarBuilder()
  const events = Array.from({ length: 12 }, (_, i) => trade(i * MINUTE + 5, 100))
  const before = barsOf(events, 12 * MINUTE, builder)
  expect(before.get(1)).toMatchObject({ high: 100, volume: 1 })
  const after = barsOf([trade(MINUTE + 9_000, 120, { late: 10 * MINUTE })], 12 * MINUTE, builder)
  expect([...after.keys()]).toEqual([1])
  expect(after.get(1)).toMatchObject({ high: 120, close: 120, volume: 2 })
})

test('after hours only a candle changes a minute; the trade is counted, not lost in silence', () => {
  const builder = new BarBuilder()
  barsOf(
    Array.from({ length: 300 }, (_, i) => trade(i * MINUTE + 5, 100)),
    301 * MINUTE,
    builder,
  )
  const late = barsOf([trade(MINUTE + 9, 120, { late: 300 * MINUTE })], 301 * MINUTE, builder)
  expect(late.size).toBe(0)
  expect(builder.ignored.lateTrades).toBe(1)
  const repaired = barsOf([candle(1, 130, 300 * MINUTE)], 301 * MINUTE, builder)
  expect(repaired.get(1)).toMatchObject({ close: 130, source: 'candle' })
})

test('a candle of the venue takes the place of trades, before or after them', () => {
  const trades = [trade(10, 10), trade(20_000, 11)]
  const venue = candle(0, 12)
  for (const events of [
    [...trades, venue],
    [venue, ...trades],
    [trades[0]!, venue, trades[1]!],
  ]) {
    const bar = barsOf(events, 2 * MINUTE).get(0)!
    // The candle does not say who took; trades of another volume cannot tell for it.
    expect(values(bar)).toEqual([11, 14, 10, 12, 50, Number.NaN])
    expect(bar).toMatchObject({ source: 'candle', complete: true })
  }
  const all = [
    trade(10, 10, { quantity: quantity(20) }),
    trade(20, 11, { quantity: quantity(30), takerSide: 'sell' }),
  ]
  expect(barsOf([...all, venue], 2 * MINUTE).get(0)!.takerBuyVolume).toBe(20)
})

test('of two candles of a minute the one received later holds', () => {
  const [early, late] = [candle(0, 12, 1_000), candle(0, 13, 2_000)]
  expect(barsOf([early, late], 2 * MINUTE).get(0)!.close).toBe(13)
  expect(barsOf([late, early], 2 * MINUTE).get(0)!.close).toBe(13)
})

test('a minute in a gap is marked until the gap is repaired, and never filled from nothing', () => {
  const events = [0, 1, 4, 5].map((minute) => trade(minute * MINUTE + 5, 100 + minute))
  const lost = gap(MINUTE + 30_000, 4 * MINUTE + 3)
  const holed = barsOf([state(0, 'proven'), ...events, lost], 6 * MINUTE + 2 * GRACE)
  expect([...holed.keys()].sort((a, b) => a - b)).toEqual([0, 1, 4, 5])
  expect([1, 4, 5].map((minute) => holed.get(minute)?.complete)).toEqual([false, false, true])
  const filled = [...events, lost, candle(2, 102, 5 * MINUTE), candle(3, 103, 5 * MINUTE)]
  const repaired = barsOf([...filled, { ...lost, repaired: true }], 6 * MINUTE)
  expect([1, 2, 3, 4].map((minute) => repaired.get(minute)?.complete)).toEqual([
    true,
    true,
    true,
    true,
  ])
})

test('of more gaps than are kept the oldest stay in the way of their minutes for good', () => {
  const step = 20_000
  const minutes = Math.ceil((MOST_BAR_GAPS * step) / MINUTE) + 4
  const trades = Array.from({ length: minutes }, (_, i) => trade(i * MINUTE + 5, 100))
  const lost = (kind: 'certain' | 'possible') =>
    Array.from({ length: MOST_BAR_GAPS + 3 }, (_, i) =>
      gap(MINUTE + i * step, MINUTE + i * step + 100, { certainty: i < 3 ? kind : 'possible' }),
    )
  for (const kind of ['certain', 'possible'] as const) {
    const builder = new BarBuilder()
    barsOf([...trades, ...lost(kind)], minutes * MINUTE + 2 * GRACE, builder)
    // All of them turn out to be repaired; of three nobody knows any more.
    for (const one of lost(kind)) builder.push({ ...one, repaired: true })
    builder.push(trade(MINUTE + 7, 100))
    builder.push(trade(2 * MINUTE + 7, 100))
    const after = new Map(builder.take().map(({ openTime, bar }) => [openTime, bar?.complete]))
    expect(after.get(T0 + MINUTE)).toBe(kind === 'possible')
    expect(after.get(T0 + 2 * MINUTE)).toBe(true)
  }
})

test('the minute in which the first trade is seen is not complete', () => {
  const bars = barsOf([trade(30_000, 100), trade(70_000, 101)], 3 * MINUTE)
  expect([bars.get(0)?.complete, bars.get(1)?.complete]).toEqual([false, true])
})

test('a minute without trades is known to be quiet only while the stream fares well', () => {
  const events = [trade(0, 100), trade(5 * MINUTE, 101)]
  expect([...barsOf(events, 6 * MINUTE + GRACE).keys()]).toEqual([0])
  const well = barsOf([state(0, 'proven'), ...events], 6 * MINUTE)
  expect([1, 2, 3, 4].map((minute) => well.get(minute)?.source)).toEqual(
    Array.from({ length: 4 }, () => 'nothing'),
  )
  const failed = barsOf(
    [state(0, 'proven'), events[0]!, state(150_000, 'down'), events[1]!],
    6 * MINUTE,
  )
  expect([...failed.keys()]).toEqual([0])
  // What was taken for quiet and turns out to have been missed is taken back.
  const builder = new BarBuilder()
  barsOf([state(0, 'proven'), ...events], 6 * MINUTE, builder)
  builder.push(gap(2 * MINUTE, 3 * MINUTE, { certainty: 'possible' }))
  expect(builder.take()).toEqual([{ openTime: T0 + 2 * MINUTE, bar: undefined }])
})

test('a clock of ours that runs ahead of the venue does not close minutes too early', () => {
  const ahead = 20_000
  const builder = new BarBuilder()
  const events = Array.from({ length: 30 }, (_, i) => trade(i * 6_000, 100, { late: ahead }))
  let closings = 0
  for (const event of events) {
    builder.push(event)
    builder.advance(event.receivedTime)
    closings += builder.take().length
  }
  expect(closings).toBe(2)
  expect(builder.closesAt).toBe(T0 + 3 * MINUTE + GRACE + ahead)
})

test('prices that venues contradict and candles of another length stay out of the bars', () => {
  const builder = new BarBuilder()
  const bars = barsOf(
    [
      trade(0, 100),
      trade(1_000, 0.001, { suspect: 'price' }),
      { ...candle(0, 99), interval: 5 * MINUTE },
    ],
    2 * MINUTE,
    builder,
  )
  expect(bars.get(0)).toMatchObject({ low: 100, close: 100 })
  expect(builder.ignored.otherCandles).toBe(1)
})
