import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import { stepsBetween, stepsTo } from './signal-steps.ts'

const START = 20_000 * DAY
const time = fc.integer({ min: 1, max: 40 * 1_440 }).map((minute) => START + minute * MINUTE)
const interval = fc.constantFrom(MINUTE, 5 * MINUTE, HOUR, 4 * HOUR, DAY)

test('steps are the same whole multiples to whatever time, all within the map', () => {
  fc.assert(
    fc.property(time, time, interval, (one, other, length) => {
      const every = Math.max(HOUR, length)
      const [a, b] = [one, other].map((to) => {
        const steps = stepsTo(to, START, length)
        const times = [...stepsBetween(steps, 0, to)]
        expect(times.every((step) => step % every === 0 && step > START && step <= to)).toBe(true)
        expect(to - (times.at(-1) ?? to)).toBeLessThan(every)
        expect(to - steps.from).toBeLessThanOrEqual(21 * DAY)
        return times
      }) as [number[], number[]]
      // From where both have begun, up to the earlier end.
      const within = (times: readonly number[]) =>
        times.filter((step) => step >= Math.max(a[0]!, b[0]!) && step <= Math.min(one, other))
      if (a.length > 0 && b.length > 0) expect(within(a)).toEqual(within(b))
    }),
  )
})

test('to go on from a step is to take those that are left', () => {
  fc.assert(
    fc.property(time, interval, fc.nat(), (to, length, n) => {
      const steps = stepsTo(to, START, length)
      const times = [...stepsBetween(steps, 0, to)]
      fc.pre(times.length > 0)
      const done = n % times.length
      expect([...stepsBetween(steps, times[done]!, to)]).toEqual(times.slice(done + 1))
    }),
  )
})
