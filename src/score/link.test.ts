import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR } from '../market/units.ts'
import { walkForwardLink } from './link.ts'
import { fitLink, linkedUsd } from './link-fit.ts'
import { qlikeLoss } from './qlike.ts'

/** Hours with two features and an exponential amount of mean a·x + b·y + c. */
function hours(seed: number, days: number, [a, b, c] = [3, 0.5, 20]) {
  const random = seededRandom(seed)
  const draw = () => -Math.log(1 - random())
  const time = Float64Array.from({ length: days * 24 }, (_, i) => (i + 1) * HOUR)
  const x = time.map(() => 100 * draw() ** 2)
  const y = time.map(() => 1_000 * draw())
  const truth = x.map((one, i) => a! * one + b! * y[i]! + c!)
  const realised = truth.map((mean) => mean * draw())
  return { time, x, y, truth, realised }
}

const column = (length: number, value: number) => new Float64Array(length).fill(value)

describe('a fit', () => {
  test('finds the coefficients that drew the rows', () => {
    const { x, y, realised } = hours(1, 400)
    const { slopes } = fitLink({ features: [x, y], realisedUsd: realised }, undefined, 80)!
    expect(slopes[0]! / 3).toBeGreaterThan(0.93)
    expect(slopes[0]! / 3).toBeLessThan(1.07)
    expect(slopes[1]! / 0.5).toBeGreaterThan(0.93)
    expect(slopes[1]! / 0.5).toBeLessThan(1.07)
  })

  test('of a constant alone is the mean', () => {
    const rows = { features: [new Float64Array(3)], realisedUsd: Float64Array.of(1, 2, 6) } as const
    const { slopes, constant } = fitLink(rows, undefined, 80)!
    expect(slopes).toEqual([0])
    expect(constant).toBeCloseTo(3, 4)
  })

  test('never raises the loss by a step', () => {
    const { x, realised } = hours(2, 10)
    const loss = (steps: number) => {
      const link = fitLink({ features: [x], realisedUsd: realised }, undefined, steps)!
      return x.reduce(
        (sum, one, i) => sum + qlikeLoss(realised[i]!, link.slopes[0]! * one + link.constant),
        0,
      )
    }
    for (let i = 0; i < 30; i++) expect(loss(i + 1)).toBeLessThanOrEqual(loss(i) + 1e-9)
  })

  test('ends where no small change of a coefficient lowers the loss, at any start', () => {
    const amount = fc.double({ min: 0, max: 100, noNaN: true })
    const rows = fc.array(fc.tuple(amount, amount, amount), { minLength: 20, maxLength: 60 })
    fc.assert(
      fc.property(rows, fc.tuple(amount, amount, amount), (drawn, [a, b, c]) => {
        const column = (k: 0 | 1 | 2) => Float64Array.from(drawn, (row) => row[k])
        const features = [column(0), column(1)] as const
        const realisedUsd = column(2)
        const link = fitLink({ features, realisedUsd }, { slopes: [a, b], constant: c }, 500)
        if (!link) return
        const lossAt = (other: typeof link) =>
          realisedUsd.reduce((sum, r, i) => sum + qlikeLoss(r, linkedUsd(other, features, i)), 0)
        const best = lossAt(link)
        const mean = realisedUsd.reduce((sum, r) => sum + r, 0) / drawn.length
        for (const factor of [0.98, 1.02]) {
          const { slopes, constant } = link
          const others = [
            { slopes: [slopes[0]! * factor, slopes[1]!], constant },
            { slopes: [slopes[0]!, slopes[1]! * factor], constant },
            { slopes, constant: Math.max(constant * factor, 1e-3 * mean) },
          ]
          for (const other of others) expect(lossAt(other)).toBeGreaterThan(best - 1e-3)
        }
      }),
    )
  })

  test('gives multiples of one feature a slope between them', () => {
    const { x, realised } = hours(3, 20)
    const alone = fitLink({ features: [x], realisedUsd: realised }, undefined, 80)!
    const twice = x.map((one) => 2 * one)
    const both = fitLink({ features: [x, twice], realisedUsd: realised }, undefined, 80)!
    expect(both.slopes[0]! + 2 * both.slopes[1]!).toBeCloseTo(alone.slopes[0]!, 3)
  })

  test('stays finite whatever is 0', () => {
    const amount = fc.constantFrom(0, 1e-9, 1, 1e12)
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount, amount), { minLength: 1 }), (rows) => {
        const column = (k: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[k])
        const features = [column(0), column(1)] as const
        const link = fitLink({ features, realisedUsd: column(2) }, undefined, 80)
        expect(link === undefined).toBe(rows.every(([, , r]) => r === 0))
        if (!link) return
        expect(link.constant).toBeGreaterThan(0)
        for (const slope of link.slopes) expect(slope >= 0 && Number.isFinite(slope)).toBe(true)
      }),
    )
  })
})

