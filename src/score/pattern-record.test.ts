import { describe, expect, test } from 'vitest'
import type { CandleColumns } from '../market/candle-columns.ts'
import { DAY, HOUR } from '../market/units.ts'
import { candlesOf } from './closes.fixture.ts'
import { ClusterCases } from './cluster-cases.ts'
import { looksAfter } from './level-look.ts'
import { FEWEST_CASES, levelRecord } from './level-record.ts'
import { matchedExcess } from './matched-excess.ts'
import { FOLLOWED, MatchedTimes } from './matched-times.ts'
import { patternLevels, patternRecord } from './pattern-record.ts'
import type { PatternCase } from './pattern-record.ts'
import { pulledWalk } from './pulled-walk.fixture.ts'
import { spanLooks } from './span-record.ts'

const OPTIONS = { seed: 1, draws: 200, level: 0.95 }

/** A pattern a day, that points to where the walk's cluster of the day stands. */
function patternsOf(
  seed: number,
  pull: number,
): {
  readonly candles: CandleColumns
  readonly cases: readonly PatternCase[]
} {
  const { candles, placed } = pulledWalk(seed, 150, pull)
  const cases = placed.map(({ at, distance }): PatternCase => {
    const sincePrice = candles.close[at]!
    const side = distance > 0 ? 'short' : 'long'
    const targets = [{ side, price: sincePrice * Math.exp(distance) }] as const
    return { since: candles.openTime[at]! + HOUR, sincePrice, targets }
  })
  return { candles, cases }
}

const recordOf = ({ candles, cases }: ReturnType<typeof patternsOf>) => {
  const looks = spanLooks(candles, new MatchedTimes(candles), cases.map(patternLevels))
  return patternRecord(cases, looks, OPTIONS)
}

describe('where patterns point to places at which price would have come anyway', () => {
  test('the interval of what is above chance mostly holds 0, though price goes there more often than away', () => {
    let held = 0
    for (let seed = 0; seed < 8; seed++) {
      const { within } = recordOf(patternsOf(seed, 0))
      const { low, high } = within['24h'].findings!.reached.difference!
      if (low <= 0 && high >= 0) held++
    }
    expect(held).toBeGreaterThanOrEqual(7)
  })
})

describe('where price is pulled to what patterns point to', () => {
  test.each([1, 2, 3])('it comes there more often than by chance (market %i)', (seed) => {
    const { count, within } = recordOf(patternsOf(seed, 0.2))
    const { reached, toward, away } = within['24h'].findings!
    expect(count).toBe(148)
    expect(reached.difference!.low).toBeGreaterThan(0)
    expect(reached.difference!.value).toBeCloseTo(reached.mean - reached.chance, 12)
    expect(toward.sigmas).toBeGreaterThan(toward.chanceSigmas)
    expect(away.sigmas).toBeLessThan(away.chanceSigmas)
  })
})

test('too few cases have no rate, and cases of few stretches no interval', () => {
  const { candles, cases } = patternsOf(1, 0)
  const few = { candles, cases: cases.slice(10, 10 + FEWEST_CASES - 1) }
  expect(recordOf(few).within['24h']).toEqual({ cases: FEWEST_CASES - 1, findings: null })
  const near = recordOf({ candles, cases: cases.slice(10, 10 + FEWEST_CASES) }).within['24h']
  expect(near.findings!.reached.mean).toBeGreaterThan(0)
  expect(near.findings!.reached.difference).toBeNull()
})

test('endings are counted by how they ended, and how long patterns stood', () => {
  const begun = { since: 0, sincePrice: 100, targets: [{ side: 'short', price: 101 }] } as const
  const cases: readonly PatternCase[] = [
    { ...begun, until: HOUR, how: 'reached', reached: 'short' },
    { ...begun, until: 3 * HOUR, how: 'reached', reached: undefined },
    { ...begun, until: 9 * HOUR, how: 'faded' },
    begun,
  ]
  const record = patternRecord(cases, { '24h': [], '72h': [] }, OPTIONS)
  expect(record).toEqual({
    count: 4,
    ended: { long: 0, short: 1, either: 1, faded: 1, standing: 1 },
    stood: 3 * HOUR,
    within: { '24h': { cases: 0, findings: null }, '72h': { cases: 0, findings: null } },
  })
})

