import { describe, expect, test } from 'vitest'
import { parseVenueId } from '../market/instrument.ts'
import { READERS } from '../venues/readers.ts'
import { askSample, counting } from './ask-sample.fixture.ts'
import { realExchange } from './ccxt.fixture.ts'
import { findLongTail, LONG_TAIL, LONG_TAIL_READERS } from './registry.ts'
import { CANDLES_A_TO_G } from './candles-a-to-g.fixture.ts'
import { CANDLES_CHAIN } from './candles-chain.fixture.ts'
import { CANDLES_H_TO_Z } from './candles-h-to-z.fixture.ts'
import { FUNDING_A_TO_G } from './funding-a-to-g.fixture.ts'
import { FUNDING_CHAIN } from './funding-chain.fixture.ts'
import { FUNDING_H_TO_Z } from './funding-h-to-z.fixture.ts'
import { OPEN_INTEREST } from './open-interest.fixture.ts'
import { RISK_TIERS } from './risk-tiers.fixture.ts'
import type { Sample } from './sample.fixture.ts'

const CANDLES = [...CANDLES_A_TO_G, ...CANDLES_H_TO_Z, ...CANDLES_CHAIN]
const FUNDING = [...FUNDING_A_TO_G, ...FUNDING_H_TO_Z, ...FUNDING_CHAIN]

const about = (samples: readonly Sample[]) =>
  samples.map((sample) => [sample.venue, sample] as const)

describe('the list', () => {
  test('holds 25 venues and more, of unique ids, none of which Isotherm reads itself', () => {
    const ids = LONG_TAIL.map(({ id }) => id)
    expect(ids.length).toBeGreaterThanOrEqual(25)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(parseVenueId(id)).toBe(id)
    const native = new Set(READERS.map(({ venue }) => String(venue)))
    expect(ids.filter((id) => native.has(id))).toEqual([])
  })

  test.each(LONG_TAIL.map((venue) => [venue.id, venue] as const))(
    '%s: ccxt has each method that is claimed, and the pace that is stated',
    (_, venue) => {
      const exchange = realExchange(venue.ccxt)
      const claims = [
        venue.candles && 'fetchOHLCV',
        venue.openInterest && 'fetchOpenInterest',
        venue.funding && 'fetchFundingRate',
        venue.riskTiers && ['fetchMarketLeverageTiers', 'fetchLeverageTiers'],
      ].flatMap((name) => (name === undefined ? [] : [[name].flat()]))
      expect(claims.length).toBeGreaterThan(0)
      for (const names of claims)
        expect([names, names.some((name) => exchange.has[name] === true)]).toEqual([names, true])
      if (venue.candles !== undefined) expect(exchange.timeframes['1m']).toBeDefined()
      expect(venue.pace).toBeCloseTo(exchange.rateLimit, 6)
      for (const { evidence } of [
        venue.candles,
        venue.openInterest,
        venue.funding,
        venue.riskTiers,
      ].flatMap((source) => source ?? []))
        expect(evidence.length).toBeGreaterThan(5)
    },
  )

  test('no venue of it supplies liquidations, nor anything by socket', () => {
    for (const reader of LONG_TAIL_READERS) {
      expect(reader.supplies.length).toBeGreaterThan(0)
      for (const { stream, via } of reader.supplies) {
        expect(['candle', 'open-interest', 'funding-rate']).toContain(stream)
        expect(via).toBe('poll')
      }
      expect(reader.sockets([], ['liquidation', 'trade'])).toEqual([])
    }
  })

  test('what is supplied is what has a sample here, no more and no less', () => {
    const sampled = (samples: readonly Sample[]) => samples.map(({ venue }) => venue).sort()
    const having = (part: 'candles' | 'openInterest' | 'funding' | 'riskTiers') =>
      LONG_TAIL.filter((venue) => venue[part] !== undefined).map(({ id }) => id)
    expect(sampled(CANDLES)).toEqual(having('candles'))
    expect(sampled(OPEN_INTEREST)).toEqual(having('openInterest'))
    expect(sampled(FUNDING)).toEqual(having('funding'))
    expect(sampled(RISK_TIERS)).toEqual(having('riskTiers'))
  })
})

