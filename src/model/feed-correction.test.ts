import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyCandleColumns } from '../market/candle-columns.ts'
import type { CandleColumns } from '../market/candle-columns.ts'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../market/units.ts'
import { correctedUsd, FEED_BAND, learnFeedCorrection } from './feed-correction.ts'
import { throttled } from './throttled-feed.ts'
import type { FeedPrint } from './feed-minutes.ts'
import type { FeedReference, KeptPrint } from './throttled-feed.ts'

const START = Date.UTC(2026, 0, 5)

/**
 * A market of some days: calm minutes with a lone liquidation now and then, and bursts within
 * seconds while price runs. `busy` is how many liquidations there are of what is usual.
 */
function market(seed: number, days = 5, busy = 1): FeedReference {
  const random = seededRandom(seed)
  const minutes = (days * DAY) / MINUTE
  const candles = emptyCandleColumns(MINUTE, minutes)
  const prints: FeedPrint[] = []
  let price = 50_000
  let stress = 1
  for (let i = 0; i < minutes; i++) {
    stress = Math.max(1, stress * 0.8)
    if (random() < 0.003) stress = 3 + 6 * random()
    const move = 0.0005 * stress * normal(random)
    candles.openTime[i] = START + i * MINUTE
    candles.open[i] = price
    price *= Math.exp(move)
    candles.close[i] = price
    candles.high[i] = Math.max(candles.open[i]!, price) * (1 + 0.0003 * stress)
    candles.low[i] = Math.min(candles.open[i]!, price) * (1 - 0.0003 * stress)
    const count = Math.floor(busy * stress ** 2 * random() * random() * 3)
    const seconds = Math.ceil(count / stress)
    for (let n = 0; n < count; n++)
      prints.push({
        time: START + i * MINUTE + Math.floor((n / count) * seconds) * SECOND + n,
        position: move < 0 ? 'long' : 'short',
        usd: 10_000 * Math.exp(1.2 * normal(random)),
      })
  }
  return { prints, candles }
}

const total = (hours: ReadonlyMap<number, readonly [number, number]>): number =>
  [...hours.values()].reduce((sum, [long, short]) => sum + long + short, 0)

const usdOf = (prints: readonly FeedPrint[]): number =>
  prints.reduce((sum, { usd }) => sum + usd, 0)

const references = [101, 102].map((seed) => market(seed))
const kinds: readonly KeptPrint[] = ['latest', 'largest']

describe('a throttled feed', () => {
  test('keeps one print of each second, the latest or the largest', () => {
    const at = (time: number, usd: number): FeedPrint => ({ time, position: 'long', usd })
    const prints = [at(0, 5), at(400, 9), at(900, 1), at(1_000, 2)]
    expect(throttled(prints, 'latest').map(({ usd }) => usd)).toEqual([1, 2])
    expect(throttled(prints, 'largest').map(({ usd }) => usd)).toEqual([9, 2])
  })

  test('throttled again stays as it is', () => {
    for (const kept of kinds) {
      const once = throttled(references[0]!.prints, kept)
      expect(throttled(once, kept)).toEqual(once)
    }
  })
})

describe.each(kinds)('the correction of feeds that keep the %s', (kept) => {
  const correction = learnFeedCorrection(references, kept)

  test('is none where the reference loses nothing', () => {
    const sparse = references.map(({ prints, candles }) => ({
      prints: throttled(prints, kept),
      candles,
    }))
    for (const factor of learnFeedCorrection(sparse, kept).factors.flat())
      expect(factor).toBeCloseTo(1, 12)
  })

  test('is none where there is nothing to learn from', () => {
    expect(
      learnFeedCorrection([], kept)
        .factors.flat()
        .every((factor) => factor === 1),
    ).toBe(true)
  })

  test('rises with prints and with range, and is never below 1', () => {
    const { factors } = correction
    factors.forEach((row, i) =>
      row.forEach((factor, j) => {
        expect(factor).toBeGreaterThanOrEqual(1)
        expect(factor).toBeGreaterThanOrEqual(factors[i - 1]?.[j] ?? 1)
        expect(factor).toBeGreaterThanOrEqual(row[j - 1] ?? 1)
      }),
    )
    expect(factors.at(-1)!.at(-1)).toBeGreaterThan(1.5 * factors[0]![0]!)
  })

  test('gives back fresh markets within the band, of a half and of twice the activity too', () => {
    for (const busy of [0.5, 1, 2])
      for (const seed of [1, 2, 3]) {
        const { prints, candles } = market(seed, 5, busy)
        const shown = throttled(prints, kept)
        const part = total(correctedUsd(correction, shown, candles, HOUR)) / usdOf(prints)
        expect(part).toBeGreaterThan(1 - FEED_BAND)
        expect(part).toBeLessThan(1 + FEED_BAND)
        // As busy as those it was learnt from it is nearer than the feed as it is.
        if (busy === 1) expect(Math.abs(1 - part)).toBeLessThan(1 - usdOf(shown) / usdOf(prints))
      }
  })

  test('adds up to the same by hours and by minutes, side by side', () => {
    const { prints, candles } = market(4, 1)
    const shown = throttled(prints, kept)
    const [hours, minutes] = [HOUR, MINUTE].map((every) =>
      correctedUsd(correction, shown, candles, every),
    )
    expect([...hours!.keys()]).toEqual(Array.from({ length: 24 }, (_, i) => START + (i + 1) * HOUR))
    expect(total(minutes!)).toBeCloseTo(total(hours!), 3)
    const longs = shown.filter(({ position }) => position === 'long')
    const ofLongs = [...hours!.values()].reduce((sum, [long]) => sum + long, 0)
    expect(ofLongs).toBeGreaterThanOrEqual(usdOf(longs))
  })
})

test('no hour is told to be less than what was shown of it', () => {
  const candles: CandleColumns = market(7, 1).candles
  const correction = learnFeedCorrection(references, 'largest')
  const print = fc.record({
    time: fc.integer({ min: START, max: START + DAY - 1 }),
    position: fc.constantFrom('long' as const, 'short' as const),
    usd: fc.double({ min: 1, max: 1e7, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(print, { maxLength: 60 }), (prints) => {
      const sorted = [...prints].sort((a, b) => a.time - b.time)
      const shown = throttled(sorted, 'largest')
      const seen = new Map<number, number>()
      for (const { time, usd } of shown) {
        const end = (Math.floor(time / HOUR) + 1) * HOUR
        seen.set(end, (seen.get(end) ?? 0) + usd)
      }
      for (const [end, [long, short]] of correctedUsd(correction, shown, candles, HOUR))
        expect(long + short).toBeGreaterThanOrEqual((seen.get(end) ?? 0) * (1 - 1e-12))
    }),
  )
})

test('candles that are no minutes are refused', () => {
  const { prints, candles } = references[0]!
  const hours = { ...candles, interval: HOUR }
  expect(() => learnFeedCorrection([{ prints, candles: hours }], 'latest')).toThrow(RangeError)
})
