import { describe, expect, test } from 'vitest'
import { PALETTES, colourAt, paletteOf } from './palette.ts'

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

describe.each(PALETTES.map((palette) => [palette.id, palette] as const))('%s', (_, palette) => {
  test('grows brighter all the way, so that brighter always means more', () => {
    let before = -1
    for (let i = 0; i <= 200; i++) {
      const now = luminance(colourAt(palette, i / 200))
      expect(now).toBeGreaterThanOrEqual(before)
      before = now
    }
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

test('an unknown id gives the default palette', () => {
  expect(paletteOf('no-such').id).toBe('viridis')
})
