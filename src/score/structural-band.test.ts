import { expect, test } from 'vitest'
import { seededRandom } from '../market/seeded-random.ts'
import { HOUR } from '../market/units.ts'
import { bandCoverage } from './band-coverage.ts'
import { structuralBand } from './structural-band.ts'

/** Hours whose amounts are drawn lognormally about what is expected. */
function hours(days: number, deviation: number) {
  const random = seededRandom(4)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const time = Float64Array.from({ length: days * 24 }, (_, i) => (i + 1) * HOUR)
  const expected = time.map(() => 1e5 * Math.exp(normal()))
  const realised = expected.map((mean) => mean * Math.exp(deviation * normal()))
  return { time, expected, realised }
}

test('holds four fifths of amounts that are drawn so, however wide they are', () => {
  for (const deviation of [0.3, 1]) {
    const { time, expected, realised } = hours(200, deviation)
    const { low, high } = structuralBand(time, realised, expected)
    const { inside, rows } = bandCoverage(realised, low, high)!
    expect(inside).toBeGreaterThan(0.76)
    expect(inside).toBeLessThan(0.86)
    expect(rows).toBeGreaterThan(190 * 24)
  }
})

test('begins when fifty rows are known, on the next day', () => {
  const { time, expected, realised } = hours(6, 1)
  const { low, high } = structuralBand(time, realised, expected)
  const first = low.findIndex((usd) => !Number.isNaN(usd))
  // 48 rows are known after two days, 72 after three.
  expect(first).toBe(3 * 24)
  expect(low.every((usd, i) => Number.isNaN(usd) || (usd >= 0 && usd < high[i]!))).toBe(true)
})

test('uses nothing of the future, nor of its own day', () => {
  const { time, expected, realised } = hours(10, 1)
  const before = structuralBand(time, realised, expected)
  const changed = realised.map((usd, i) => (i < 7 * 24 ? usd : 1e9))
  const after = structuralBand(time, changed, expected)
  expect(after.low.subarray(0, 8 * 24)).toEqual(before.low.subarray(0, 8 * 24))
  expect(after.high[8 * 24]).toBeGreaterThan(2 * before.high[8 * 24]!)
})

test('draws nothing where nothing is known or nothing ever came', () => {
  const { time, expected } = hours(6, 1)
  const unknown = time.map(() => Number.NaN)
  expect(structuralBand(time, unknown, expected).low.every(Number.isNaN)).toBe(true)
  expect(structuralBand(time, expected, unknown).low.every(Number.isNaN)).toBe(true)
  const nothing = new Float64Array(time.length)
  expect(structuralBand(time, nothing, expected).low.every(Number.isNaN)).toBe(true)
})

test('nothing came is inside where little is expected', () => {
  const { time, expected, realised } = hours(30, 1)
  const little = expected.map((usd, i) => (i % 2 === 0 ? usd : 1))
  const mixed = realised.map((usd, i) => (i % 2 === 0 ? usd : 0))
  const { low, high } = structuralBand(time, mixed, little)
  const last = time.length - 1
  expect(last % 2).toBe(1)
  expect(low[last]).toBe(0)
  expect(high[last]).toBeGreaterThan(0)
})
