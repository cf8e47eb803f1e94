import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../market/seeded-random.ts'
import { qlikeGains, qlikeLoss } from './qlike.ts'

/** Mean gain of a forecast over another. */
function meanGain(...columns: Parameters<typeof qlikeGains>): number {
  const gains = qlikeGains(...columns)
  return gains.reduce((a, b) => a + b, 0) / gains.length
}

const amount = fc.double({ min: 1, max: 1e8, noNaN: true })

test('the loss is R/λ + ln λ, and an expectation of 0 is refused', () => {
  expect(qlikeLoss(0, 1)).toBe(0)
  expect(qlikeLoss(6, 2)).toBeCloseTo(3 + Math.LN2, 12)
  expect(() => qlikeLoss(1, 0)).toThrow(RangeError)
  expect(() => qlikeLoss(1, Number.NaN)).toThrow(RangeError)
})

test('no other expectation beats the mean of what came', () => {
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 30 }), amount, (realised, other) => {
      const mean = realised.reduce((a, b) => a + b, 0) / realised.length
      const column = (λ: number) => new Float64Array(realised.length).fill(λ)
      const gain = meanGain(Float64Array.from(realised), column(mean), column(other))
      expect(gain).toBeGreaterThanOrEqual(-1e-9)
    }),
  )
})

test('a forecast of the true mean beats a biased one on drawn amounts', () => {
  const random = seededRandom(5)
  const truth = Float64Array.from({ length: 4_000 }, (_, i) => 1e4 * (1 + Math.sin(i) ** 2))
  const realised = truth.map((mean) => -mean * Math.log(1 - random()))
  for (const bias of [0.5, 0.8, 1.3, 2]) {
    expect(
      meanGain(
        realised,
        truth,
        truth.map((λ) => λ * bias),
      ),
    ).toBeGreaterThan(0)
  }
})

test('what is unknown of a row makes its gain unknown', () => {
  const unknown = Number.NaN
  const gains = qlikeGains(
    Float64Array.of(1, unknown, 1, 4),
    Float64Array.of(1, 1, unknown, 4),
    Float64Array.of(2, 1, 1, 4),
  )
  expect([...gains].map(Number.isNaN)).toEqual([false, true, true, false])
  expect(gains[0]).toBeCloseTo(0.5 + Math.LN2 - 1, 12)
  expect(gains[3]).toBe(0)
})
