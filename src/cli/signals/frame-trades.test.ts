import { describe, expect, test } from 'vitest'
import { instrumentIdSchema } from '../../market/schema.ts'
import { HOUR } from '../../market/units.ts'
import { candlesOf } from '../../score/closes.fixture.ts'
import { MatchedTimes } from '../../score/matched-times.ts'
import { pulledWalk } from '../../score/pulled-walk.fixture.ts'
import { tradeRecord } from '../../score/trade-record.ts'
import { frameTrades } from './frame-trades.ts'

const ID = instrumentIdSchema.parse('binance:BTCUSDT')
const OPTIONS = { seed: 1, draws: 200, level: 0.95 }
const at = 10 * 24
const FRAME = { side: 'long', entry: -0.005, stop: -0.015, target: 0.015 } as const

/** A flat market in which a few hours after the frame are given prices. */
function marketOf(prices: Readonly<Record<number, number>>) {
  const closes = new Float64Array(30 * 24).fill(100)
  for (const [after, price] of Object.entries(prices)) closes[at + Number(after)] = price
  const candles = candlesOf(closes)
  const time = candles.openTime[at]! + HOUR
  return frameTrades(ID, candles, new MatchedTimes(candles), [{ ...FRAME, time }])
}

describe('a frame', () => {
  test('brings what its target is worth where price comes to the entry and then to it', () => {
    const [trade] = marketOf({ 3: 99.3, 10: 102 })
    expect(trade!.r).toBeCloseTo(
      (Math.exp(0.015) - Math.exp(-0.005)) / (Math.exp(-0.005) - Math.exp(-0.015)),
      9,
    )
  })
  test('loses what it risked at the stop', () => {
    expect(marketOf({ 3: 99.3, 10: 98 })[0]!.r).toBeCloseTo(-1, 9)
  })
  test('is closed at the price of three days later', () => {
    const risk = 100 * (Math.exp(-0.005) - Math.exp(-0.015))
    expect(marketOf({ 3: 99.3 })[0]!.r).toBeCloseTo((100 - 100 * Math.exp(-0.005)) / risk, 9)
  })
  test('is no trade where price comes to the entry too late, or never', () => {
    expect(marketOf({})).toEqual([])
    expect(marketOf({ 26: 99.3 })).toEqual([])
    expect(marketOf({ 24: 99.3 })).toHaveLength(1)
  })
})

test.each([
  [0, false],
  [0.25, true],
] as const)('frames towards clusters that pull by %f bring more than chance: %s', (pull, more) => {
  const { candles, placed } = pulledWalk(2, 200, pull)
  const frames = placed
    .filter(({ distance }) => Math.abs(distance) > 0.015)
    .map(({ at: index, distance }) => {
      const up = Math.sign(distance)
      const side = up > 0 ? ('long' as const) : ('short' as const)
      const time = candles.openTime[index]! + HOUR
      return { time, side, entry: up * 0.002, stop: -up * 0.015, target: distance }
    })
  const trades = frameTrades(ID, candles, new MatchedTimes(candles), frames)
  const { noted, entered, findings } = tradeRecord(frames.length, trades, OPTIONS)
  expect(entered).toBeLessThanOrEqual(noted)
  const { low, high } = findings!.meanR.difference!
  if (more) expect(low).toBeGreaterThan(0)
  else expect([low <= 0, high >= 0]).toEqual([true, true])
  expect(tradeRecord(5, trades.slice(0, 5), OPTIONS)).toEqual({
    noted: 5,
    entered: 5,
    findings: null,
  })
})
