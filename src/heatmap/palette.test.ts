import { describe, expect, test } from 'vitest'
import type { Palette } from './palette.ts'
import { PALETTES, colourAt, onLight, paletteOf } from './palette.ts'

/** sRGB to linear light, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
const linear = (value: number): number => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

/** CIELAB L* of linear light. */
function lightness([r, g, b]: readonly number[]): number {
  const y = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (y * 24389) / 27
}

/**
 * Linear light as it is seen without one kind of cone: G. Machado, M. Oliveira, L. Fernandes, "A
 * Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.
 */
const SEEN = {
  'every cone': [
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
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const

/** Lightness at 17 equal steps of a palette as it is seen. */
function steps(palette: Palette, seen: keyof typeof SEEN): number[] {
  return Array.from({ length: 17 }, (_, i) => {
    const light = colourAt(palette, i / 16).map(linear)
    const shown = SEEN[seen].map((row) =>
      Math.min(1, Math.max(0, row[0] * light[0]! + row[1] * light[1]! + row[2] * light[2]!)),
    )
    return lightness(shown)
  })
}

const rises = (of: readonly number[]): number[] => of.slice(1).map((value, i) => value - of[i]!)

describe.each(PALETTES.map((palette) => [palette.id, palette] as const))('%s', (_, palette) => {
  test('rises evenly in lightness, so that twice the amount looks twice as far from nothing', () => {
    const all = steps(palette, 'every cone')
    const mean = (all.at(-1)! - all[0]!) / 16
    expect(mean * 16).toBeGreaterThan(75)
    for (const rise of rises(all)) {
      expect(rise).toBeGreaterThan(mean * 0.5)
      expect(rise).toBeLessThan(mean * 1.5)
    }
  })

  test.each(['protanopia', 'deuteranopia', 'tritanopia'] as const)(
    'keeps its order with %s',
    (seen) => {
      for (const rise of rises(steps(palette, seen))) expect(rise).toBeGreaterThan(1)
    },
  )

  test('on a light ground it falls as it rises on a dark one', () => {
    for (let i = 0; i <= 16; i++)
      expect(colourAt(onLight(palette), i / 16)).toEqual(colourAt(palette, 1 - i / 16))
  })

  test('holds at its ends beyond 0 and 1', () => {
    expect(colourAt(palette, -3)).toEqual(colourAt(palette, 0))
    expect(colourAt(palette, 7)).toEqual(colourAt(palette, 1))
  })
})

test('the ends of viridis are matplotlib’s', () => {
  const viridis = paletteOf('viridis')
  expect(colourAt(viridis, 0)).toEqual([0x44, 0x01, 0x54])
  expect(colourAt(viridis, 0.5)).toEqual([0x21, 0x91, 0x8c])
  expect(colourAt(viridis, 1)).toEqual([0xfd, 0xe7, 0x25])
})

test('cividis looks nearly the same with and without deuteranopia', () => {
  const cividis = paletteOf('cividis')
  const seen = steps(cividis, 'deuteranopia')
  steps(cividis, 'every cone').forEach((value, i) =>
    expect(Math.abs(value - seen[i]!)).toBeLessThan(2),
  )
})

test('an unknown id gives the default palette', () => {
  expect(paletteOf('no-such').id).toBe('viridis')
})