describe('a look', () => {
  /** Flat but for a rise of 2 % in the last hour but one of a span, and a fall of 1 % before. */
  const closes = new Float64Array(20 * 24).fill(100).map((price, i) => price + 0.01 * (i % 2))
  const at = 10 * 24
  closes[at + 5] = 99
  closes[at + 23] = 102
  const candles = candlesOf(closes)
  const time = candles.openTime[at]! + HOUR
  const look = (distances: readonly number[], span = DAY) =>
    looksAfter(candles, new MatchedTimes(candles), [{ time, distances }], span)[0]

  test('tells what was reached first, when, and how far price went', () => {
    const [above, below] = [Math.log(1.015), Math.log(0.995)]
    expect(look([above])!.reached).toEqual({ distance: above, after: 23 * HOUR })
    expect(look([above, below])!.reached).toEqual({ distance: below, after: 5 * HOUR })
    expect(look([Math.log(1.03)])!.reached).toBeUndefined()
    expect(look([above])!.toward).toBeCloseTo(Math.log(1.02), 12)
    expect(look([below])!.toward).toBeCloseTo(-Math.log(0.99), 12)
  })

  test('needs every candle of its span, and nothing after it', () => {
    const cut = candlesOf(closes.slice(0, at + 25))
    const times = new MatchedTimes(cut)
    const case_ = { time, distances: [0.01] }
    expect(looksAfter(cut, times, [case_], DAY)).toHaveLength(1)
    expect(looksAfter(cut, times, [case_], DAY + HOUR)).toEqual([])
    expect(
      looksAfter(candles, new MatchedTimes(candles), [{ ...case_, time: time + 1 }], DAY),
    ).toEqual([])
  })
})

test('matched times are like the time, and share nothing of what follows it', () => {
  const { candles, placed } = pulledWalk(4, 100, 0)
  const times = new MatchedTimes(candles)
  for (const { at } of placed.slice(0, 90)) {
    const moment = times.at(candles.openTime[at]! + HOUR)!
    const like = times.like(moment)
    expect(like.length).toBeGreaterThanOrEqual(50)
    for (const one of like) {
      expect(Math.abs(one.time - moment.time)).toBeGreaterThan(FOLLOWED)
      expect(Math.abs(one.momentum - moment.momentum)).toBeLessThan(2)
    }
  }
})

test('what all cases have in common with matched times is no excess', () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    time: (i + 1) * DAY,
    value: 1,
    matched: [{ time: ((i + 30) % 60) * DAY, value: 1 }],
  }))
  expect(matchedExcess(rows, OPTIONS)).toEqual({
    mean: 1,
    chance: 1,
    difference: { value: 0, low: 0, high: 0 },
  })
  expect(matchedExcess([{ time: 1, value: 1, matched: [] }], OPTIONS)).toBeUndefined()
})

test('a cluster is a case once of each kind, from when it is first of it', () => {
  const cases = new ClusterCases()
  const cluster = { id: 'a', centrePrice: 103, distanceBand: 'far', isSignificant: false } as const
  cases.push({ time: 1, price: 100, clusters: [{ ...cluster, isSignificant: undefined }] })
  cases.push({ time: 2, price: 100, clusters: [cluster] })
  cases.push({ time: 3, price: 101, clusters: [cluster] })
  cases.push({ time: 4, price: 102, clusters: [{ ...cluster, distanceBand: 'near' }] })
  cases.push({ time: 5, price: 100, clusters: [{ ...cluster, isSignificant: true }] })
  expect(cases.all.map(({ time, kind }) => [time, kind])).toEqual([
    [1, 'far unknown'],
    [2, 'far other'],
    [4, 'near other'],
    [5, 'far significant'],
  ])
  expect(cases.all[0]!.distances[0]).toBeCloseTo(Math.log(1.03), 12)
  expect(levelRecord([], OPTIONS)).toEqual({ cases: 0, findings: null })
})
