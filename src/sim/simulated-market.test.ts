import { expect, test } from 'vitest'
import { simulatedMarket } from './simulated-market.fixture.ts'

test('the same seed gives the same market, another seed another', () => {
  const a = simulatedMarket(7, 3)
  expect(simulatedMarket(7, 3)).toEqual(a)
  expect(simulatedMarket(8, 3).candles.close).not.toEqual(a.candles.close)
})

test('its candles and open interest are possible ones', () => {
  const { candles, openInterest, instrument } = simulatedMarket()
  expect(instrument.id).toBe('simulated:BTCUSD-SIM')
  expect(candles.openTime.length).toBe(8640)
  for (let i = 0; i < candles.openTime.length; i++) {
    const [low, high] = [candles.low[i]!, candles.high[i]!]
    const inside = [candles.open[i]!, candles.close[i]!].every((p) => p >= low && p <= high)
    const taken =
      candles.takerBuyVolume[i]! >= 0 && candles.takerBuyVolume[i]! <= candles.volume[i]!
    const before = openInterest.value[i - 1] ?? openInterest.value[i]!
    const explained = Math.abs(openInterest.value[i]! - before) <= candles.volume[i]! + 0.002
    if (!inside || !taken || !explained) expect.fail(`bar ${i} is impossible`)
  }
})
