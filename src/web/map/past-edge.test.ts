import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, HOUR } from '../../market/units.ts'
import { areaUntil, timeShown, wholeUntil } from './past-edge.ts'

const detail = (bucket: number, poolColumns: number) => ({
  bucket,
  zoom: 0,
  poolColumns,
  poolRows: 1,
})
const START = Date.UTC(2024, 0, 1)

test('no column reaches beyond the moment, and none that was closed is left out', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 * 24 }),
      fc.constantFrom(HOUR, 4 * HOUR, DAY),
      fc.constantFrom(1, 2, 8),
      (hours, bucket, pool) => {
        const at = START + hours * HOUR
        const end = wholeUntil(at, detail(bucket, pool))
        expect(end).toBeLessThanOrEqual(at)
        expect(at - end).toBeLessThan(bucket * pool)
        expect(end % (bucket * pool)).toBe(0)
      },
    ),
  )
})

test('an area is cut at the moment, and gone where all of it is later', () => {
  const area = { timeFrom: START, timeTo: START + 10 * DAY, priceFrom: 1, priceTo: 2 }
  const at = START + 3 * DAY + 5 * HOUR
  expect(areaUntil(area, at, detail(4 * HOUR, 1))).toEqual({
    ...area,
    timeTo: START + 3 * DAY + 4 * HOUR,
  })
  expect(areaUntil(area, START + 20 * DAY, detail(HOUR, 1))).toEqual(area)
  expect(areaUntil(area, START, detail(HOUR, 1))).toBeUndefined()
})

test('what is pointed at after the moment is its own column where that is drawn on, else nothing', () => {
  const edge = { at: START, column: undefined }
  expect(timeShown(START - 1, { ...edge, later: false })).toBe(START - 1)
  expect(timeShown(START, { ...edge, later: false })).toBeUndefined()
  expect(timeShown(START + DAY, { ...edge, later: true })).toBe(START - 1)
})
