import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FitRows } from './fit-rows.ts'
import type { ExposureRow } from './exposure.ts'
import { fitWeights, penalisedLikelihood } from './weight-fit.ts'
import type { WeightPrior } from './weight-fit.ts'

const COMPONENTS = 4

const rowOf = (usd: readonly number[]): ExposureRow => {
  const kept = [...usd.keys()].filter((i) => usd[i]! > 0)
  return {
    time: 0,
    side: 0,
    components: Uint16Array.from(kept),
    usd: Float64Array.from(kept, (i) => usd[i]!),
    stretch: 0.01,
    openInterestUsd: 1e8,
  }
}
const amount = fc.oneof(fc.constant(0), fc.double({ min: 1, max: 1e6, noNaN: true }))
const realised = fc.record({
  usd: fc.array(amount, { minLength: COMPONENTS, maxLength: COMPONENTS }),
  realisedUsd: fc.oneof(fc.constant(0), fc.double({ min: 1, max: 1e6, noNaN: true })),
})
const rowsOf = (made: readonly { usd: readonly number[]; realisedUsd: number }[]): FitRows =>
  made.reduce((rows, { usd, realisedUsd }) => {
    rows.push({ row: rowOf(usd), realisedUsd, priorUsd: 0 })
    return rows
  }, new FitRows())

const prior = (weights: readonly number[], strengthUsd: number): WeightPrior => ({
  weights: Float64Array.from(weights),
  strengthUsd,
  tamedFromUsd: Number.POSITIVE_INFINITY,
})

test('every step increases the penalised likelihood', () => {
  fc.assert(
    fc.property(fc.array(realised, { maxLength: 30 }), (made) => {
      const rows = rowsOf(made)
      const from = prior([0.1, 0.02, 0.3, 0.001], 1_000)
      const weights = from.weights.slice()
      let before = penalisedLikelihood(rows, from, weights)
      for (let step = 0; step < 8; step++) {
        fitWeights(rows, 0, from, weights, 1)
        const after = penalisedLikelihood(rows, from, weights)
        expect(after).toBeGreaterThanOrEqual(before - 1e-9 * Math.abs(before))
        before = after
      }
    }),
    { numRuns: 200 },
  )
})

test('without data the prior stays, and unswept components keep it', () => {
  const from = prior([0.1, 0.02, 0.3, 0.001], 1_000)
  const weights = from.weights.slice()
  fitWeights(rowsOf([]), 0, from, weights, 5)
  expect([...weights]).toEqual([...from.weights])
  fitWeights(rowsOf([{ usd: [100, 0, 0, 0], realisedUsd: 50 }]), 0, from, weights, 5)
  expect(weights[0]).not.toBe(0.1)
  expect([...weights.subarray(1)]).toEqual([0.02, 0.3, 0.001])
})

test('recovers known weights from enough rows that tell the components apart', () => {
  const truth = [0.05, 0.01, 0.2, 0.003]
  let state = 7
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const made = Array.from({ length: 400 }, () => {
    const usd = truth.map(() => (next() < 0.5 ? 0 : 1e6 * next()))
    return { usd, realisedUsd: usd.reduce((sum, x, i) => sum + x * truth[i]!, 0) }
  })
  const weights = Float64Array.from([0.02, 0.02, 0.02, 0.02])
  fitWeights(rowsOf(made), 0, prior([0.02, 0.02, 0.02, 0.02], 100), weights, 400)
  truth.forEach((one, i) => expect(weights[i]).toBeCloseTo(one, 4))
})

test('a cascade counts less where it is tamed', () => {
  const made = [
    ...Array.from({ length: 50 }, () => ({ usd: [1e4, 0, 0, 0], realisedUsd: 1e2 })),
    { usd: [1e7, 0, 0, 0], realisedUsd: 5e6 },
  ]
  const fit = (tamedFromUsd: number) => {
    const weights = Float64Array.from([0.05, 0.05, 0.05, 0.05])
    fitWeights(rowsOf(made), 0, { ...prior([...weights], 1e3), tamedFromUsd }, weights, 100)
    return weights[0]!
  }
  expect(fit(Number.POSITIVE_INFINITY)).toBeGreaterThan(0.4)
  expect(fit(1e3)).toBeLessThan(0.15)
})
