import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LN_BIN, binEdge } from '../market/price-bin.ts'
import type { Level, Sides } from './exact-column.ts'
import { levelsBetween, outwardOfLevels, rangeOf, sumOfLevels } from './level-ranges.ts'
import type { KnownBand } from './level-ranges.ts'

const band = fc.record<KnownBand>({
  width: fc.double({ min: 0, max: 6, noNaN: true }),
  evensOut: fc.double({ min: 0, max: 0.35, noNaN: true }),
  widest: fc.double({ min: 0, max: 0.5, noNaN: true }),
  isLearnt: fc.boolean(),
  isSampled: fc.boolean(),
  isByOthers: fc.boolean(),
})
const amount = fc.oneof(fc.constant(0), fc.double({ min: 1, max: 1e9, noNaN: true }))

/** Levels side by side from bin 20,000 on, ascending. */
const column = fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 60 }).map((sides) =>
  sides.map(
    ([longUsd, shortUsd], i): Level => ({
      bin: 20_000 + i,
      priceFrom: binEdge(20_000 + i),
      priceTo: binEdge(20_001 + i),
      longUsd,
      shortUsd,
      byBand: [],
    }),
  ),
)
const SIDES = ['longUsd', 'shortUsd'] as const

/** Half the relative band of an amount, in its logarithm. */
const widthOf = ({ low, high }: { low: Sides; high: Sides }, side: keyof Sides) =>
  Math.log(high[side] / low[side]) / 2

describe('the range of a sum', () => {
  test('is relatively no wider than that of any of its levels, nor than that of any part', () => {
    fc.assert(
      fc.property(band, column, fc.nat(), fc.nat(), (known, levels, a, b) => {
        const whole = sumOfLevels(known, levels)
        const [from, to] = [a % levels.length, b % levels.length].sort((x, y) => x - y)
        const part = sumOfLevels(known, levels.slice(from, to! + 1))
        for (const side of SIDES) {
          expect(whole.low[side]).toBeLessThanOrEqual(whole[side])
          expect(whole.high[side]).toBeGreaterThanOrEqual(whole[side])
          if (part[side] === 0) {
            expect([part.low[side], part.high[side]]).toEqual([0, 0])
            continue
          }
          expect(widthOf(whole, side)).toBeLessThanOrEqual(widthOf(part, side) + 1e-9)
          for (const level of levels.filter((one) => one[side] > 0)) {
            const own = rangeOf(known, level, LN_BIN)
            expect(widthOf(whole, side)).toBeLessThanOrEqual(widthOf(own, side) + 1e-9)
          }
        }
      }),
    )
  })

  test('is of the levels whose middle lies between two prices: their own edges give them alone', () => {
    fc.assert(
      fc.property(column, fc.nat(), (levels, at) => {
        const { priceFrom, priceTo, bin } = levels[at % levels.length]!
        // As they come back from a client, in 15 digits.
        const [from, to] = [Number(priceFrom.toPrecision(12)), Number(priceTo.toPrecision(12))]
        expect(levelsBetween(levels, from, to).map((level) => level.bin)).toEqual([bin])
      }),
    )
  })

  test('on the way outward is that of the levels on the way, and ends with the whole', () => {
    fc.assert(
      fc.property(band, column, fc.nat(), (known, levels, at) => {
        const outward = outwardOfLevels(known, levels)
        const i = at % levels.length
        const down = sumOfLevels(known, levels.slice(i))
        const up = sumOfLevels(known, levels.slice(0, i + 1))
        const whole = sumOfLevels(known, levels)
        const check = (got: Sides, wanted: Sides, side: keyof Sides) =>
          expect(Math.abs(got[side] - wanted[side])).toBeLessThanOrEqual(1e-9 * wanted[side])
        for (const part of [
          (one: typeof whole) => one,
          (one: typeof whole) => one.low,
          (one: typeof whole) => one.high,
        ]) {
          check(part(outward[i]!), part(down), 'longUsd')
          check(part(outward[i]!), part(up), 'shortUsd')
          check(part(outward[0]!), part(whole), 'longUsd')
          check(part(outward.at(-1)!), part(whole), 'shortUsd')
        }
      }),
    )
  })
})
