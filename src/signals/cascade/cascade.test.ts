import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binEdge, binOf, LN_BIN } from '../../market/price-bin.ts'
import type { PositionSide } from '../../market/units.ts'
import { quantity } from '../../market/units.ts'
import { DEFAULT_BAND } from '../../model/level-band.ts'
import { cascade, cascadeRange, moveThrough, releasedOverAbsorbed } from './cascade.ts'
import type { CascadeQuestion } from './cascade.ts'
import type { Cluster, Density } from '../clusters/clusters.ts'
import { PLAIN_WALK } from './walk.ts'
import { restingBook, wayOf } from './way.ts'
import type { RestingBook } from './way.ts'

const HALF = 100
const HERE = binOf(60_000)
/** On the edge of a bin, so that steps are whole bins. */
const PRICE = binEdge(HERE)
const FIRST = HERE - HALF

type PerBin = (away: number) => number

/** A map and a book of so many USD in each bin, by how many bins it is away; both sides alike. */
const density = (held: PerBin, price = PRICE): Density => {
  const usd = Float64Array.from({ length: 2 * HALF }, (_, i) => held(awayOf(i)))
  return { firstBin: FIRST, longUsd: usd, shortUsd: usd, price }
}
const awayOf = (i: number): number => (i < HALF ? HALF - 1 - i : i - HALF)

const book = (resting: PerBin, reach = HALF): RestingBook => ({
  zoom: 0,
  bins: Array.from({ length: 2 * HALF }, (_, i) => ({
    bin: FIRST + i,
    bidUsd: i < HALF && awayOf(i) < reach ? resting(awayOf(i)) : 0,
    askUsd: i >= HALF && awayOf(i) < reach ? resting(awayOf(i)) : 0,
  })),
  reach: { from: binEdge(HERE - reach), to: binEdge(HERE + reach) },
})

const ask = (held: PerBin, resting: PerBin, usd: number, more: Partial<CascadeQuestion> = {}) =>
  cascade({
    density: density(held),
    book: book(resting),
    side: 'long',
    shock: { usd },
    ...more,
  })!

/** How far it went, in bins. */
const binsOf = ({ move }: { readonly move: number }): number => Math.abs(Math.log1p(move)) / LN_BIN

const sides = fc.constantFrom<PositionSide>('long', 'short')
const amount = fc.double({ min: 0.01, max: 1e7, noNaN: true })
const levels = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
  minLength: HALF,
  maxLength: HALF,
})
const filled = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), {
  minLength: HALF,
  maxLength: HALF,
})
const at =
  (values: readonly number[], times = 1): PerBin =>
  (away) =>
    times * values[away]!

