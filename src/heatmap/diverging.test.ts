import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ARMS, signedColours } from './diverging.ts'
import { colourAt } from './palette.ts'
import { MAX_RELATIVE_ERROR, levelOf, valueOfLevel } from './quantise.ts'
import type { Seer } from './seen-colours.fixture.ts'
import { seenBy } from './seen-colours.fixture.ts'
import { SIGNED_LEVELS, signedLevel, sizeOfLevel, valueOfSigned } from './signed-level.ts'

const SEERS: readonly Seer[] = ['everyone', 'protanopia', 'deuteranopia']
const positions = Array.from({ length: 41 }, (_, i) => i / 40)

describe('the two-sided ramp', () => {
  test.each(Object.keys(ARMS) as (keyof typeof ARMS)[])('%s grows evenly brighter', (side) => {
    const light = positions.map((at) => seenBy('everyone', colourAt(ARMS[side], at))[0])
    const steps = light.slice(1).map((value, i) => value - light[i]!)
    const even = (light.at(-1)! - light[0]!) / steps.length
    for (const step of steps) expect(Math.abs(step - even)).toBeLessThan(0.4 * even)
  })

  test('equal sizes of both sides are equally bright', () => {
    for (const at of positions) {
      const [long] = seenBy('everyone', colourAt(ARMS.long, at))
      const [short] = seenBy('everyone', colourAt(ARMS.short, at))
      expect(Math.abs(long - short)).toBeLessThan(1.5)
    }
  })

  test.each(SEERS)('sides are told apart at every brightness: %s', (seer) => {
    for (const at of positions.filter((one) => one >= 0.1)) {
      const [long, short] = [
        seenBy(seer, colourAt(ARMS.long, at)),
        seenBy(seer, colourAt(ARMS.short, at)),
      ]
      expect(Math.hypot(...long.map((value, i) => value - short[i]!))).toBeGreaterThan(15)
    }
  })

  test('no difference has no colour, and each side has its own', () => {
    const table = signedColours({ maxUsd: 1e6, low: 0, high: 1 }, ARMS)
    expect(table).toHaveLength(SIGNED_LEVELS)
    expect(table[0]).toBe(0)
    expect(table[signedLevel(1e6, 0)]).not.toBe(table[signedLevel(0, 1e6)])
    expect(table[signedLevel(0, 2)]! >>> 24).toBe(table[signedLevel(2, 0)]! >>> 24)
  })
})

describe('signed levels', () => {
  const usd = fc.double({ min: 0, max: 1e12, noNaN: true })
  test('swapping the sides turns the sign', () => {
    fc.assert(
      fc.property(usd, usd, (long, short) => {
        // Without −0.
        expect(
          valueOfSigned(signedLevel(short, long)) + valueOfSigned(signedLevel(long, short)),
        ).toBe(0)
      }),
    )
  })
  test('say the difference, as near as a level can, or none where it cannot be told', () => {
    fc.assert(
      fc.property(usd, usd, (long, short) => {
        const level = signedLevel(long, short)
        const size = Math.abs(long - short)
        if (level !== 0) {
          expect(Math.sign(valueOfSigned(level))).toBe(Math.sign(long - short))
          expect(sizeOfLevel(level)).toBe(levelOf(size))
          expect(Math.abs(valueOfSigned(level))).toBe(valueOfLevel(levelOf(size)))
        } else expect(levelOf(size) === 0 || size <= MAX_RELATIVE_ERROR * (long + short)).toBe(true)
      }),
    )
  })
})
