import { describe, expect, test } from 'vitest'
import { decimalsOf, roundPrice } from './rounding.ts'

describe('rounding', () => {
  const tick = (direction: 'up' | 'down' | 'against-trader') =>
    ({ kind: 'tick', direction }) as const

  test.each([
    [919.097, tick('up'), 'long', 0.05, 919.1],
    [919.097, tick('down'), 'long', 0.05, 919.05],
    [919.097, tick('against-trader'), 'long', 0.05, 919.1],
    [919.097, tick('against-trader'), 'short', 0.05, 919.05],
    // 0.1 + 0.2 and 58714.5 are on their ticks whatever float arithmetic makes of them.
    [0.1 + 0.2, tick('up'), 'long', 0.1, 0.3],
    [58_714.5, tick('up'), 'long', 0.1, 58_714.5],
    [0.000012345678, tick('down'), 'long', 1e-8, 0.00001234],
    [100.4, { kind: 'plus-tick' }, 'long', 0.1, 100.5],
    [100.4, { kind: 'plus-tick' }, 'short', 0.1, 100.3],
    [2.123456789, { kind: 'decimals', decimals: 8 }, 'long', undefined, 2.12345679],
    [2.123456789, tick('up'), 'long', undefined, 2.123456789],
    [2.123456789, { kind: 'none' }, 'long', 0.1, 2.123456789],
  ] as const)('%d %j %s tick %s', (price, rounding, side, tickSize, shown) => {
    expect(roundPrice(price, rounding, side, tickSize)).toBeCloseTo(shown, 12)
  })

  test('decimals of a step', () => {
    expect([1, 10, 0.5, 0.05, 0.01, 1e-8, 2.5e-7].map(decimalsOf)).toEqual([0, 0, 1, 2, 2, 8, 8])
  })
})
