import { describe, expect, test } from 'vitest'
import { binEdge, LN_BIN } from '../../market/price-bin.ts'
import { quantity } from '../../market/units.ts'
import { binsOf, book, density, HALF, HERE } from './cascade.fixture.ts'
import { cascade, moveThrough } from './cascade.ts'
import { restingBook, wayOf } from './way.ts'

describe('a book as the walk takes it', () => {
  test('comes of the levels of an order book', () => {
    const level = (price: number, amount: number) => ({ price, quantity: quantity(amount) })
    const resting = restingBook(
      {
        bids: [level(59_990, 1), level(59_000, 2)],
        asks: [level(60_010, 1), level(61_000, 3)],
      },
      'linear',
    )!
    expect(resting.reach).toEqual({ from: 59_000, to: 61_000 })
    const map = density(() => 0, 60_000)
    const rests = (...way: Parameters<typeof wayOf>) =>
      wayOf(...way).restingUsd.reduce((sum, usd) => sum + (Number.isNaN(usd) ? 0 : usd), 0)
    // Of the bin of the lowest bid it is not known what else rests in it.
    expect(rests(map, resting, 'long')).toBeCloseTo(59_990, 6)
    expect(rests(map, resting, 'short')).toBeCloseTo(60_010, 6)
    const { restingUsd, ends, knownTo } = wayOf(map, resting, 'long', 'as-within')
    const reached = ends.findIndex((end) => end > knownTo)
    const perBin = ((59_990 + 2 * 59_000) / knownTo) * LN_BIN
    expect(restingUsd[reached + 1]).toBeCloseTo(perBin, 6)
    expect(restingUsd[reached]).toBeGreaterThan(118_000)
    expect(restingBook({ bids: [], asks: [level(1, 1)] }, 'linear')).toBeUndefined()
  })

  test('must be of the bins of the map', () => {
    expect(() =>
      wayOf(
        { ...density(() => 0), zoom: 1 },
        book(() => 1),
        'long',
      ),
    ).toThrow('the book has bins of zoom 0, the map of zoom 1')
  })

  test('may be of any zoom: as far at twice the USD in half the bins', () => {
    const zoomed = Float64Array.from({ length: HALF }, () => 1)
    const here = HERE >> 1
    const bins = Array.from({ length: HALF }, (_, i) => ({
      bin: here - HALF / 2 + i,
      bidUsd: i < HALF / 2 ? 2 : 0,
      askUsd: i < HALF / 2 ? 0 : 2,
    }))
    for (const side of ['long', 'short'] as const) {
      const found = cascade({
        density: {
          zoom: 1,
          firstBin: here - HALF / 2,
          longUsd: zoomed,
          shortUsd: zoomed,
          price: binEdge(here, 1),
        },
        book: {
          zoom: 1,
          bins,
          reach: { from: binEdge(here - HALF / 2, 1), to: binEdge(here + HALF / 2, 1) },
        },
        side,
        shock: { usd: 10 },
      })!
      // b is ½, and 10 USD eat 10 bins of zoom 0.
      expect(binsOf(found)).toBeCloseTo(20, 6)
    }
  })

  test('tells how far a flow alone would go, and nothing where there is no book', () => {
    const map = density(() => 5)
    const move = moveThrough(
      map,
      book(() => 1),
    )
    expect(binsOf({ move: -move(10, 'long')! })).toBeCloseTo(10, 6)
    expect(move(2 * HALF, 'short')).toBeUndefined()
    expect(moveThrough(map, undefined)(10, 'long')).toBeUndefined()
  })
})
