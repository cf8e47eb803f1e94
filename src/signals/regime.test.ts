import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Regime } from './regime.ts'
import { ratioOf, regimeOf } from './regime.ts'

test.each<[above: number, below: number, ratio: number | undefined, regime: Regime]>([
  [300, 100, 3, 'short-squeeze'],
  [200, 100, 2, 'short-squeeze'],
  [199, 100, 1.99, 'balanced'],
  [100, 100, 1, 'balanced'],
  [101, 200, 0.505, 'balanced'],
  [100, 200, 0.5, 'long-liquidation'],
  [1, 200, 0.005, 'long-liquidation'],
  [100, 0, undefined, 'shorts-only'],
  [0, 100, undefined, 'longs-only'],
  [0, 0, undefined, 'empty'],
])('%d above and %d below: ratio %d, %s', (aboveUsd, belowUsd, ratio, regime) => {
  expect(ratioOf({ aboveUsd, belowUsd })).toBe(ratio)
  expect(regimeOf({ aboveUsd, belowUsd })).toBe(regime)
})

const MIRRORED: Record<Regime, Regime> = {
  'short-squeeze': 'long-liquidation',
  'long-liquidation': 'short-squeeze',
  balanced: 'balanced',
  'shorts-only': 'longs-only',
  'longs-only': 'shorts-only',
  empty: 'empty',
}

test('a market turned upside down is in the mirrored regime, and dollars have no unit', () => {
  const usd = fc.integer({ min: 0, max: 1_000_000 })
  fc.assert(
    fc.property(usd, usd, fc.constantFrom(0.25, 1, 1024), (aboveUsd, belowUsd, unit) => {
      const here = regimeOf({ aboveUsd, belowUsd })
      expect(regimeOf({ aboveUsd: belowUsd, belowUsd: aboveUsd })).toBe(MIRRORED[here])
      expect(regimeOf({ aboveUsd: aboveUsd * unit, belowUsd: belowUsd * unit })).toBe(here)
    }),
  )
})
