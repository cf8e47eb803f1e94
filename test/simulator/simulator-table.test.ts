import { beforeAll, describe, expect, test } from 'vitest'
import { contest, feedsOf, referenceCorrection } from '../../bench/simulator/contestants.ts'
import type { Contest, ContestantId } from '../../bench/simulator/contestants.ts'
import { densityByLifetime } from '../../bench/simulator/density-by-lifetime.ts'
import { BUCKETS, marketHours, REACH } from '../../bench/simulator/market-hours.ts'
import type { MarketHour } from '../../bench/simulator/market-hours.ts'
import { distanceAt, modelMaps } from '../../bench/simulator/model-maps.ts'
import { scoreMaps } from '../../bench/simulator/score-maps.ts'
import type { MapScores } from '../../bench/simulator/score-maps.ts'
import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import { BarReader } from '../../src/model/bar-reader.ts'
import type { RealisedUsd } from '../../src/model/realised-usd.ts'
import type { FeedCorrection } from '../../src/model/feed-correction.ts'
import { FEED_BAND } from '../../src/model/feed-correction.ts'
import { modelSpec } from '../../src/model/models.ts'
import { PositionModel } from '../../src/model/position-model.ts'
import { BOTH_SIDES, LONG, SHORT } from '../../src/model/side.ts'
import { exactColumn } from '../../src/pipeline/exact-column.ts'
import { densityAround } from '../../src/score/price-buckets.ts'
import { simulateMarket } from '../../src/sim/market/run.ts'
import type { SimulationOptions, VenueRun } from '../../src/sim/market/run.ts'

const START = Date.UTC(2026, 0, 5)
const WARM_UP = 6 * DAY

const OTHER_MARKETS: readonly Pick<SimulationOptions, 'seed' | 'regime'>[] = [
  { seed: 22, regime: 'trend' },
  { seed: 23, regime: 'mixed' },
  { seed: 24, regime: 'crash' },
]

const shortMarket = (options: Pick<SimulationOptions, 'seed' | 'regime'>): VenueRun =>
  simulateMarket({ ...options, days: 12, start: START }).venues[0]!

let run: VenueRun
let moments: readonly MarketHour[]
let correction: FeedCorrection
let maps: Contest
const scored = new Map<ContestantId, MapScores>()
const scoresOf = (id: ContestantId): MapScores => scored.get(id)!

beforeAll(() => {
  run = shortMarket({ seed: 21, regime: 'range' })
  moments = marketHours(run)
  correction = referenceCorrection(START, 4)
  maps = contest(run, moments, correction)
  for (const id of Object.keys(maps) as ContestantId[])
    scored.set(id, scoreMaps(maps[id], moments, WARM_UP))
})

describe('the table of a simulated market', () => {
  test('gives the truth itself the best scores there are', () => {
    const { mass5, tv10, emd5, r10, top5, efficiency5, ...rest } = scoresOf('T')
    for (const right of [mass5, r10, top5, efficiency5]) expect(right).toBeCloseTo(1, 12)
    for (const wrong of [tv10, emd5]) expect(wrong).toBeCloseTo(0, 12)
    for (const ratio of rest.bias) expect(ratio).toBeCloseTo(1, 12)
    expect(rest.coverage).toBe(1)
  })

  test('has every score of every contestant', () => {
    for (const [id, { bias, ...scores }] of scored)
      for (const [name, score] of [...Object.entries(scores), ...bias.entries()])
        expect(Number.isFinite(score), `${id} ${name}`).toBe(true)
  })

  test('puts the learnt maps nearer to the truth than the common map', () => {
    for (const id of ['D3', 'D*'] as const) {
      expect(scoresOf(id).tv5).toBeLessThan(scoresOf('A').tv5!)
      expect(scoresOf(id).r5).toBeGreaterThan(scoresOf('A').r5!)
    }
  })

  test('gives controls that know no positions less than maps that do', () => {
    for (const id of ['N0', 'N1', 'N2'] as const) {
      expect(scoresOf(id).r5).toBeLessThan(scoresOf('D*').r5!)
      expect(scoresOf(id).gainPerEvent).toBeLessThan(scoresOf('D*').gainPerEvent!)
    }
    // The climatology stacked with itself can gain next to nothing on itself.
    expect(Math.abs(scoresOf('N0').gainPerEvent!)).toBeLessThan(0.02)
  })
})

