import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bubble } from './bubbles.ts'
import { MOST_BUBBLES, bubbleAt, placeBubbles } from './bubbles.ts'

/** A millisecond and a dollar to the pixel. */
const geometry = {
  width: 800,
  height: 400,
  xOf: (time: number) => time,
  yOf: (price: number) => 400 - price,
}
const bubble: fc.Arbitrary<Bubble> = fc.record({
  time: fc.integer({ min: -100, max: 900 }),
  position: fc.constantFrom('long' as const, 'short' as const),
  price: fc.integer({ min: -50, max: 450 }),
  notionalUsd: fc.integer({ min: 1, max: 1e7 }),
})

test('the largest in sight are drawn, and none larger is left out', () => {
  fc.assert(
    fc.property(fc.array(bubble, { maxLength: 900 }), (all) => {
      const inSight = all.filter(
        ({ time, price }) => time >= 0 && time <= 800 && price >= 0 && price <= 400,
      )
      const placed = placeBubbles(all, geometry)
      expect(placed).toHaveLength(Math.min(MOST_BUBBLES, inSight.length))
      const sizes = inSight.map(({ notionalUsd }) => notionalUsd).toSorted((a, b) => b - a)
      expect(placed.map(({ of }) => of.notionalUsd)).toEqual(sizes.slice(0, MOST_BUBBLES))
    }),
  )
})

test('the area goes with the dollars', () => {
  const at = (time: number, notionalUsd: number): Bubble => {
    return { time, position: 'long', price: 100, notionalUsd }
  }
  const [first, second, third] = placeBubbles([at(1, 4e6), at(2, 1e6), at(3, 1)], geometry)
  expect(first!.radius ** 2 / second!.radius ** 2).toBeCloseTo(4, 9)
  // Far too small to be seen by its area.
  expect(third!.radius).toBe(1.5)
})

test('a small bubble on a large one is the one that is pointed at', () => {
  const all: Bubble[] = [
    { time: 100, position: 'long', price: 200, notionalUsd: 1e6 },
    { time: 103, position: 'short', price: 200, notionalUsd: 1e4 },
  ]
  const placed = placeBubbles(all, geometry)
  expect(bubbleAt(placed, 103, 200)?.of.position).toBe('short')
  expect(bubbleAt(placed, 90, 200)?.of.position).toBe('long')
  expect(bubbleAt(placed, 300, 200)).toBeUndefined()
})
