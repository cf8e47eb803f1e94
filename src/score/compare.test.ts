import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR } from '../market/units.ts'
import { confidenceSequence, dailyMeans } from './compare.ts'

/** Daily differences of a mean, up and down by `spread`. */
function differences(seed: number, days: number, mean: number, spread = 0.5): Float64Array {
  const random = seededRandom(seed)
  return Float64Array.from({ length: days }, () => mean + (random() < 0.5 ? spread : -spread))
}

const options = { bound: 1 }

describe('the confidence sequence', () => {
  test('errs on no more than a tenth of series over all of their days', () => {
    let wrong = 0
    let wronglySure = 0
    for (let seed = 0; seed < 60; seed++) {
      const series = differences(seed, 150, 0)
      const steps = confidenceSequence(series, options)
      if (steps.some(({ low, high }) => low > 0 || high < 0)) wrong++
      // The usual interval, looked at every day, errs far more often.
      const naive = steps.some(
        ({ mean, days }) => days > 5 && Math.abs(mean) > 0.82 / Math.sqrt(days),
      )
      if (naive) wronglySure++
    }
    expect(wrong).toBeLessThanOrEqual(6)
    expect(wronglySure).toBeGreaterThan(18)
  })

  test('holds the mean of a drifting expectation', () => {
    const series = differences(3, 300, 0).map((x, i) => x / 2 + 0.4 * Math.sin(i / 30))
    const steps = confidenceSequence(series, options)
    let expected = 0
    steps.forEach(({ low, high }, i) => {
      expected += 0.4 * Math.sin(i / 30)
      expect(low).toBeLessThanOrEqual(expected / (i + 1))
      expect(high).toBeGreaterThanOrEqual(expected / (i + 1))
    })
  })

  test('finds a gain, the sooner the more alike the days are', () => {
    const sure = (spread: number) =>
      confidenceSequence(differences(1, 400, 0.2, spread), options).findIndex(({ low }) => low > 0)
    expect(sure(0.02)).toBeGreaterThan(5)
    expect(sure(0.02)).toBeLessThan(sure(0.5))
    expect(sure(0.5)).toBeLessThan(200)
  })

  test('lies about the mean, within the bound, turned round when the models change places', () => {
    const series = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(series, (values) => {
        const steps = confidenceSequence(values, options)
        const turned = confidenceSequence(
          values.map((x) => -x),
          options,
        )
        steps.forEach(({ mean, low, high }, i) => {
          expect(low).toBeGreaterThanOrEqual(-1)
          expect(high).toBeLessThanOrEqual(1)
          expect(low).toBeLessThanOrEqual(mean)
          expect(high).toBeGreaterThanOrEqual(mean)
          expect(turned[i]!.high).toBeCloseTo(-low, 9)
        })
      }),
    )
  })

  test('takes a day beyond the bound for one at it', () => {
    expect(confidenceSequence([50], options)).toEqual(confidenceSequence([1], options))
    expect(confidenceSequence([], options)).toEqual([])
  })
})

test('days have the mean of what is known', () => {
  const time = [HOUR, DAY, DAY + HOUR, 3 * DAY]
  expect([...dailyMeans(time, [1, 3, Number.NaN, 5])]).toEqual([2, 5])
})
