import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_BAND } from '../../model/level-band.ts'
import { binEdge, LN_BIN } from '../../market/price-bin.ts'
import type { PositionSide } from '../../market/units.ts'
import {
  amount,
  ask,
  at,
  binsOf,
  book,
  density,
  filled,
  HALF,
  HERE,
  levels,
  sides,
} from './cascade.fixture.ts'
import type { PerBin } from './cascade.fixture.ts'
import { cascade, cascadeRange, releasedOverAbsorbed } from './cascade.ts'
import { wayOf } from './way.ts'
import { PLAIN_WALK } from './walk.ts'

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
