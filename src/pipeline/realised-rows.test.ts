import { describe, expect, test } from 'vitest'
import type { Liquidation } from '../market/event.ts'
import type { Instrument } from '../market/instrument.ts'
import { instrumentSchema } from '../market/schema.ts'
import { HOUR, MINUTE, quantity } from '../market/units.ts'
import { minutesOf } from '../model/feed-minutes.ts'
import { missingIn, printsOf, rowsOfMinutes, rowsOfTotals } from './realised-rows.ts'

const linear: Instrument = instrumentSchema.parse({
  id: 'binance:BTCUSDT',
  venue: 'binance',
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  contract: 'linear',
  contractSize: 1,
  tickSize: 0.1,
})
const inverse: Instrument = { ...linear, contract: 'inverse' }
const START = Date.UTC(2024, 5, 1)
const unknown = Number.NaN

/** Totals of an interval, [long, short] each, the first ending one interval after the start. */
const totals = (interval: number, ...amounts: (readonly [number, number])[]) => ({
  interval,
  time: Float64Array.from(amounts, (_, i) => START + (i + 1) * interval),
  longQuantity: Float64Array.from(amounts, ([long]) => long),
  shortQuantity: Float64Array.from(amounts, ([, short]) => short),
})

describe('rows out of totals', () => {
  test('of an hour are these hours, in USD at the price of the hour', () => {
    const hours = rowsOfTotals(linear, totals(HOUR, [2, 3], [0, 0]), HOUR, (end) =>
      end === START + HOUR ? 100 : 200,
    )
    expect([...hours]).toEqual([
      [START + HOUR, [200, 300]],
      [START + 2 * HOUR, [0, 0]],
    ])
  })

  test('of five minutes add up, and an hour with a missing part is unknown', () => {
    const parts = Array.from({ length: 23 }, (_, i) => [i < 12 ? 1 : 5, 0.5] as const)
    const hours = rowsOfTotals(linear, totals(5 * MINUTE, ...parts), HOUR, () => 10)
    expect([...hours]).toEqual([[START + HOUR, [120, 60]]])
  })

  test('a side that is unknown in a part is unknown in the hour, the other is not', () => {
    const parts = Array.from({ length: 12 }, (_, i) => [i === 7 ? unknown : 1, 1] as const)
    const hours = rowsOfTotals(linear, totals(5 * MINUTE, ...parts), HOUR, () => 10)
    expect(hours.get(START + HOUR)).toEqual([unknown, 120])
  })

  test('an hour without a price is left out; inverse contracts need none of it', () => {
    const some = totals(HOUR, [7, 8], [9, 9])
    const at = (end: number) => (end === START + HOUR ? 60_000 : undefined)
    expect([...rowsOfTotals(inverse, some, HOUR, at)]).toEqual([[START + HOUR, [7, 8]]])
  })
})

describe('rows out of single liquidations', () => {
  const one = (minutes: number, position: 'long' | 'short', more: Partial<Liquidation> = {}) =>
    ({
      type: 'liquidation',
      venue: linear.venue,
      instrument: linear.id,
      exchangeTime: START + minutes * MINUTE,
      receivedTime: START + minutes * MINUTE,
      position,
      price: 100,
      priceKind: 'fill',
      quantity: quantity(2),
      ...more,
    }) satisfies Liquidation
  const rows = (
    liquidations: readonly Liquidation[],
    from: number,
    to: number,
    gaps: Parameters<typeof missingIn>[0] = [],
    span = HOUR,
  ) => {
    const column = (of: (one: Liquidation) => number) => Float64Array.from(liquidations, of)
    const prints = printsOf('linear', {
      time: column(({ exchangeTime }) => exchangeTime),
      isLong: column(({ position }) => (position === 'long' ? 1 : 0)),
      price: column(({ price }) => price),
      quantity: column((one) => one.quantity),
    })
    const minutes = minutesOf(prints)
    return [...rowsOfMinutes(minutes, span, { from, to, missing: missingIn(gaps, to) })]
  }

  test('are known where we listened, with 0 where nothing came', () => {
    const events = [one(10, 'long'), one(50, 'long'), one(59.9, 'short'), one(130, 'short')]
    expect(rows(events, START, START + 3 * HOUR)).toEqual([
      [START + HOUR, [400, 200]],
      [START + 2 * HOUR, [0, 0]],
      [START + 3 * HOUR, [0, 200]],
    ])
  })

  test('a liquidation on the hour belongs to the hour that begins', () => {
    const [first, second] = rows([one(60, 'long')], START, START + 2 * HOUR)
    expect(first).toEqual([START + HOUR, [0, 0]])
    expect(second).toEqual([START + 2 * HOUR, [200, 0]])
  })

  test('rows that begin or end within what is known, or touch a gap, are unknown', () => {
    const events = [one(30, 'long'), one(90, 'long'), one(150, 'long')]
    const [from, to] = [START + MINUTE, START + 4 * HOUR - MINUTE]
    const gap = { from: START + 2.9 * HOUR, to: START + 3 * HOUR }
    expect(rows(events, from, to, [gap])).toEqual([[START + 2 * HOUR, [200, 0]]])
    expect(rows(events, from, to, [{ ...gap, repaired: true }])).toHaveLength(2)
    expect(rows(events, from, to, [{ from: gap.from, to: undefined }])).toHaveLength(1)
  })

  test('rows of five minutes add up to the hours, and a gap leaves out only its own', () => {
    const events = Array.from({ length: 100 }, (_, i) => one((i * 7.3) % 180, 'short'))
    const end = START + 3 * HOUR
    const finer = rows(events, START, end, [], 5 * MINUTE)
    expect(finer).toHaveLength(36)
    for (const [hour, [, short]] of rows(events, START, end)) {
      const parts = finer.filter(([time]) => time > hour - HOUR && time <= hour)
      expect(parts.reduce((sum, [, [, usd]]) => sum + usd, 0)).toBeCloseTo(short, 6)
    }
    const gap = { from: START + 61 * MINUTE, to: START + 66 * MINUTE }
    const left = rows(events, START, end, [gap], 5 * MINUTE)
    expect(finer.length - left.length).toBe(2)
  })
})
