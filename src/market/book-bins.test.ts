import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bookBins, bookBinOf, sumOfResting } from './book-bins.ts'
import type { BookGrid } from './book-bins.ts'
import type { BookLevel } from './event.ts'
import { quantity } from './units.ts'

const level = (price: number, amount: number): BookLevel => ({ price, quantity: quantity(amount) })

const levels = fc.array(
  fc.record({
    price: fc.integer({ min: 1, max: 20_000_000 }).map((ticks) => ticks / 100),
    quantity: fc.integer({ min: 1, max: 1_000_000 }).map((lots) => quantity(lots / 1000)),
  }),
  { maxLength: 200 },
)
const grids: fc.Arbitrary<BookGrid> = fc.oneof(
  fc.record({ zoom: fc.integer({ min: 0, max: 8 }) }),
  fc.record({ step: fc.constantFrom(0.1, 0.5, 1, 10, 250) }),
)

describe('a book in bins', () => {
  test('holds all that rests, on its side, whatever the bins', () => {
    fc.assert(
      fc.property(
        levels,
        levels,
        fc.constantFrom('linear', 'inverse'),
        grids,
        (bids, asks, kind, grid) => {
          const total = sumOfResting(bookBins({ bids, asks }, kind, grid))
          const base = (side: readonly BookLevel[]) =>
            side.reduce(
              (sum, one) => sum + (kind === 'linear' ? one.quantity : one.quantity / one.price),
              0,
            )
          const usd = (side: readonly BookLevel[]) =>
            side.reduce(
              (sum, one) => sum + (kind === 'linear' ? one.quantity * one.price : one.quantity),
              0,
            )
          const near = (found: number, right: number) =>
            expect(Math.abs(found - right)).toBeLessThanOrEqual(1e-9 * Math.max(1, right))
          near(total.bidBase, base(bids))
          near(total.askBase, base(asks))
          near(total.bidUsd, usd(bids))
          near(total.askUsd, usd(asks))
        },
      ),
    )
  })

  test('puts each level between the edges of its bin, and bins in ascending order, each once', () => {
    fc.assert(
      fc.property(levels, grids, (bids, grid) => {
        const bins = bookBins({ bids, asks: [] }, 'linear', grid)
        const names = bins.map(({ bin }) => bin)
        expect(names).toEqual([...new Set(names)].sort((a, b) => a - b))
        for (const { price } of bids) {
          const { priceFrom, priceTo } = bins.find(({ bin }) => bin === bookBinOf(price, grid))!
          // Edges are rounded to twelve digits or so.
          expect(price).toBeGreaterThanOrEqual(priceFrom * (1 - 1e-9))
          expect(price).toBeLessThanOrEqual(priceTo * (1 + 1e-9))
        }
      }),
    )
  })

  test('counts a price on a step for that step, and USD of an inverse contract as USD', () => {
    const book = { bids: [level(0.3, 10)], asks: [level(0.7, 10)] }
    expect(bookBins(book, 'linear', { step: 0.1 })).toEqual([
      { bin: 3, priceFrom: 0.3, priceTo: 0.4, bidBase: 10, bidUsd: 3, askBase: 0, askUsd: 0 },
      { bin: 7, priceFrom: 0.7, priceTo: 0.8, bidBase: 0, bidUsd: 0, askBase: 10, askUsd: 7 },
    ])
    const inverse = { bids: [level(50_000, 100)], asks: [] }
    expect(bookBins(inverse, 'inverse', { step: 10 })[0]).toMatchObject({
      bidBase: 0.002,
      bidUsd: 100,
    })
  })
})
