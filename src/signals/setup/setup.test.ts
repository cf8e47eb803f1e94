import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binEdge, binOf } from '../../market/price-bin.ts'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import type { PositionSide } from '../../market/units.ts'
import { MOST_RISK, NO_ADVICE, setupOf } from './setup.ts'
import type { Setup } from './setup.ts'
import type { ConditionName } from './setup-conditions.ts'
import type { SetupCluster, SetupQuestion } from './setup-question.ts'

const PRICE = 60_000
/** A Wednesday. */
const TIME = Date.UTC(2026, 0, 7, 12)

function cluster(side: PositionSide, from: number, to: number, usd = 10e6): SetupCluster {
  const centrePrice = Math.sqrt(from * to)
  const distance = centrePrice / PRICE - 1
  return {
    side,
    firstBin: binOf(from),
    endBin: binOf(to),
    priceFrom: from,
    priceTo: to,
    peakPrice: centrePrice,
    centrePrice,
    distance,
    usd,
    distanceBand: Math.abs(distance) <= 0.02 ? 'near' : 'far',
    isSignificant: true,
  }
}

/** 1,000 USD in every bin within 5 %. */
const book = (perBin = 1000) => {
  const [first, last] = [binOf(PRICE * 0.95), binOf(PRICE * 1.05)]
  const bins = Array.from({ length: last - first }, (_, i) => {
    const isBid = binEdge(first + i) < PRICE
    return { bin: first + i, bidUsd: isBid ? perBin : 0, askUsd: isBid ? 0 : perBin }
  })
  return { zoom: 0, bins, reach: { from: binEdge(first), to: binEdge(last) } }
}

const FULL: SetupQuestion = {
  time: TIME,
  price: PRICE,
  clusters: [cluster('long', 59_000, 59_200, 4e6), cluster('short', 60_900, 61_200, 9e6)],
  aboveUsd: 20e6,
  belowUsd: 8e6,
  book: book(),
  discount: 0.3,
  weekendWeight: 0.8,
  dailySigma: 0.03,
  calendar: { effect: 'none', events: [] },
  bucket: 5 * MINUTE,
  horizon: DAY,
}
const ask = (change: Partial<SetupQuestion> = {}): Setup => setupOf({ ...FULL, ...change })
const holds = ({ conditions }: Setup, name: ConditionName) =>
  conditions.find((one) => one.name === name)!.holds

describe('a frame where everything holds', () => {
  test('goes toward the heavier side, between the two clusters', () => {
    const found = ask()
    expect(found).toMatchObject({ standing: 'stands', side: 'long', notice: NO_ADVICE })
    expect(found.conditions.map((one) => one.holds)).toEqual(found.conditions.map(() => true))
    const { entryFrom, entryTo, entry, stop, target, rewardOverRisk } = found.levels!
    expect(entryFrom).toBeCloseTo(60_900 * 0.995, 6)
    expect(entryTo).toBeCloseTo(60_900 * 0.997, 6)
    expect(entry).toBeCloseTo(60_900 * 0.996, 6)
    expect(stop).toBeCloseTo(59_000 * 0.999, 6)
    expect(target).toBe(61_200)
    expect(rewardOverRisk).toBeCloseTo((target - entry) / (entry - stop), 9)
    expect(found.risk).toBe(MOST_RISK)
    expect(found.notionalShare! * (1 - stop / entry)).toBeCloseTo(MOST_RISK, 9)
    expect(found.expectedUsd).toBeCloseTo(9e6 * 0.7, 6)
  })

  test('is the same downwards', () => {
    const found = ask({ aboveUsd: 8e6, belowUsd: 20e6 })
    expect(found).toMatchObject({ standing: 'stands', side: 'short' })
    expect(found.levels!.entryFrom).toBeCloseTo(59_200 * 1.003, 6)
    expect(found.levels!.stop).toBeCloseTo(61_200 * 1.001, 6)
    expect(found.levels!.target).toBe(59_000)
  })
})

describe('what does not hold', () => {
  test.each<[ConditionName, Partial<SetupQuestion>]>([
    ['asymmetry', { aboveUsd: 15e6 }],
    ['distance', { clusters: [FULL.clusters[0]!, cluster('short', 64_000, 64_200)] }],
    ['opposite-cluster', { clusters: [FULL.clusters[1]!] }],
    ['entry-ahead', { price: 60_800 }],
    ['significant', { clusters: FULL.clusters.map((one) => ({ ...one, isSignificant: false })) }],
  ])('%s makes it fail, with no size', (name, change) => {
    const found = ask(change)
    expect(holds(found, name)).toBe(false)
    expect(found).toMatchObject({ standing: 'fails', risk: 0, notionalShare: undefined })
  })

  test.each<[ConditionName, Partial<SetupQuestion>]>([
    ['thin-book', { book: book(1e6) }],
    ['within-horizon', { dailySigma: 0.01 }],
    ['timeframe', { bucket: HOUR }],
  ])('%s makes it smaller', (name, change) => {
    const found = ask(change)
    expect(holds(found, name)).toBe(false)
    expect(found.standing).toBe('stands')
    expect(found.risk).toBeCloseTo(0.005 + 0.015 * 0.8, 9)
  })
})

