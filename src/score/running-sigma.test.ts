import { expect, test } from 'vitest'
import { HOUR } from '../market/units.ts'
import { candlesOf } from './closes.fixture.ts'
import { runningSigma } from './running-sigma.ts'

/** Every candle moves by 1 %, later by 2 %. */
const closes = Float64Array.from({ length: 400 }, (_, i) =>
  Math.exp((i % 2) * (i < 200 ? 0.01 : 0.02)),
)

test('is what candles moved of late', () => {
  const sigmas = runningSigma(candlesOf(closes), 20 * HOUR)
  expect(sigmas[199]!).toBeCloseTo(0.01, 4)
  expect(sigmas[399]!).toBeCloseTo(0.02, 4)
})

test('is known at the close: what comes changes nothing', () => {
  const sigmas = runningSigma(candlesOf(closes), 20 * HOUR)
  expect(runningSigma(candlesOf(closes.slice(0, 250)), 20 * HOUR)).toEqual(sigmas.slice(0, 250))
})

test('is above 0 where price stands still', () => {
  expect(runningSigma(candlesOf(new Float64Array(3).fill(5)), HOUR)[2]).toBeGreaterThan(0)
})
