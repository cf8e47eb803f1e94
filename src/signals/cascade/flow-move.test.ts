import { expect, test } from 'vitest'
import { linearMove, moveWithoutBook, ruleOfThumb, squareRootMove } from './flow-move.ts'

const flow = (hours: number) => ({ usd: hours * 5e6, hourlyUsd: 5e6 })

test('the two laws give the figures of the field', () => {
  expect(squareRootMove(flow(4), 0.006)).toBeCloseTo(0.012, 9)
  expect(squareRootMove(flow(10), 0.006)).toBeCloseTo(0.019, 3)
  expect(linearMove(flow(4))).toBeCloseTo(0.018, 9)
  expect(moveWithoutBook(flow(10), 0.006)).toEqual({
    low: squareRootMove(flow(10), 0.006),
    high: linearMove(flow(10)),
  })
  // Of small flows the root is the larger.
  expect(moveWithoutBook(flow(0.1), 0.006).high).toBe(squareRootMove(flow(0.1), 0.006))
})

test('the rule of thumb says what it says, and nothing of other flows', () => {
  expect(ruleOfThumb(flow(4))).toEqual({ low: 0.01, high: 0.02 })
  expect(ruleOfThumb(flow(10))).toEqual({ low: 0.03, high: 0.05 })
  expect(ruleOfThumb(flow(7))!.low).toBeCloseTo(0.02, 9)
  expect(ruleOfThumb(flow(3.9))).toBeUndefined()
  expect(ruleOfThumb(flow(10.1))).toBeUndefined()
  expect(ruleOfThumb({ usd: 1, hourlyUsd: 0 })).toBeUndefined()
})