describe('the walk of a book', () => {
  test('amplifies by 1 ÷ (1 − b) where map and book are even', () => {
    fc.assert(
      fc.property(
        sides,
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.double({ min: 0.001, max: 0.09, noNaN: true }),
        (side, b, resting, share) => {
          const usd = share * HALF * resting
          const found = ask(
            () => b * resting,
            () => resting,
            usd,
            { side },
          )
          const alone = usd / resting
          expect(found.end).toBe('absorbed')
          expect(binsOf(found) / (alone / (1 - b))).toBeCloseTo(1, 9)
          expect(binsOf({ move: found.bookMove }) / alone).toBeCloseTo(1, 9)
          expect(found.forcedUsd / (b * resting * binsOf(found)) || 1).toBeCloseTo(1, 9)
          expect(Math.sign(found.move)).toBe(side === 'long' ? -1 : 1)
        },
      ),
    )
  })

  test('runs away where b is 1 or more, until the map holds less', () => {
    const found = ask(
      (away) => (away < 40 ? 2e6 : 0),
      () => 1e6,
      1,
    )
    // 40 bins release 80 M and absorb 40 M: the rest takes 40 bins more.
    expect(binsOf(found)).toBeCloseTo(80, 4)
    expect(found.forcedUsd).toBeCloseTo(80e6, 0)
    const [first, , last] = [0, 25, 45].map(
      (i) =>
        releasedOverAbsorbed(
          wayOf(
            density((a) => (a < 40 ? 2e6 : 0)),
            book(() => 1e6),
            'long',
          ),
        )[i]!,
    )
    expect(first!.ratio).toBeCloseTo(2, 9)
    expect(last!.ratio).toBe(0)
  })

  test('says that it goes at least so far where map or book end', () => {
    const empty = ask(
      () => 2,
      () => 1,
      1,
    )
    expect(empty.end).toBe('map-ends')
    expect(binsOf(empty)).toBeCloseTo(HALF, 6)
    const short = ask(
      () => 0,
      () => 1,
      50,
      { book: book(() => 1, 20) },
    )
    expect(short).toMatchObject({ end: 'book-ends', assumedFrom: undefined })
    expect(binsOf(short)).toBeCloseTo(20, 6)
  })

  test('takes the book on as it is within its reach where asked to, and says from where', () => {
    const found = ask(
      () => 0,
      () => 1,
      50,
      { book: book(() => 1, 20), beyond: 'as-within' },
    )
    expect(found.end).toBe('absorbed')
    expect(binsOf(found)).toBeCloseTo(50, 6)
    expect(found.assumedFrom! / binEdge(HERE - 20)).toBeCloseTo(1, 9)
  })

  test('goes less far through a book that fills up again, and farther through one that is withdrawn', () => {
    const run = (rules: object) =>
      binsOf(
        ask(
          () => 0,
          () => 1,
          10,
          { rules: { ...PLAIN_WALK, ...rules } },
        ),
      )
    expect(run({ resilience: 1 })).toBeCloseTo(5, 6)
    expect(run({ thinning: 0.5 })).toBeCloseTo(20, 6)
    expect(run({ resilience: 1, thinning: 0.5 })).toBeCloseTo(10, 6)
  })

  test('moves nothing without an order, even where the least would', () => {
    expect(
      ask(
        () => 2,
        () => 1,
        0,
      ),
    ).toMatchObject({ move: 0, forcedUsd: 0, end: 'absorbed' })
  })

  test('begins within a bin with what is left of it', () => {
    const inside = binEdge(HERE) * Math.exp(0.25 * LN_BIN)
    const found = cascade({
      density: density(() => 0, inside),
      book: book(() => 1),
      side: 'long',
      shock: { usd: 2 },
    })!
    // Nothing rests in the quarter of a bin above the first full one.
    expect(binsOf(found)).toBeCloseTo(2.25, 6)
  })
})

