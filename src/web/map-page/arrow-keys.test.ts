import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binOf } from '../../heatmap/grid.ts'
import { HOUR } from '../../market/units.ts'
import { stepOf } from './arrow-keys.ts'

const grid = { from: 1000 * HOUR, bar: HOUR, end: 1100 * HOUR }
const place = fc.record({
  time: fc.integer({ min: grid.from, max: grid.end - 1 }),
  price: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
})
const zoom = fc.integer({ min: 0, max: 6 })
const press = (key: string, shiftKey = false) => ({ key, shiftKey })

test('up and down go bin by bin, and back to where they came from', () => {
  fc.assert(
    fc.property(place, zoom, fc.boolean(), (at, z, shift) => {
      const up = stepOf(press('ArrowUp', shift), at, grid, z)!
      expect(binOf(up.price, z)).toBe(binOf(at.price, z) + (shift ? 10 : 1))
      const back = stepOf(press('ArrowDown', shift), up, grid, z)!
      expect(binOf(back.price, z)).toBe(binOf(at.price, z))
    }),
  )
})

test('left and right go to the middle of a bar and stop at the ends', () => {
  fc.assert(
    fc.property(place, zoom, fc.constantFrom(-1, 1), fc.boolean(), (at, z, way, shift) => {
      const key = way > 0 ? 'ArrowRight' : 'ArrowLeft'
      const { time } = stepOf(press(key, shift), at, grid, z)!
      const bar = Math.floor((at.time - grid.from) / HOUR) + way * (shift ? 10 : 1)
      expect(time).toBe(grid.from + (Math.min(99, Math.max(0, bar)) + 0.5) * HOUR)
    }),
  )
})

test('other keys go nowhere', () => {
  expect(stepOf(press('Enter'), { time: grid.from, price: 1 }, grid, 0)).toBeUndefined()
})
