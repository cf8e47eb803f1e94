import { describe, expect, test } from 'vitest'
import type { Palette } from './palette.ts'
import { PALETTES, colourAt, onLight, paletteOf } from './palette.ts'
import type { Seer } from './seen-colours.fixture.ts'
import { seenBy } from './seen-colours.fixture.ts'

/** Lightness at 17 equal steps of a palette as it is seen. */
const steps = (palette: Palette, seer: Seer): number[] =>
  Array.from({ length: 17 }, (_, i) => seenBy(seer, colourAt(palette, i / 16))[0])

const rises = (of: readonly number[]): number[] => of.slice(1).map((value, i) => value - of[i]!)

describe.each(PALETTES.map((palette) => [palette.id, palette] as const))('%s', (_, palette) => {
  test('rises evenly in lightness, so that twice the amount looks twice as far from nothing', () => {
    const all = steps(palette, 'everyone')
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
  steps(cividis, 'everyone').forEach((value, i) =>
    expect(Math.abs(value - seen[i]!)).toBeLessThan(2),
  )
})

test('an unknown id gives the default palette', () => {
  expect(paletteOf('no-such').id).toBe('viridis')
})
