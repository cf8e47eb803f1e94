import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LONG, SHORT } from './side.ts'
import { SweptStretch } from './swept-stretch.ts'

const bar = fc
  .tuple(...Array.from({ length: 4 }, () => fc.double({ min: 100, max: 200, noNaN: true })))
  .map(([open, close, a, b]) => {
    const all = [open!, close!, a!, b!]
    return { open: open!, close: close!, high: Math.max(...all), low: Math.min(...all) }
  })

test('longs count falls, shorts rises, along the path that a bar is walked', () => {
  const stretch = new SweptStretch()
  stretch.push({ open: 100, low: 98, high: 104, close: 103 })
  expect(stretch.of(LONG)).toBeCloseTo(Math.log(100 / 98), 12)
  expect(stretch.of(SHORT)).toBeCloseTo(Math.log(104 / 98), 12)
  stretch.push({ open: 103, low: 96, high: 103, close: 97 })
  expect(stretch.of(LONG)).toBeCloseTo(Math.log(104 / 96), 12)
  stretch.restart()
  expect([stretch.of(LONG), stretch.of(SHORT)]).toEqual([0, 0])
})

test('is no wider than the whole range, and never shrinks as bars come', () => {
  fc.assert(
    fc.property(fc.array(bar, { minLength: 1, maxLength: 20 }), (bars) => {
      const stretch = new SweptStretch()
      let before = [0, 0]
      for (const one of bars) {
        stretch.push(one)
        const now = [stretch.of(LONG), stretch.of(SHORT)]
        now.forEach((wide, side) => expect(wide).toBeGreaterThanOrEqual(before[side]!))
        before = now
      }
      const low = Math.min(...bars.map((one) => one.low))
      const high = Math.max(...bars.map((one) => one.high))
      expect(Math.max(...before)).toBeLessThanOrEqual(Math.log(high / low) + 1e-12)
    }),
  )
})
