import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conditionalLift, meanLift } from './lift.ts'

const ten = Array.from({ length: 10 }, (_, i) => i)
const all = ten.map(() => 1)

test('the best fifth of what was touched, by hand', () => {
  const realised = [1, 1, 1, 1, 1, 1, 1, 1, 4, 8]
  const lift = conditionalLift(ten, realised, all)!
  expect(lift).toEqual({ captured: 12, total: 20, share: 0.2 })
  expect(meanLift([lift])!.mean).toBeCloseTo(3, 12)
  expect(meanLift([lift])!.pooled).toBe(3)
  const backwards = conditionalLift(
    ten.map((i) => -i),
    realised,
    all,
  )!
  expect(meanLift([backwards])!.mean).toBeCloseTo(0.5, 12)
  expect(meanLift([lift, { captured: 0, total: 80, share: 0.2 }])!.pooled).toBeCloseTo(0.6, 12)
})

test('what was not touched counts on neither side', () => {
  const touched = ten.map((i) => (i < 8 ? 1 : 0))
  const realised = [0, 0, 0, 0, 0, 0, 5, 5, 1e9, 1e9]
  expect(conditionalLift(ten, realised, touched)).toEqual({ captured: 10, total: 10, share: 0.25 })
})

test('too few touched, or nothing that came, has no lift', () => {
  expect(
    conditionalLift(
      ten,
      all,
      ten.map((i) => (i < 7 ? 1 : 0)),
    ),
  ).toBeUndefined()
  expect(
    conditionalLift(
      ten,
      ten.map(() => 0),
      all,
    ),
  ).toBeUndefined()
  expect(meanLift([])).toBeUndefined()
})

test('no order beats that of the truth', () => {
  const amounts = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 10, maxLength: 10 })
  fc.assert(
    fc.property(amounts, amounts, (realised, predicted) => {
      const best = conditionalLift(realised, realised, all)
      const lift = conditionalLift(predicted, realised, all)
      if (best) expect(lift!.captured).toBeLessThanOrEqual(best.captured)
      else expect(lift).toBeUndefined()
    }),
  )
})
