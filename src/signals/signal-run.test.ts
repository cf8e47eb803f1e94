import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { venueId } from '../venues/venue.ts'
import { HOUR, MINUTE } from '../market/units.ts'
import { PRICE, columnsOf, readingOf } from './reading.fixture.ts'
import type { MarketReading } from './market-reading.ts'
import { SignalRun } from './signal-run.ts'

const T0 = Date.UTC(2026, 0, 5)
const FACTS = { liquidatedDayUsd: 1e7, openInterestUsd: 1e9, dailySigma: 0.02, calmRank: 0.1 }

describe('what is said of a cluster', () => {
  const longs = [[0.99, 4e6]] as const
  const reading: MarketReading = {
    ...readingOf({ time: T0, longs, facts: FACTS, factor: 2 }),
    byBand: [columnsOf([[0.99, 1e6]], []), columnsOf([[0.99, 3e6]], [])],
    byVenue: new Map([
      [venueId('binance'), columnsOf([[0.99, 3.5e6]], [])],
      [venueId('hyperliquid'), columnsOf([[0.99, 5e5]], [])],
    ]),
    measured: columnsOf([[0.99, 1e6]], []),
  }
  const [wall] = new SignalRun().push(reading).clusters

  it('is its amount by leverage and venue, and how much of it is measured', () => {
    expect(wall).toMatchObject({ usd: 4e6, byBand: [1e6, 3e6], measuredShare: 0.25, age: 0 })
    expect([...wall!.byVenue!]).toEqual([
      ['binance', 3.5e6],
      ['hyperliquid', 5e5],
    ])
  })

  it('is a band around what is modelled of it alone', () => {
    expect(wall!.range.low).toBeCloseTo(1e6 + 3e6 / 2, 3)
    expect(wall!.range.high).toBeCloseTo(1e6 + 3e6 * 2, 3)
  })

  it('is how it weighs against a day, how it stands out, and how likely price is to come to it', () => {
    expect(wall!.dayShare).toBeCloseTo(0.4, 9)
    expect(wall!.contrast).toBe(Number.POSITIVE_INFINITY)
    expect(wall!.isSignificant).toBe(true)
    // Half a standard deviation away.
    expect(wall!.touchChance).toBeCloseTo(0.617, 2)
  })

  it.each([
    ['too little of a day', { liquidatedDayUsd: 4e6 / 0.149 }, 1.2, 0],
    ['too little at the lower end of its band', { liquidatedDayUsd: 1e7 }, 9, 0],
    ['no higher than the ground', { liquidatedDayUsd: 1e7 }, 1.2, 4e6],
  ])('is not significant where it is %s', (_, facts, factor, ground) => {
    const made = { time: T0, longs, factor, ground, facts: { ...FACTS, ...facts } }
    const found = new SignalRun().push(readingOf(made)).clusters
    expect(found.some((one) => one.isSignificant)).toBe(false)
    expect(found.length).toBeGreaterThan(0)
  })
})

describe('a pattern in time', () => {
  const wall = { longs: [[0.99, 5e6]] as const, facts: FACTS, ground: 2_000 }

  it('is one as long as it stands, and ends where price comes to it', () => {
    const run = new SignalRun()
    const states = Array.from({ length: 20 }, (_, hour) =>
      run.push(readingOf({ ...wall, time: T0 + hour * HOUR })),
    )
    const ids = new Set(states.flatMap(({ formations }) => formations.map(({ id }) => id)))
    expect(ids.size).toBe(1)
    const at = T0 + 20 * HOUR
    const touched = readingOf({ ...wall, time: at, low: PRICE * 0.9899 })
    expect(run.push(touched)).toMatchObject({
      formations: [],
      endedFormations: [
        { kind: 'dense-wall', since: T0 + 6 * HOUR, until: at, how: 'reached', reached: 'long' },
      ],
    })
    // What price came to is not told anew an hour later.
    expect(run.push(readingOf({ ...wall, time: at + HOUR })).formations).toEqual([])
  })

  it('fades four hours after its rule last held', () => {
    const run = new SignalRun()
    for (let hour = 0; hour < 10; hour++) run.push(readingOf({ ...wall, time: T0 + hour * HOUR }))
    const ends = Array.from({ length: 6 }, (_, i) => {
      const time = T0 + (10 + i) * HOUR
      const heavier = { ...wall, time, shorts: [[1.01, 5e6]] as const }
      return run
        .push(readingOf(heavier))
        .endedFormations.map(({ how, held, until }) => [
          how,
          (held - T0) / HOUR,
          (until - T0) / HOUR,
        ])
    })
    expect(ends.flat()).toEqual([['faded', 9, 13]])
  })
})