describe('a sweep at a level', () => {
  const wall: PerBin = (away) => (away >= 20 && away < 24 ? 10 : 0)

  test('takes the least order that carries price there, and goes on by what it sets off', () => {
    const nearEdge = binEdge(HERE - 20)
    const found = ask(wall, () => 1, 0, { shock: { reachPrice: nearEdge } })
    expect(found.shockUsd).toBeCloseTo(20, 6)
    // 40 are released over 4 bins, of which each absorbs 1: 36 bins more.
    expect(binsOf(found)).toBeCloseTo(60, 4)
    expect(found.forcedUsd).toBeCloseTo(40, 6)
  })

  test('stays at a level that the book can bear', () => {
    const found = ask(
      (away) => 0.1 * wall(away) * 0.9,
      () => 1,
      0,
      {
        shock: { reachPrice: binEdge(HERE - 20) },
      },
    )
    expect(binsOf(found)).toBeCloseTo(20, 6)
    expect(found.forcedUsd).toBeCloseTo(0, 6)
  })

  test('is an order like any other: the same order ends at the same place', () => {
    fc.assert(
      fc.property(
        sides,
        levels,
        filled,
        fc.integer({ min: 1, max: HALF - 1 }),
        (side, held, resting, away) => {
          const way = { density: density(at(held, 0.5)), book: book(at(resting)), side }
          const reachPrice = binEdge(side === 'long' ? HERE - away : HERE + away)
          const reached = cascade({ ...way, shock: { reachPrice } })!
          const more = cascade({ ...way, shock: { usd: reached.shockUsd * (1 + 1e-9) + 1e-9 } })!
          expect(binsOf(reached)).toBeGreaterThanOrEqual(away - 1e-6)
          expect(binsOf(more)).toBeGreaterThanOrEqual(binsOf(reached) - 1e-3)
          const less = cascade({ ...way, shock: { usd: reached.shockUsd * (1 - 1e-6) } })!
          expect(binsOf(less)).toBeLessThanOrEqual(away + 1e-6)
        },
      ),
    )
  })

  test('is not told of a level behind the price, or beyond what is known', () => {
    const asked = (reachPrice: number) =>
      cascade({
        density: density(wall),
        book: book(() => 1, 30),
        side: 'long',
        shock: { reachPrice },
      })
    expect(asked(PRICE * 1.01)).toBeUndefined()
    expect(asked(binEdge(HERE - 40))).toBeUndefined()
    expect(asked(binEdge(HERE - 25))).toBeDefined()
  })

  test('says which clusters fall, and how much of one that it stops in', () => {
    const cluster = (firstBin: number, side: PositionSide): Cluster => ({
      side,
      firstBin,
      endBin: firstBin + 4,
      priceFrom: binEdge(firstBin),
      priceTo: binEdge(firstBin + 4),
      peakPrice: binEdge(firstBin + 2),
      centrePrice: binEdge(firstBin + 2),
      distance: 0,
      usd: 1,
      distanceBand: 'near',
    })
    const clusters = [
      cluster(HERE - 20, 'long'),
      cluster(HERE - 11, 'long'),
      cluster(HERE - 5, 'long'),
      cluster(HERE + 5, 'short'),
    ]
    const found = ask(
      () => 0,
      () => 1,
      10,
      { clusters },
    )
    expect(found.clusters.map(({ share }) => share)).toEqual([0, expect.closeTo(0.75, 6), 1])
  })
})

describe('laws of the walk', () => {
  const run = (held: PerBin, resting: PerBin, side: PositionSide, usd: number) =>
    binsOf(ask(held, resting, usd, { side }))

  test('more book never deepens the move, more map never shortens it, nor does a larger order', () => {
    fc.assert(
      fc.property(
        sides,
        levels,
        filled,
        amount,
        fc.double({ min: 1, max: 3, noNaN: true }),
        fc.nat({ max: HALF - 1 }),
        (side, held, resting, usd, times, where) => {
          const more =
            (values: readonly number[]): PerBin =>
            (away) =>
              values[away]! * (away === where ? times : 1)
          const plain = run(at(held), at(resting), side, usd)
          const slack = 1e-6
          expect(run(at(held), more(resting), side, usd)).toBeLessThanOrEqual(plain + slack)
          expect(run(more(held), at(resting), side, usd)).toBeGreaterThanOrEqual(plain - slack)
          expect(run(at(held), at(resting), side, usd * times)).toBeGreaterThanOrEqual(
            plain - slack,
          )
        },
      ),
    )
  })

  test('in another unit of money it is the same move', () => {
    fc.assert(
      fc.property(
        sides,
        levels,
        filled,
        amount,
        fc.integer({ min: -6, max: 6 }),
        (side, held, resting, usd, power) => {
          const k = 2 ** power
          expect(run(at(held, k), at(resting, k), side, k * usd)).toBe(
            run(at(held), at(resting), side, usd),
          )
        },
      ),
    )
  })

  test('at the 10 % of the map it goes no farther, at the 90 % no less far', () => {
    fc.assert(
      fc.property(sides, levels, filled, amount, (side, held, resting, usd) => {
        const question = {
          density: density(at(held)),
          book: book(at(resting)),
          side,
          shock: { usd },
        }
        const { low, mid, high } = cascadeRange(question, { ...DEFAULT_BAND, isSampled: false })!
        expect(binsOf(low)).toBeLessThanOrEqual(binsOf(mid) + 1e-6)
        expect(binsOf(high)).toBeGreaterThanOrEqual(binsOf(mid) - 1e-6)
      }),
    )
  })
})

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
