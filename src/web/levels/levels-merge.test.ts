import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LevelsAnswer } from '../../api/schema.ts'
import { binEdge } from '../../heatmap/grid.ts'
import { outwardSums } from '../../heatmap/outward.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { extentOf, mergeLevels, strongBars } from './levels-merge.ts'

const FIRST = 2_500
const SIDES = ['longUsd', 'shortUsd'] as const
const usd = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1e6 }))
const bands = fc.array(fc.record({ longUsd: usd, shortUsd: usd }), {
  minLength: LEVERAGE_BANDS.length,
  maxLength: LEVERAGE_BANDS.length,
})

const times = (of: { longUsd: number; shortUsd: number }, factor: number) => ({
  longUsd: of.longUsd * factor,
  shortUsd: of.shortUsd * factor,
})

/** An answer of bins from FIRST on; those that hold nothing are left out, as the server does. */
function answerOf(column: readonly { longUsd: number; shortUsd: number }[][]): LevelsAnswer {
  const all = column.map((parts, i) => {
    const of = (side: (typeof SIDES)[number]) => parts.reduce((sum, part) => sum + part[side], 0)
    return { bin: FIRST + i, parts, longUsd: of('longUsd'), shortUsd: of('shortUsd') }
  })
  const held = all.filter(({ longUsd, shortUsd }) => longUsd + shortUsd > 0)
  const outward = outwardSums(held)
  const total = { longUsd: outward[0]?.longUsd ?? 0, shortUsd: outward.at(-1)?.shortUsd ?? 0 }
  const ranged = (of: { longUsd: number; shortUsd: number }) => ({
    ...times(of, 1),
    low: times(of, 0.5),
    high: times(of, 2),
  })
  return {
    instrument: 'a:BTCUSD' as InstrumentId,
    model: 'isotherm',
    time: 1_700_000_000_000,
    price: 100,
    zoom: 3,
    levels: held.map(({ bin, parts, ...of }, i) => ({
      bin,
      priceFrom: binEdge(bin, 3),
      priceTo: binEdge(bin + 1, 3),
      ...ranged(of),
      byBand: parts.map((part, band) => ({ band: LEVERAGE_BANDS[band]!.id, ...part })),
      cumulative: ranged(outward[i]!),
    })),
    maxPain: { long: null, short: null },
    total: ranged(total),
    band: { basis: 'learnt', sampled: false, factor: 2 },
    byBand: [],
    openInterestUsd: null,
    unleveredUsd: { longUsd: null, shortUsd: null },
  }
}

const answer = fc.array(bands, { minLength: 1, maxLength: 40 }).map(answerOf)
const answers = fc.array(answer, { minLength: 1, maxLength: 4 })

/** As a market has them: longs below bin FIRST + 20, shorts above it. */
const marketAnswers = fc
  .array(fc.array(bands, { minLength: 40, maxLength: 40 }), { minLength: 1, maxLength: 4 })
  .map((all) =>
    all.map((column) =>
      answerOf(
        column.map((parts, i) =>
          parts.map(({ longUsd, shortUsd }) => ({
            longUsd: i < 20 ? longUsd : 0,
            shortUsd: i > 20 ? shortUsd : 0,
          })),
        ),
      ),
    ),
  )

describe('bars', () => {
  test('their parts sum to the bar, by leverage and by venue, and no bin is missing', () => {
    fc.assert(
      fc.property(answers, fc.constantFrom('leverage', 'venue'), (of, stack) => {
        const window = { from: FIRST - 2, to: FIRST + 41, zoom: 3, stack } as const
        const bars = mergeLevels(of, window)
        expect(bars.map(({ bin }) => bin)).toEqual(
          Array.from({ length: 44 }, (_, i) => FIRST - 2 + i),
        )
        for (const bar of bars) {
          expect(bar.parts).toHaveLength(stack === 'venue' ? of.length : LEVERAGE_BANDS.length)
          for (const side of SIDES) {
            expect(bar.parts.reduce((sum, part) => sum + part[side], 0)).toBe(bar[side])
            expect(bar.low[side]).toBe(bar[side] / 2)
            expect(bar.high[side]).toBe(bar[side] * 2)
          }
        }
      }),
    )
  })

  test('cumulative amounts never fall on the way outward, grow by the bar, and end at the totals', () => {
    fc.assert(
      fc.property(answers, (of) => {
        const bars = mergeLevels(of, {
          from: FIRST - 1,
          to: FIRST + 40,
          zoom: 3,
          stack: 'leverage',
        })
        for (let i = 1; i < bars.length; i++) {
          const [inner, outer] = [bars[i]!.cumulative, bars[i - 1]!.cumulative]
          expect(outer.longUsd - inner.longUsd).toBe(bars[i - 1]!.longUsd)
          expect(inner.shortUsd - outer.shortUsd).toBe(bars[i]!.shortUsd)
        }
        for (const part of [
          (one: LevelsAnswer['total']) => one,
          (one: LevelsAnswer['total']) => one.high,
        ]) {
          const total = (side: (typeof SIDES)[number]) =>
            of.reduce((sum, one) => sum + part(one.total)[side], 0)
          expect(part(bars[0]!.cumulative).longUsd).toBe(total('longUsd'))
          expect(part(bars.at(-1)!.cumulative).shortUsd).toBe(total('shortUsd'))
        }
      }),
    )
  })

  test('shown whole, leave out a thousandth of either side at most', () => {
    fc.assert(
      fc.property(marketAnswers, (of) => {
        const extent = extentOf(of)
        const total = (side: (typeof SIDES)[number]) =>
          of.reduce((sum, one) => sum + one.total[side], 0)
        if (extent === undefined) {
          expect([total('longUsd'), total('shortUsd')]).toEqual([0, 0])
          return
        }
        // Longs lie below the price and shorts above it: what is left out is beyond the ends.
        const bars = mergeLevels(of, { ...extent, zoom: 3, stack: 'venue' })
        expect(bars[0]!.cumulative.longUsd).toBeGreaterThanOrEqual(0.999 * total('longUsd') - 1e-6)
        expect(bars.at(-1)!.cumulative.shortUsd).toBeGreaterThanOrEqual(
          0.999 * total('shortUsd') - 1e-6,
        )
      }),
    )
  })
})

test('strong is the nearest of those half as large as the largest of their side', () => {
  const amounts = [9, 10, 4, 5, 1, 0, 0, 2, 3, 8, 6]
  const price = binEdge(FIRST + 5.5, 3)
  const part = (amount: number, i: number) =>
    LEVERAGE_BANDS.map((_, band) => ({
      longUsd: band === 0 && i < 5 ? amount : 0,
      shortUsd: band === 0 && i > 5 ? amount : 0,
    }))
  const of = answerOf(amounts.map(part))
  const bars = mergeLevels([of], { from: FIRST, to: FIRST + 10, zoom: 3, stack: 'leverage' })
  const { long, short } = strongBars(bars, price)
  expect([long?.bin, short?.bin]).toEqual([FIRST + 3, FIRST + 9])
  expect(strongBars(bars, bars[0]!.priceFrom)).toMatchObject({ long: undefined })
  expect(strongBars([], price)).toEqual({ long: undefined, short: undefined })
})