describe('walking forward', () => {
  test('uses nothing of the future: cutting the rows off changes no earlier expectation', () => {
    const { time, x, y, realised } = hours(3, 12)
    const whole = walkForwardLink(time, realised, [x, y])
    for (const cut of [1, 97, 120, 150, 200]) {
      const [t, r, a, b] = [time, realised, x, y].map((one) => one.slice(0, cut))
      expect(walkForwardLink(t!, r!, [a!, b!])).toEqual(whole.slice(0, cut))
    }
  })

  test('does not use what a row itself realised, nor others of its hour', () => {
    const { time, x, realised } = hours(4, 8)
    const twice = (values: Float64Array) => Float64Array.from([...values].flatMap((v) => [v, v]))
    const [t, f, r] = [time, x, realised].map(twice)
    const before = walkForwardLink(t!, r!, [f!])
    const changed = r!.slice()
    const last = changed.length - 1
    changed[last] = 1e9
    changed[last - 1] = 1e9
    expect(walkForwardLink(t!, changed, [f!])).toEqual(before)
  })

  test('comes near the truth, and starts after four days', () => {
    const { time, x, y, truth, realised } = hours(5, 100)
    const expected = walkForwardLink(time, realised, [x, y])
    expect(expected.findIndex((λ) => !Number.isNaN(λ))).toBe(5 * 24)
    let [gap, count] = [0, 0]
    for (let i = 60 * 24; i < expected.length; i++, count++) {
      gap += Math.abs(Math.log(expected[i]! / truth[i]!))
    }
    expect(gap / count).toBeLessThan(0.1)
  })

  test('follows a change of scale within its window', () => {
    const { time, x, realised } = hours(6, 60, [3, 0, 0])
    const grown = realised.map((r, i) => (i < 30 * 24 ? r : 10 * r))
    const expected = walkForwardLink(time, grown, [x], { window: 10 * DAY })
    expect(expected[29 * 24]! / x[29 * 24]!).toBeLessThan(5)
    expect(expected[59 * 24]! / x[59 * 24]!).toBeGreaterThan(20)
  })

  test('a feature that wakes up is learnt, also after weeks at 0', () => {
    const { time, x, realised } = hours(7, 60, [3, 0, 1])
    const woken = x.map((one, i) => (i < 20 * 24 ? 0 : one))
    const expected = walkForwardLink(time, realised, [woken], { window: 10 * DAY })
    expect(expected[59 * 24]! / x[59 * 24]!).toBeGreaterThan(2)
  })

  test('leaves unknown rows out of fits', () => {
    const { time, x, realised } = hours(8, 20)
    const holes = realised.map((r, i) => (i % 3 === 0 ? Number.NaN : r))
    const blind = x.map((one, i) => (i % 5 === 0 ? Number.NaN : one))
    const expected = walkForwardLink(time, holes, [blind])
    expect(Number.isNaN(expected[15 * 24]!)).toBe(true)
    expect(expected[15 * 24 + 1]).toBeGreaterThan(0)
    const unknown = column(time.length, Number.NaN)
    expect(walkForwardLink(time, unknown, [x]).every(Number.isNaN)).toBe(true)
  })

  test('expects nothing where nothing was ever realised, and takes one row or none', () => {
    const { time, x } = hours(9, 10)
    expect(walkForwardLink(time, column(time.length, 0), [x]).every(Number.isNaN)).toBe(true)
    expect(walkForwardLink([HOUR], [5], [[1]])).toEqual(Float64Array.of(Number.NaN))
    expect(walkForwardLink([], [], [[]]).length).toBe(0)
  })
})