describe('the reader counts each question for what ccxt counts it', () => {
  test.each(about([...CANDLES, ...OPEN_INTEREST, ...FUNDING, ...RISK_TIERS]))(
    '%s',
    async (id, sample) => {
      const { cost, weight } = await askSample(findLongTail(id)!, sample)
      expect([sample.stream, Math.max(1, Math.ceil(cost()))]).toEqual([sample.stream, weight])
    },
  )

  test('and gives ccxt no more at once than it works off before the feed gives up', () => {
    for (const [i, reader] of LONG_TAIL_READERS.entries()) {
      const { pace, costs = {} } = LONG_TAIL[i]!
      const { count, per } = reader.limits.requests
      const half = count / 2
      expect(half * 2 * pace).toBeLessThan(15_000)
      expect(half).toBeGreaterThanOrEqual(Math.max(1, ...Object.values(costs)))
      expect(count / per).toBeCloseTo(1 / pace, 9)
    }
  })

  test.each(LONG_TAIL.map((venue) => [venue.id, venue] as const))(
    '%s: the list of markets costs what is stated',
    async (_, venue) => {
      const costs: number[] = []
      const exchange = await counting(async (id) => realExchange(id), costs)(venue.ccxt, venue.pace)
      exchange.fetchImplementation = async () => ({
        status: 200,
        statusText: '',
        headers: {},
        text: async () => '{"data":[],"result":[],"code":0,"symbols":[]}',
      })
      // What it makes of an empty answer is not of interest.
      await exchange.fetchMarkets().catch(() => undefined)
      const sum = costs.reduce((total, cost) => total + cost, 0)
      expect(Math.max(1, Math.ceil(sum))).toBe(venue.costs?.markets ?? 1)
    },
  )
})

describe('the documented answer, asked for and read through ccxt, means', () => {
  test.each(about(CANDLES))('%s: this volume in base coins', async (id, sample) => {
    const { events } = await askSample(findLongTail(id)!, sample)
    expect(events?.problems).toEqual([])
    const [first] = events?.value ?? []
    expect(first).toMatchObject({ type: 'candle', venue: id, interval: 60_000 })
    // The other amount of the sample over a mean price: right to a thousandth, wrong by powers of ten.
    const volume = first?.type === 'candle' ? first.volume : undefined
    expect(volume! / sample.is).toBeCloseTo(1, 2)
  })

  test.each(about(OPEN_INTEREST))('%s: this open interest in base coins', async (id, sample) => {
    const { events } = await askSample(findLongTail(id)!, sample)
    expect(events?.problems).toEqual([])
    const [first] = events?.value ?? []
    expect(first).toMatchObject({ type: 'open-interest', venue: id })
    expect(first).not.toHaveProperty('suspect')
    const told = first?.type === 'open-interest' ? first.openInterest : undefined
    expect(told! / sample.is).toBeCloseTo(1, 6)
  })

  test.each(about(FUNDING))('%s: this funding rate as a fraction', async (id, sample) => {
    const { events } = await askSample(findLongTail(id)!, sample)
    expect(events?.problems).toEqual([])
    const [first] = events?.value ?? []
    expect(first).toMatchObject({ type: 'funding-rate', venue: id })
    expect(first).not.toHaveProperty('suspect')
    expect(first?.type === 'funding-rate' ? first.fundingRate : undefined).toBeCloseTo(
      sample.is,
      15,
    )
  })

  test.each(about(RISK_TIERS))('%s: these risk tiers', async (id, sample) => {
    const venue = findLongTail(id)!
    const { tiers } = await askSample(venue, sample)
    expect(tiers?.problems).toEqual([])
    expect(tiers?.value?.unit).toBe(venue.riskTiers?.unit)
    const [first] = tiers?.value?.tiers ?? []
    expect(first).toMatchObject({ floor: 0, cap: sample.is, deduction: 0 })
    expect(first!.maintenanceRate).toBeLessThan(0.01)
  })
})
