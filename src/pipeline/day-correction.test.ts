import { expect, test } from 'vitest'
import { DAY } from '../market/units.ts'
import { correctionOf } from '../model/feed-correction.ts'
import type { FeedTally } from '../model/throttled-feed.ts'
import { dayCorrection, REFERENCE_DAYS } from './day-correction.ts'
import type { ReferenceDay } from './day-correction.ts'

const TODAY = 20_600 * DAY

/** A day that loses the same share everywhere. */
function tally(factor: number, prints = 400): FeedTally {
  const all = (usd: number) =>
    Array.from({ length: 10 }, () => Array.from({ length: 6 }, () => usd))
  return { truth: all(factor * 1e6), seen: all(1e6), prints }
}

const reference = (
  days: number,
  factor: number,
  more: Partial<ReferenceDay> = {},
): ReferenceDay => ({
  day: TODAY - days * DAY,
  venue: 'bybit',
  sameCoin: true,
  tally: tally(factor),
  ...more,
})

const factorBy = (references: readonly ReferenceDay[]) =>
  dayCorrection(TODAY, references)?.factors[0]![0]

test('a correction is learnt from the days before, but for the last, of the same coin first', () => {
  const references = [
    reference(0, 9),
    reference(1, 9),
    reference(2, 2),
    reference(REFERENCE_DAYS + 2, 9),
    reference(3, 5, { venue: 'gate', sameCoin: false }),
  ]
  const { factors, venues, sameCoin } = dayCorrection(TODAY, references)!
  expect({ venues, sameCoin }).toEqual({ venues: ['bybit'], sameCoin: true })
  expect(factors[0]![0]).toBeCloseTo(2, 9)
})

test('where there are too few prints of the coin all coins teach, and none where these are too few', () => {
  const few = reference(2, 2, { tally: tally(2, 10) })
  const other = reference(3, 5, { venue: 'gate', sameCoin: false })
  expect(dayCorrection(TODAY, [few, other])).toMatchObject({
    venues: ['bybit', 'gate'],
    sameCoin: false,
  })
  expect(factorBy([few])).toBeUndefined()
  expect(factorBy([])).toBeUndefined()
})

test('days teach together as they would in one', () => {
  const { factors } = dayCorrection(TODAY, [reference(2, 2), reference(3, 4)])!
  expect(factors).toEqual(correctionOf([tally(2), tally(4)]).factors)
  expect(factors[0]![0]).toBeCloseTo(3, 9)
})