describe('laws of a run', () => {
  /** Each is a run of up to 54 readings. */
  const RUNS = { numRuns: 40 }
  const level = fc.tuple(
    fc.double({ min: 0.94, max: 1.06, noNaN: true }),
    fc.double({ min: 1e4, max: 2e7, noNaN: true }),
  )
  const levels = fc.array(level, { maxLength: 5 })
  const made = fc.record({
    longs: levels,
    shorts: levels,
    ground: fc.constantFrom(0, 500, 20_000),
    price: fc.double({ min: PRICE * 0.97, max: PRICE * 1.03, noNaN: true }),
    reach: fc.double({ min: 0, max: 0.02, noNaN: true }),
    facts: fc.record({
      liquidatedDayUsd: fc.constantFrom(undefined, 0, 1e6, 1e8),
      openInterestUsd: fc.constantFrom(undefined, 1e9),
      dailySigma: fc.constantFrom(undefined, 0.03),
      calmRank: fc.constantFrom(undefined, 0.1, 0.9),
    }),
  })
  /** Maps that stay for a while, at times that are not always an hour apart. */
  const past = fc
    .array(
      fc.tuple(made, fc.integer({ min: 1, max: 9 }), fc.constantFrom(HOUR, 7 * MINUTE, 3 * HOUR)),
      { minLength: 1, maxLength: 6 },
    )
    .map((stays) => {
      let time = T0
      return stays.flatMap(([{ reach, ...map }, count, apart]) =>
        Array.from({ length: count }, () => {
          time += apart
          const [low, high] = [map.price * (1 - reach), map.price * (1 + reach)]
          return readingOf({ ...map, low, high, time })
        }),
      )
    })
  const run = (readings: readonly MarketReading[]) => {
    const signals = new SignalRun()
    return readings.map((reading) => signals.push(reading))
  }

  it('knows nothing of what comes later, and says the same again', () => {
    fc.assert(
      fc.property(past, fc.nat(), (readings, cut) => {
        const all = run(readings)
        const end = 1 + (cut % readings.length)
        expect(run(readings.slice(0, end))).toEqual(all.slice(0, end))
      }),
      RUNS,
    )
  })

  it('never has more in the clusters of a side than the side holds', () => {
    fc.assert(
      fc.property(past, (readings) => {
        run(readings).forEach(({ clusters }, i) => {
          const { longUsd, shortUsd } = readings[i]!.density
          for (const [side, usd] of [
            ['long', longUsd],
            ['short', shortUsd],
          ] as const) {
            const held = usd.reduce((a, b) => a + b, 0)
            const own = clusters.filter((one) => one.side === side)
            expect(own.reduce((sum, one) => sum + one.usd, 0)).toBeLessThanOrEqual(
              held * (1 + 1e-9),
            )
          }
        })
      }),
      RUNS,
    )
  })

  it('begins every pattern once, ends it once, and never has it stand after its end', () => {
    fc.assert(
      fc.property(past, (readings) => {
        const over = new Set<string>()
        const begun = new Map<string, number>()
        for (const { time, formations, endedFormations } of run(readings)) {
          for (const { id, until } of endedFormations) {
            expect(over.has(id)).toBe(false)
            expect(begun.has(id)).toBe(true)
            expect(until).toBe(time)
            over.add(id)
          }
          expect(new Set(formations.map(({ id }) => id)).size).toBe(formations.length)
          for (const { id, since, held } of formations) {
            expect(over.has(id)).toBe(false)
            expect(begun.get(id) ?? time).toBe(since)
            expect(held).toBeLessThanOrEqual(time)
            begun.set(id, since)
          }
        }
      }),
      RUNS,
    )
  })
})
