import { expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { paid } from './funding-rows.ts'

const T0 = Date.UTC(2024, 5, 1)

const rates = (rows: readonly (readonly [time: Millis, rate: number])[], interval = 8 * HOUR) => ({
  time: Float64Array.from(rows, ([time]) => T0 + time),
  value: Float64Array.from(rows, ([, rate]) => rate),
  interval: Float64Array.from(rows, () => interval),
})

test.each([
  ['to the millisecond', [0, 0, 0, 0]],
  // As Binance's archive has them.
  ['a little late, and not all', [1, 0, 12, 0]],
  ['late by half a second', [538, 467, 500, 0]],
])('what was paid is added up each once, stamped %s', (_, late) => {
  const rows = [0.1, 0.2, 0.4, 0.8].map((rate, i) => [i * 8 * HOUR + late[i]!, rate] as const)
  expect(paid(rates(rows))).toBeCloseTo(1.5, 12)
})

test('of rates that are told as they change the last of each interval counts', () => {
  const told = Array.from({ length: 16 * 60 }, (_, i) => [(i + 1) * MINUTE, i] as const)
  expect(paid(rates(told))).toBe(8 * 60 - 1 + 16 * 60 - 1)
})

test('nothing is known of no rates, or of one whose interval was not told', () => {
  expect(paid(rates([]))).toBeUndefined()
  expect(paid(rates([[0, 0.1]], Number.NaN))).toBeUndefined()
})
