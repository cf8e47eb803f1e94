import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { levelOf, valueOfLevel } from '../../heatmap/quantise.ts'
import type { CellCounts } from './visible-cells.ts'
import { highestOf, noCells, shareBelow, usdAtShare } from './visible-cells.ts'

function countsOf(amounts: readonly number[]): CellCounts {
  const counts = noCells()
  for (const usd of amounts) counts[levelOf(usd)]!++
  return counts
}

const amounts = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
})
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('cells in sight', () => {
  test('the share below an amount is that of the cells that would be hidden', () => {
    fc.assert(
      fc.property(amounts, share, (all, at) => {
        const shown = all.map(levelOf).filter((level) => level > 0)
        const usd = at * 1e9
        const hidden = shown.filter((level) => valueOfLevel(level) < usd)
        const found = shareBelow(countsOf(all), usd)
        if (shown.length === 0) expect(found).toBeUndefined()
        else expect(found).toBeCloseTo(hidden.length / shown.length, 12)
      }),
    )
  })

  test('below the amount of a share lies that share, and no level less would do', () => {
    fc.assert(
      fc.property(amounts, share, (all, at) => {
        const counts = countsOf(all)
        const usd = usdAtShare(counts, at)
        if (usd === undefined) {
          expect(highestOf(counts)).toBe(0)
          return
        }
        expect(shareBelow(counts, usd)).toBeGreaterThanOrEqual(at)
        if (usd > 0) expect(shareBelow(counts, usd / 1.04)).toBeLessThan(at)
      }),
    )
  })

  test('nothing lies below nothing, and the highest is the highest', () => {
    const counts = countsOf([0, 10, 20, 20, 5_000])
    expect(shareBelow(counts, 0)).toBe(0)
    expect(usdAtShare(counts, 0)).toBe(0)
    expect(shareBelow(counts, 100)).toBe(0.75)
    expect(highestOf(counts)).toBe(levelOf(5_000))
  })

  test('where nothing is, there are no shares', () => {
    expect(shareBelow(noCells(), 1)).toBeUndefined()
    expect(usdAtShare(noCells(), 0.5)).toBeUndefined()
    expect(highestOf(noCells())).toBe(0)
  })
})
