import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import { hasTimesOfDay } from './axis-times.ts'

test('times of day stand on the axis where a day is wider than a label', () => {
  // A month by four hours on a phone and at a desk, a week, a day by minute.
  expect(hasTimesOfDay(300 / 180, 4 * HOUR)).toBe(false)
  expect(hasTimesOfDay(1_100 / 180, 4 * HOUR)).toBe(false)
  expect(hasTimesOfDay(1_100 / 168, HOUR)).toBe(true)
  expect(hasTimesOfDay(300 / 1_440, MINUTE)).toBe(true)
  expect(hasTimesOfDay(74, DAY)).toBe(false)
  expect(hasTimesOfDay(75, DAY)).toBe(true)
})
