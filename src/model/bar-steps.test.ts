import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binPosition } from '../market/price-bin.ts'
import { newBar } from './bar.ts'
import { MOST_STEPS, SWEEPS_NO_LONGS, barSteps, newStep } from './bar-steps.ts'

const bar = (open: number, high: number, low: number, close: number) => ({
  ...newBar(),
  open,
  high,
  low,
  close,
})

const stepsOf = (b: ReturnType<typeof bar>) => {
  const steps = Array.from({ length: MOST_STEPS }, newStep)
  return steps.slice(0, barSteps(b, { kind: 'path' }, 7, steps))
}

test('a wide rising bar goes by its low, a falling one by its high', () => {
  const route = (b: ReturnType<typeof bar>) =>
    stepsOf(b).map(({ longs, shorts }) =>
      longs === SWEEPS_NO_LONGS ? `up ${shorts}` : `down ${longs}`,
    )
  const at = (price: number) => Math.floor(binPosition(price))
  expect(route(bar(100, 104, 97, 102))).toEqual([
    `down ${at(97)}`,
    `up ${at(104)}`,
    `down ${at(102)}`,
  ])
  expect(route(bar(102, 104, 97, 100))).toEqual([
    `up ${at(104)}`,
    `down ${at(97)}`,
    `up ${at(100)}`,
  ])
  expect(route(bar(97, 104, 97, 104))).toEqual([`up ${at(104)}`])
})

test('a narrow bar is one step that sweeps before it opens', () => {
  const [step, ...others] = stepsOf(bar(100, 100.1, 99.95, 100.05))
  expect(others).toEqual([])
  const longs = Math.floor(binPosition(99.95))
  const shorts = Math.floor(binPosition(100.1))
  expect(step).toMatchObject({ share: 1, sweepsFirst: true, points: 1, longs, shorts })
})

test('the shares of a bar add up to 1 and its openings stay inside its range', () => {
  const price = fc.double({ min: 50, max: 200, noNaN: true })
  fc.assert(
    fc.property(price, price, price, price, (a, b, c, d) => {
      const [low, high] = [Math.min(a, b, c, d), Math.max(a, b, c, d)]
      const steps = stepsOf(bar(a, high, low, b))
      expect(steps.reduce((sum, s) => sum + s.share, 0)).toBeCloseTo(1, 12)
      for (const s of steps) {
        expect(Math.min(s.from, s.to)).toBeGreaterThanOrEqual(binPosition(low))
        expect(Math.max(s.from, s.to)).toBeLessThanOrEqual(binPosition(high))
        expect(s.points).toBeGreaterThan(0)
      }
    }),
  )
})
