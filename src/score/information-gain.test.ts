import { describe, expect, test } from 'vitest'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR } from '../market/units.ts'
import { Climatology } from './climatology.ts'
import { type Forecast, informationGain } from './information-gain.ts'

const distances = Float64Array.from({ length: 20 }, (_, i) => (i - 9.5) * 0.002)
const sigma = 0.006

/** A Poisson count (Knuth). */
function poisson(random: () => number, mean: number): number {
  let [count, product] = [0, random()]
  for (; product > Math.exp(-mean); count++) product *= random()
  return count
}

/**
 * Hours whose expected counts fall with distance and stand in clusters that move now and then;
 * `see` makes a map of the truth.
 */
function hours(seed: number, days: number, see: (truth: Float64Array) => Float64Array): Forecast[] {
  const random = seededRandom(seed)
  let clusters = distances.map(() => 1)
  return Array.from({ length: days * 24 }, (_, hour) => {
    if (hour % 12 === 0) clusters = distances.map(() => Math.exp(1.2 * normal(random)))
    const truth = distances.map((x, i) => 0.4 * clusters[i]! * Math.exp(-0.5 * (x / sigma) ** 2))
    const realised = truth.map((mean) => poisson(random, mean))
    const issued = hour * HOUR
    return { issued, due: issued + HOUR, sigma, predicted: see(truth), realised }
  })
}

const options = { seed: 1, draws: 200 }
const gainOf = (see: (truth: Float64Array) => Float64Array, seed = 1) =>
  informationGain(hours(seed, 60, see), distances, options)!

describe('information gain', () => {
  const perfect = gainOf((truth) => truth)

  test('of the truth in any unit is that of its clusters over their mean', () => {
    // E[n ln(λ/λ⁰)] ÷ E[n] for λ = λ⁰·e^{sz}/E[e^{sz}]: ½s² nats.
    expect(perfect.perUnit.value).toBeGreaterThan(0.55)
    expect(perfect.perUnit.value).toBeLessThan(0.85)
    expect(perfect.weight).toBeGreaterThan(0.8)
    expect(gainOf((truth) => truth.map((x) => 1e6 * x)).perUnit.value).toBeCloseTo(
      perfect.perUnit.value,
      6,
    )
  })

  test('is highest for the truth', () => {
    const random = seededRandom(8)
    const blurred = gainOf((truth) => truth.map((x) => x * Math.exp(0.7 * normal(random))))
    const flattened = gainOf((truth) => truth.map(Math.sqrt))
    for (const { perUnit } of [blurred, flattened]) {
      expect(perUnit.value).toBeLessThan(perfect.perUnit.value)
      expect(perUnit.low).toBeGreaterThan(0)
    }
  })

  test('of a map that knows nothing is about 0, and it gets little weight', () => {
    const random = seededRandom(8)
    for (const see of [
      (truth: Float64Array) => truth.map(() => random() ** 4),
      (truth: Float64Array) => truth.map(() => 0),
    ]) {
      const blind = gainOf(see)
      expect(Math.abs(blind.perUnit.value)).toBeLessThan(0.02)
      expect(blind.weight).toBeLessThan(0.2)
    }
  })

  test('uses nothing of the future: what comes later changes no score', () => {
    const all = hours(2, 30, (truth) => truth)
    const late = all.map((hour, i) =>
      i < 25 * 24 ? hour : { ...hour, realised: hour.realised.map(() => 50) },
    )
    const scored = (forecasts: readonly Forecast[]) =>
      informationGain(forecasts, distances, options)!.scored
    expect(scored(late)).not.toEqual(scored(all))
    expect(scored(late).slice(0, 9 * 24)).toEqual(scored(all).slice(0, 9 * 24))
    expect(scored(all.slice(0, 25 * 24))).toEqual(scored(all).slice(0, 9 * 24))
  })

  test('takes overlapping forecasts, each learnt from once it is due', () => {
    const long = hours(3, 40, (truth) => truth).map((hour) => ({ ...hour, due: hour.due + DAY }))
    const { perUnit, scored } = informationGain(long, distances, options)!
    expect(scored.length).toBe(24 * 24)
    expect(perUnit.value).toBeGreaterThan(0.5)
  })

  test('is undefined where nothing comes', () => {
    const none = hours(4, 30, (truth) => truth).map((hour) => ({
      ...hour,
      realised: distances.map(() => 0),
    }))
    expect(informationGain(none, distances, options)).toBeUndefined()
    expect(informationGain([], distances, options)).toBeUndefined()
  })
})

describe('the climatology', () => {
  test('is the mean by side and distance in σ, and forgets', () => {
    const climatology = new Climatology(Float64Array.of(-0.003, -0.001, 0.001, 0.003))
    expect(climatology.rates(0.01)).toBeUndefined()
    climatology.learn(0.01, Float64Array.of(1, 2, 3, 4), HOUR)
    climatology.learn(0.01, Float64Array.of(3, 2, 5, 4), HOUR)
    const rates = climatology.rates(0.01)!
    ;[2, 2, 4, 4].forEach((mean, i) => expect(rates[i]! / mean).toBeCloseTo(1, 2))
    // At twice the σ the far buckets lie where the near ones of a wide hour would.
    expect(climatology.rates(0.03)![0]).toBeCloseTo(rates[1]!, 9)
    climatology.learn(0.01, Float64Array.of(9, 9, 9, 9), 1_000 * DAY)
    expect(climatology.rates(0.01)![0]).toBeCloseTo(9, 1)
  })
})
