import { describe, expect, test } from 'vitest'
import type { Liquidation } from '../market/event.ts'
import type { Instrument } from '../market/instrument.ts'
import { instrumentSchema } from '../market/schema.ts'
import { HOUR, MINUTE, quantity } from '../market/units.ts'
import { LONG, SHORT } from '../model/side.ts'
import { hoursOfEvents, hoursOfTotals, realisedOf } from './realised-hours.ts'

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

describe('hours out of totals', () => {
  test('of an hour are these hours, in USD at the price of the hour', () => {
    const hours = hoursOfTotals(linear, totals(HOUR, [2, 3], [0, 0]), (end) =>
      end === START + HOUR ? 100 : 200,
    )
    expect([...hours]).toEqual([
      [START + HOUR, [200, 300]],
      [START + 2 * HOUR, [0, 0]],
    ])
  })

  test('of five minutes add up, and an hour with a missing part is unknown', () => {
    const parts = Array.from({ length: 23 }, (_, i) => [i < 12 ? 1 : 5, 0.5] as const)
    const hours = hoursOfTotals(linear, totals(5 * MINUTE, ...parts), () => 10)
    expect([...hours]).toEqual([[START + HOUR, [120, 60]]])
  })

  test('a side that is unknown in a part is unknown in the hour, the other is not', () => {
    const parts = Array.from({ length: 12 }, (_, i) => [i === 7 ? unknown : 1, 1] as const)
    const hours = hoursOfTotals(linear, totals(5 * MINUTE, ...parts), () => 10)
    expect(hours.get(START + HOUR)).toEqual([unknown, 120])
  })

  test('an hour without a price is left out; inverse contracts need none of it', () => {
    const some = totals(HOUR, [7, 8], [9, 9])
    const at = (end: number) => (end === START + HOUR ? 60_000 : undefined)
    expect([...hoursOfTotals(inverse, some, at)]).toEqual([[START + HOUR, [7, 8]]])
  })
})

describe('hours out of single liquidations', () => {
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
  const none = () => false

  test('are known where we listened, with 0 where nothing came', () => {
    const hours = hoursOfEvents(
      linear,
      [one(10, 'long'), one(50, 'long'), one(59.9, 'short'), one(130, 'short')],
      START,
      START + 3 * HOUR,
      none,
    )
    expect([...hours]).toEqual([
      [START + HOUR, [400, 200]],
      [START + 2 * HOUR, [0, 0]],
      [START + 3 * HOUR, [0, 200]],
    ])
  })

  test('a liquidation on the hour belongs to the hour that begins', () => {
    const hours = hoursOfEvents(linear, [one(60, 'long')], START, START + 2 * HOUR, none)
    expect(hours.get(START + HOUR)).toEqual([0, 0])
    expect(hours.get(START + 2 * HOUR)).toEqual([200, 0])
  })

  test('hours that begin or end within what is known, or lie in a gap, are unknown', () => {
    const hours = hoursOfEvents(
      linear,
      [one(30, 'long'), one(90, 'long'), one(150, 'long')],
      START + MINUTE,
      START + 4 * HOUR - MINUTE,
      (end) => end === START + 3 * HOUR,
    )
    expect([...hours]).toEqual([[START + 2 * HOUR, [200, 0]]])
  })

  test('suspect ones are left out', () => {
    const hours = hoursOfEvents(
      linear,
      [one(10, 'long', { suspect: 'price' }), one(20, 'long', { price: 90 })],
      START,
      START + HOUR,
      none,
    )
    expect(hours.get(START + HOUR)).toEqual([180, 0])
  })
})

test('a calibration is told each side, and NaN of what is unknown', () => {
  const told = realisedOf(new Map([[START, [5, 7]]]))
  expect([told(START, LONG), told(START, SHORT), told(START + HOUR, LONG)]).toEqual([5, 7, unknown])
})
