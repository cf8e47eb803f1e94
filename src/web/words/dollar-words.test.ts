import { describe, expect, test } from 'vitest'
import {
  BY_OTHERS,
  MADE_UP,
  NOT_CALIBRATED,
  dollarLine,
  dollarReasons,
  formatRange,
} from './dollar-words.ts'
import type { DollarBasis } from './dollar-words.ts'

const learnt: DollarBasis = {
  band: { basis: 'learnt', sampled: true, factors: [5, 4, 2.94, 2.3, 1.9, 1.7, 1.5] },
  discount: { value: 0.078, low: -0.007, high: 0.159 },
}

describe('what the dollars of a map are worth', () => {
  test('is said with what was measured of them', () => {
    expect(dollarLine(learnt, false)).toBe(
      'Dollars ×÷2.9 per 0.2% · measured 8% too high [−1%, 16%]',
    )
    expect(dollarLine({ ...learnt, discount: null }, false)).toBe('Dollars ×÷2.9 per 0.2%')
  })

  test('is told the other way round where the map says too little', () => {
    const discount = { value: -0.12, low: -0.3, high: 0.02 }
    expect(dollarLine({ ...learnt, discount }, false)).toContain('measured 12% too low [−2%, 30%]')
  })

  test('is nothing where they are not learnt, or of a market that was made up', () => {
    const band = { ...learnt.band, basis: 'default' as const }
    expect(dollarLine({ ...learnt, band }, false)).toBe(NOT_CALIBRATED)
    expect(dollarLine(learnt, true)).toBe(MADE_UP)
    expect(dollarReasons({ ...learnt, band }, false).join(' ')).toContain('not learnt')
    expect(dollarReasons(learnt, true).join(' ')).toContain('made up')
  })

  test('is by what other coins have taught where this one has its own still to learn', () => {
    const band = { ...learnt.band, basis: 'others' as const }
    expect(dollarLine({ ...learnt, band }, false)).toBe(BY_OTHERS)
    expect(dollarLine({ ...learnt, band }, true)).toBe(MADE_UP)
    const reasons = dollarReasons({ ...learnt, band }, false).join(' ')
    expect(reasons).toContain('by what other coins of the venue have taught')
    expect(reasons).not.toContain('factors of 20')
  })

  test('has its reason: what a range holds, from what it is learnt, and what the venue leaves out', () => {
    const reasons = dollarReasons(learnt, false).join(' ')
    for (const part of ['factor of 2.9', '8 times in 10', 'a part of its liquidations', '0.92 of'])
      expect(reasons).toContain(part)
    const whole = { ...learnt, band: { ...learnt.band, sampled: false }, discount: null }
    expect(dollarReasons(whole, false)).toHaveLength(2)
  })
})

test.each([
  [3_120_000, 48_400_000, '$3.1M–48M'],
  [310_000, 4_800_000, '$310K–4.8M'],
  [0, 0, '$0'],
  [0.2, 3, '$0–3'],
  [995_000, 1_004_000, '$1M–1M'],
])('a range from %d to %d is written %s', (low, high, text) => {
  expect(formatRange(low, high)).toBe(text)
})
