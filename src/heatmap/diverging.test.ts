import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ARMS, signedColours } from './diverging.ts'
import type { Rgb } from './palette.ts'
import { colourAt } from './palette.ts'
import { MAX_RELATIVE_ERROR, levelOf, valueOfLevel } from './quantise.ts'
import { SIGNED_LEVELS, signedLevel, sizeOfLevel, valueOfSigned } from './signed-level.ts'

const linear = (value: number): number => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
/** CIELAB of linear light. */
function labOf([red, green, blue]: Rgb): Rgb {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
  const y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue)
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
/** How dichromats see linear light: Machado, Oliveira, Fernandes (2009), severity 1. */
const SEEN: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  everyone: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
}
const seenBy = (rows: readonly [Rgb, Rgb, Rgb], colour: Rgb): Rgb => {
  const [red, green, blue] = [linear(colour[0]), linear(colour[1]), linear(colour[2])]
  const [first, second, third] = rows.map(([r, g, b]) =>
    Math.max(0, r * red + g * green + b * blue),
  )
  return labOf([first!, second!, third!])
}
const positions = Array.from({ length: 41 }, (_, i) => i / 40)

describe('the two-sided ramp', () => {
  test.each(Object.keys(ARMS) as (keyof typeof ARMS)[])('%s grows evenly brighter', (side) => {
    const light = positions.map((at) => seenBy(SEEN['everyone']!, colourAt(ARMS[side], at))[0])
    const steps = light.slice(1).map((value, i) => value - light[i]!)
    const even = (light.at(-1)! - light[0]!) / steps.length
    for (const step of steps) expect(Math.abs(step - even)).toBeLessThan(0.4 * even)
  })

  test('equal sizes of both sides are equally bright', () => {
    for (const at of positions) {
      const [long] = seenBy(SEEN['everyone']!, colourAt(ARMS.long, at))
      const [short] = seenBy(SEEN['everyone']!, colourAt(ARMS.short, at))
      expect(Math.abs(long - short)).toBeLessThan(1.5)
    }
  })

  test.each(Object.entries(SEEN))('sides are told apart at every brightness: %s', (_, rows) => {
    for (const at of positions.filter((one) => one >= 0.1)) {
      const [long, short] = [
        seenBy(rows, colourAt(ARMS.long, at)),
        seenBy(rows, colourAt(ARMS.short, at)),
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