test('learnt dollars are off by less than half as much as those of the common map', () => {
  const off = { A: 0, D3: 0, 'D*': 0 }
  const add = (id: keyof typeof off, { mass5 }: MapScores) =>
    (off[id] += Math.abs(Math.log(mass5!)))
  for (const id of ['A', 'D3', 'D*'] as const) add(id, scoresOf(id))
  for (const options of OTHER_MARKETS) {
    const market = shortMarket(options)
    const shown = marketHours(market)
    const { corrected, full } = feedsOf(market, correction)
    const scoresBy = (id: string, realised?: RealisedUsd) => {
      const spec = modelSpec(id, distanceAt(market.venue))
      return scoreMaps(
        modelMaps(market, shown, spec, realised && { realised }).hours,
        shown,
        WARM_UP,
      )
    }
    add('A', scoresBy('opening-only'))
    add('D3', scoresBy('isotherm', corrected))
    add('D*', scoresBy('isotherm', full))
  }
  // In the logarithm, in the mean over markets: one alone may be where chance puts it.
  for (const id of ['D3', 'D*'] as const) expect(off[id], id).toBeLessThan(off.A / 2)
})

test('no map knows what comes later', () => {
  const days = 8
  const minutes = (days * DAY) / MINUTE
  const cut = (column: Float64Array) => column.slice(0, minutes)
  const { candles, openInterest, published, all } = run
  const end = START + days * DAY
  const known = openInterest.time.filter((time) => time <= end).length
  const shorter: VenueRun = {
    ...run,
    candles: {
      interval: MINUTE,
      openTime: cut(candles.openTime),
      open: cut(candles.open),
      high: cut(candles.high),
      low: cut(candles.low),
      close: cut(candles.close),
      volume: cut(candles.volume),
      takerBuyVolume: cut(candles.takerBuyVolume),
    },
    openInterest: {
      time: openInterest.time.slice(0, known),
      value: openInterest.value.slice(0, known),
    },
    published: published.filter(({ time }) => time < end),
    all: all.filter(({ time }) => time < end),
    truth: run.truth.filter(({ time }) => time <= end),
  }
  const before = contest(shorter, marketHours(shorter), correction)
  for (const id of scored.keys()) {
    const last = (days * DAY) / HOUR - 1
    expect(before[id][last], id).toEqual(maps[id][last])
  }
})

test('a density by lifetime adds up to the exact column', () => {
  const model = new PositionModel(modelSpec('isotherm', distanceAt(run.venue)))
  const reader = new BarReader(run.candles, run.openInterest)
  let price = 0
  for (let i = 0; i < 3_000; i++) {
    const bar = reader.next()!
    model.push(bar)
    price = bar.close
  }
  const { levels } = exactColumn(model, 'linear', 0)
  const firstBin = levels[0]!.bin
  const long = new Float64Array(levels.at(-1)!.bin - firstBin + 1)
  const short = new Float64Array(long.length)
  for (const { bin, longUsd, shortUsd } of levels) {
    long[bin - firstBin] = longUsd
    short[bin - firstBin] = shortUsd
  }
  const column = densityAround({ firstBin, long, short }, price, REACH)
  const parts = densityByLifetime(model, price, REACH)
  expect(column).toHaveLength(BUCKETS)
  column.forEach((usd, i) => {
    const all = parts.reduce((sum, part) => sum + part[i]!, 0)
    expect(Math.abs(all - usd)).toBeLessThanOrEqual(1e-9 * usd + 1e-6)
  })
})

test('the corrected feed is within its band of the truth, and never below what is shown', () => {
  const feeds = feedsOf(run, correction)
  let [shown, corrected, full] = [0, 0, 0]
  for (const { time } of moments)
    for (const side of BOTH_SIDES) {
      expect(feeds.corrected(time, side)).toBeGreaterThanOrEqual(feeds.raw(time, side))
      shown += feeds.raw(time, side)
      corrected += feeds.corrected(time, side)
      full += feeds.full(time, side)
    }
  expect(shown).toBeLessThan(full)
  expect(corrected / full).toBeGreaterThan(1 - FEED_BAND)
  expect(corrected / full).toBeLessThan(1 + FEED_BAND)
  expect(feeds.full(moments.at(-1)!.time + HOUR, LONG)).toBeNaN()
  expect(feeds.full(START, SHORT)).toBeNaN()
})
