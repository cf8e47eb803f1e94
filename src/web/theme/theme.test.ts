import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Theme } from './theme.ts'
import { DARK, LIGHT } from './theme.ts'

/** Tokens of the style sheet that have a colour for each ground. */
const TOKENS = new Map(
  [
    ...readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8').matchAll(
      /--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g,
    ),
  ].map(([, name, light, dark]) => [name!, { light: light!, dark: dark! }]),
)

const token = (name: string, theme: 'dark' | 'light'): string => {
  const found = TOKENS.get(name)
  if (found === undefined) throw new Error(`there is no token ${name}`)
  return found[theme]
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [bright, dim] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (bright! + 0.05) / (dim! + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

const GROUNDS = ['plot', 'ground', 'raised', 'lifted']
const WORDS = ['text', 'text-2', 'text-3', 'focus', 'warn', 'long', 'short', 'measured']
/** Words on canvas; what is stale is meant to be dim. */
const DRAWN_WORDS = ['text', 'price', 'averageFirst', 'averageSecond', 'averageThird'] as const
/** What has to be told apart from the ground. */
const DRAWN_SHAPES = ['up', 'down', 'longCurve', 'shortCurve', 'crosshair', 'stale'] as const
const MEASURED = ['measuredLong', 'measuredShort', 'measuredOld'] as const

describe.each([
  ['dark', DARK],
  ['light', LIGHT],
] as const)('the %s theme', (name, theme: Theme) => {
  test('the style sheet and the canvas stand on the same ground', () => {
    expect(token('plot', name)).toBe(theme.plot)
  })

  test.each(WORDS)('%s can be read on every ground', (word) => {
    for (const ground of GROUNDS)
      expect(contrast(token(word, name), token(ground, name)), ground).toBeGreaterThanOrEqual(4.5)
  })

  test.each(DRAWN_WORDS)('%s can be read on the canvas', (word) => {
    expect(contrast(theme[word], theme.plot)).toBeGreaterThanOrEqual(4.5)
  })

  test.each([...DRAWN_SHAPES, ...MEASURED])('%s stands out from the canvas', (shape) => {
    expect(contrast(theme[shape], theme.plot)).toBeGreaterThanOrEqual(3)
  })
})
