import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import { stepsTo, timesBetween } from './signal-steps.ts'

const START = 20_000 * DAY
const time = fc.integer({ min: 1, max: 40 * 1_440 }).map((minute) => START + minute * MINUTE)
const interval = fc.constantFrom(MINUTE, 5 * MINUTE, HOUR)

test('steps ascend to the time, by the hour and then by five minutes, all within the map', () => {
  fc.assert(
    fc.property(time, interval, (to, length) => {
      const steps = stepsTo(to, START, length)
      const times = [...timesBetween(steps, 0, to)]
      expect(times.at(-1)).toBe(to)
      expect(times.every((one, i) => one > (times[i - 1] ?? START))).toBe(true)
      const [coarse, fine] = [Math.max(HOUR, length), Math.max(5 * MINUTE, length)]
      for (const one of times.slice(0, -1))
        expect(one % (one <= steps.fineFrom ? coarse : fine)).toBe(0)
      expect(to - steps.from).toBeLessThanOrEqual(21 * DAY)
      // What was left out is nowhere more than a step.
      for (const [i, one] of times.slice(1).entries())
        expect(one - times[i]!).toBeLessThanOrEqual(one <= steps.fineFrom ? coarse : fine)
    }),
  )
})

test('to go on from a step is to take those that are left', () => {
  fc.assert(
    fc.property(time, interval, fc.nat(), (to, length, n) => {
      const steps = stepsTo(to, START, length)
      const times = [...timesBetween(steps, 0, to)]
      const done = n % times.length
      expect([...timesBetween(steps, times[done]!, to)]).toEqual(times.slice(done + 1))
    }),
  )
})