describe('what is not known', () => {
  test.each<[ConditionName, Partial<SetupQuestion>, string]>([
    ['thin-book', { book: undefined }, 'no book is known so far'],
    [
      'thin-book',
      { book: { ...book(), reach: { from: 59_990, to: 60_010 } } },
      'no book is known so far',
    ],
    ['within-horizon', { dailySigma: undefined }, 'the volatility is not known'],
    [
      'discount-known',
      { discount: undefined },
      'how much of the map comes true was not measured here',
    ],
    ['no-event', { calendar: undefined }, 'there is no calendar of events'],
  ])('%s is said, and counts as if it did not hold', (name, change, says) => {
    const found = ask(change)
    expect(found.conditions.find((one) => one.name === name)).toMatchObject({
      holds: undefined,
      says,
    })
    expect(found.standing).toBe('stands')
    expect(found.risk).toBeLessThan(MOST_RISK)
  })

  test('leaves it open where it must hold', () => {
    const clusters = FULL.clusters.map((one) => ({ ...one, isSignificant: undefined }))
    expect(ask({ clusters })).toMatchObject({ standing: 'open', risk: 0 })
  })

  test('of a weekend leaves unknown what the cluster would bring, and nothing else', () => {
    const saturday = TIME + 3 * DAY
    expect(ask({ time: saturday }).expectedUsd).toBeCloseTo(9e6 * 0.7 * 0.8, 6)
    expect(ask({ time: saturday, weekendWeight: undefined }).expectedUsd).toBeUndefined()
    expect(ask({ weekendWeight: undefined }).expectedUsd).toBeCloseTo(9e6 * 0.7, 6)
  })
})

test('a scheduled event halves it or mutes it, and is named', () => {
  const events = [{ from: TIME, to: TIME, title: 'Rate decision', impact: 'high' as const }]
  const halved = ask({ calendar: { effect: 'halve', events } })
  expect(halved.risk).toBeCloseTo((0.005 + 0.015 * 0.8) / 2, 9)
  expect(halved.conditions.at(-1)!.says).toBe('near: Rate decision')
  expect(ask({ calendar: { effect: 'mute', events } })).toMatchObject({
    standing: 'muted',
    risk: 0,
  })
})

test('never risks more than 2 %, stops on the far side of the entry, aims beyond it', () => {
  const share = fc.double({ min: 0.0005, max: 0.06, noNaN: true })
  const usd = fc.double({ min: 0, max: 1e9, noNaN: true })
  const clusterOf = (side: PositionSide) =>
    fc
      .record({
        away: share,
        width: share,
        usd,
        isSignificant: fc.constantFrom(true, false, undefined),
      })
      .map(({ away, width, usd, isSignificant }) => {
        const [near, far] =
          side === 'long' ? [1 - away, 1 - away - width] : [1 + away, 1 + away + width]
        const found = cluster(side, PRICE * Math.min(near, far), PRICE * Math.max(near, far), usd)
        return { ...found, isSignificant }
      })
  const known = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
  const question: fc.Arbitrary<SetupQuestion> = fc.record({
    time: fc.integer({ min: 0, max: 2e12 }),
    price: fc.constant(PRICE),
    clusters: fc
      .tuple(
        fc.array(clusterOf('long'), { maxLength: 4 }),
        fc.array(clusterOf('short'), { maxLength: 4 }),
      )
      .map((sides) => sides.flat().toSorted((a, b) => a.centrePrice - b.centrePrice)),
    aboveUsd: usd,
    belowUsd: usd,
    book: known(fc.integer({ min: 0, max: 1e6 }).map(book)),
    discount: known(fc.double({ min: -2, max: 1, noNaN: true })),
    weekendWeight: known(fc.double({ min: 0, max: 3, noNaN: true })),
    dailySigma: known(fc.double({ min: 1e-4, max: 0.2, noNaN: true })),
    calendar: known(
      fc.record({
        effect: fc.constantFrom('none' as const, 'halve' as const, 'mute' as const),
        events: fc.constant([]),
      }),
    ),
    bucket: fc.constantFrom(MINUTE, HOUR),
    horizon: fc.constantFrom(4 * HOUR, DAY, 7 * DAY),
  })
  fc.assert(
    fc.property(question, (asked) => {
      const found = setupOf(asked)
      expect(found.risk).toBeGreaterThanOrEqual(0)
      expect(found.risk).toBeLessThanOrEqual(MOST_RISK)
      expect(found.notice).toBe(NO_ADVICE)
      for (const { says } of found.conditions) expect(says).not.toBe('')
      if (found.standing !== 'stands') expect(found.risk).toBe(0)
      if (found.levels === undefined) return
      const up = found.side === 'long' ? 1 : -1
      const { entry, stop, target } = found.levels
      expect(up * (entry - stop)).toBeGreaterThan(0)
      expect(up * (target - entry)).toBeGreaterThan(0)
    }),
    { numRuns: 500 },
  )
})
