import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../market/units.ts'
import { realisedOverPredicted } from './realised-over-predicted.ts'

describe('realised over predicted', () => {
  const time = Float64Array.from({ length: 24 * 30 }, (_, i) => i * HOUR + HOUR)

  test('is the factor by which a map is too high', () => {
    const realised = time.map((_, i) => 10 + (i % 7))
    const predicted = realised.map((r) => 5 * r)
    const { value, low, high } = realisedOverPredicted(time, realised, predicted, { seed: 1 })!
    for (const figure of [value, low, high]) expect(figure).toBeCloseTo(0.2, 12)
  })

  test('is that of the sums, without rows of which one side is unknown', () => {
    const options = { seed: 1 }
    const found = realisedOverPredicted(
      [1, 2, 2, 3, 4, 5, 6, 7].map((day) => day * DAY),
      [3, Number.NaN, 5, 7, 1, 1, 1, 0],
      [6, 100, Number.NaN, 14, 1, 1, 4, 0],
      options,
    )
    expect(found!.value).toBe(13 / 26)
    expect(
      realisedOverPredicted(time, time, new Float64Array(time.length), options),
    ).toBeUndefined()
  })
})
