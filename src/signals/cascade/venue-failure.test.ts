import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseVenueId } from '../../market/instrument.ts'
import { binOf } from '../../market/price-bin.ts'
import { DAY } from '../../market/units.ts'
import type { Density } from '../clusters/clusters.ts'
import type { SideUsd } from '../market-reading.ts'
import { livingVenues, meanLifetime, ofVenues, withoutVenue } from './venue-failure.ts'

const PRICE = 60_000
const FIRST = binOf(PRICE * 0.9)
const BINS = binOf(PRICE * 1.1) - FIRST
const [A, B, C] = ['binance', 'bybit', 'okx'].map((id) => parseVenueId(id)!) as [
  VenueIdOf,
  VenueIdOf,
  VenueIdOf,
]
type VenueIdOf = NonNullable<ReturnType<typeof parseVenueId>>

/** USD at prices below and above the price, each over three bins. */
function levels(...of: readonly (readonly [price: number, usd: number])[]): SideUsd {
  const [longUsd, shortUsd] = [new Float64Array(BINS), new Float64Array(BINS)]
  for (const [price, usd] of of)
    for (const away of [-1, 0, 1])
      (price < PRICE ? longUsd : shortUsd)[binOf(price) - FIRST + away]! += usd / 3
  return { longUsd, shortUsd }
}

function mapOf(byVenue: ReadonlyMap<VenueIdOf, SideUsd>): Density {
  const empty = { firstBin: FIRST, ...levels(), price: PRICE }
  return ofVenues(empty, byVenue, new Set(byVenue.keys()))
}

describe('a map without a venue', () => {
  const byVenue = new Map([
    [A, levels([58_000, 9e6], [62_000, 2e6])],
    [B, levels([62_000, 3e6])],
    [C, levels([58_000, 1e3], [57_000, 5e6])],
  ])
  const map = mapOf(byVenue)
  const of = (venue: VenueIdOf) => withoutVenue(map, byVenue, venue)
  const told = (venue: VenueIdOf) =>
    of(venue).clusters.map(({ cluster, leftUsd, evaporates }) => [
      Math.round(cluster.centrePrice / 1000),
      Math.round(cluster.usd / 1e5) / 10,
      Math.round(leftUsd / 1e5) / 10,
      evaporates,
    ])

  test('tells which clusters evaporate and what is left of the others', () => {
    expect(told(A)).toEqual([
      [57, 5, 5, false],
      [58, 9, 0, true],
      [62, 5, 3, false],
    ])
    expect(told(C)).toEqual([
      [57, 5, 0, true],
      [58, 9, 9, false],
      [62, 5, 5, false],
    ])
    expect(of(A)).toMatchObject({
      lostLongUsd: expect.closeTo(9e6, 0),
      lostShortUsd: expect.closeTo(2e6, 0),
    })
  })

  test('is the map where the venue holds nothing of it', () => {
    const other = parseVenueId('gate')!
    const without = withoutVenue(map, byVenue, other)
    expect(without.density).toEqual(map)
    expect(without).toMatchObject({ lostLongUsd: 0, lostShortUsd: 0 })
    expect(without.clusters.some(({ evaporates }) => evaporates)).toBe(false)
  })

  test('with what it lost is the whole map, and no cluster holds more than before', () => {
    const level = fc.tuple(
      fc.double({ min: PRICE * 0.91, max: PRICE * 1.09, noNaN: true }),
      fc.integer({ min: 1, max: 1e7 }),
    )
    const venue = fc.array(level, { maxLength: 5 }).map((of) => levels(...of))
    fc.assert(
      fc.property(venue, venue, venue, (a, b, c) => {
        const venues = new Map([
          [A, a],
          [B, b],
          [C, c],
        ])
        const whole = mapOf(venues)
        const without = withoutVenue(whole, venues, B)
        whole.longUsd.forEach((usd, i) =>
          expect(without.density.longUsd[i]! + b.longUsd[i]!).toBeCloseTo(usd, 6),
        )
        for (const { cluster, leftUsd } of without.clusters)
          expect(leftUsd).toBeLessThanOrEqual(cluster.usd * (1 + 1e-9))
      }),
      { numRuns: 50 },
    )
  })
})

describe('a venue that is silent', () => {
  const life = (heard: number, openInterestUsd = 1e6) => ({
    heard,
    meanLifetime: 2 * DAY,
    openInterestUsd,
  })
  const now = 100 * DAY

  test('keeps its levels for three mean lifetimes and not longer', () => {
    const lives = new Map([
      [A, life(now, 3e6)],
      [B, life(now - 6 * DAY + 1)],
      [C, life(now - 6 * DAY, 4e6)],
    ])
    const { living, observedShare } = livingVenues(lives, now)
    expect([...living]).toEqual([A, B])
    expect(observedShare).toBe(0.5)
    expect([...livingVenues(lives, now + 1).living]).toEqual([A])
    const byVenue = new Map([
      [A, levels([58_000, 1e6])],
      [C, levels([57_000, 5e6])],
    ])
    expect(ofVenues(mapOf(byVenue), byVenue, living)).toEqual(
      mapOf(new Map([[A, byVenue.get(A)!]])),
    )
  })

  test('of which nothing is open has no share', () => {
    expect(livingVenues(new Map([[A, life(now, 0)]]), now).observedShare).toBeUndefined()
  })
})

test('a mean lifetime is in turnovers, and shorter where more is traded', () => {
  const held = [
    { turnovers: 0.4, held: 1e6 },
    { turnovers: 9, held: 1e6 },
  ]
  expect(meanLifetime(held, 4)).toBeCloseTo((4.7 / 4) * DAY, 3)
  expect(meanLifetime(held, 0)).toBeUndefined()
  expect(meanLifetime([], 4)).toBeUndefined()
})
