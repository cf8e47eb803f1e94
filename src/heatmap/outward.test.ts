import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxPain, outwardSums } from './outward.ts'

const usd = fc.integer({ min: 0, max: 1_000_000 })
const levels = fc.array(fc.record({ longUsd: usd, shortUsd: usd }), { maxLength: 60 })

describe('levels on the way outward', () => {
  test('sums never fall on the way, and end at the totals', () => {
    fc.assert(
      fc.property(levels, (of) => {
        const sums = outwardSums(of)
        expect(sums).toHaveLength(of.length)
        for (let i = 1; i < sums.length; i++) {
          expect(sums[i - 1]!.longUsd - sums[i]!.longUsd).toBe(of[i - 1]!.longUsd)
          expect(sums[i]!.shortUsd - sums[i - 1]!.shortUsd).toBe(of[i]!.shortUsd)
        }
        const total = (side: 'longUsd' | 'shortUsd') => of.reduce((sum, one) => sum + one[side], 0)
        expect(sums[0]?.longUsd ?? 0).toBe(total('longUsd'))
        expect(sums.at(-1)?.shortUsd ?? 0).toBe(total('shortUsd'))
      }),
    )
  })

  test('max pain is the largest level of its side, the nearest of equal ones', () => {
    fc.assert(
      fc.property(levels, (of) => {
        const { long, short } = maxPain(of)
        const largest = Math.max(0, ...of.map(({ longUsd }) => longUsd))
        expect(long?.longUsd ?? 0).toBe(largest)
        expect(short?.shortUsd ?? 0).toBe(Math.max(0, ...of.map(({ shortUsd }) => shortUsd)))
        // Nothing above it is as large: price comes from above.
        if (long !== undefined)
          expect(of.slice(of.indexOf(long) + 1).every(({ longUsd }) => longUsd < largest)).toBe(
            true,
          )
      }),
    )
    const [a, b, c] = [5, 5, 1].map((amount) => ({ longUsd: amount, shortUsd: amount }))
    expect(maxPain([a!, b!, c!])).toEqual({ long: b, short: a })
    expect(maxPain([a!, b!, c!]).long).toBe(b)
    expect(maxPain([{ longUsd: 0, shortUsd: 0 }])).toEqual({ long: undefined, short: undefined })
  })
})
