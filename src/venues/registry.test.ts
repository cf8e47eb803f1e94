import { describe, expect, test } from 'vitest'
import { parseInstrumentId } from '../market/instrument.ts'
import { marginRuleAt } from '../market/margin-rule.ts'
import { riskTierTableSchema } from '../market/schema.ts'
import { findInstrument, findVenue, VENUES } from './registry.ts'
import { day } from './venue.ts'

test('ids of venues, rules and instruments are unique and are found again', () => {
  const rules = VENUES.flatMap((venue) => venue.marginRules.map(({ id }) => id))
  const instruments = VENUES.flatMap((venue) => venue.instruments.map(({ id }) => String(id)))
  for (const ids of [VENUES.map(({ id }) => String(id)), rules, instruments])
    expect(new Set(ids).size).toBe(ids.length)
  for (const venue of VENUES) {
    expect(findVenue(venue.id)).toBe(venue)
    for (const one of venue.instruments) {
      expect(findInstrument(venue, one.symbol)).toBe(one)
      expect(parseInstrumentId(one.id)).toBe(`${venue.id}:${one.symbol}`)
    }
  }
  expect(findVenue('nowhere')).toBeUndefined()
})

describe.each(VENUES.map((venue) => [venue.id, venue] as const))('%s', (_, venue) => {
  test('every rule names its venue and where it comes from', () => {
    expect(venue.marginRules.length).toBeGreaterThan(0)
    for (const rule of venue.marginRules) {
      expect(rule.venue).toBe(venue.id)
      expect(rule.sources.length).toBeGreaterThan(0)
      expect(rule.fee.treatment === 'none').toBe(rule.fee.rate === 0)
      expect(rule.fee.rate).toBeLessThan(0.002)
      expect(rule.until ?? Infinity).toBeGreaterThan(rule.since ?? -Infinity)
    }
  })

  test('a rule that ended is followed by the next one at that moment', () => {
    for (const rule of venue.marginRules) {
      if (rule.until === undefined || venue.id === 'bitmex') continue
      for (const contract of rule.contracts)
        for (const marginMode of rule.marginModes) {
          const at = (time: number) =>
            marginRuleAt(venue.marginRules, { contract, marginMode, time })
          expect(at(rule.until - 1)).toBe(rule)
          expect(at(rule.until)).toBeDefined()
          expect(at(rule.until)).not.toBe(rule)
        }
    }
  })

  test('every instrument has a rule and risk tiers without holes', () => {
    for (const one of venue.instruments) {
      expect(venue.marginRules.some(({ contracts }) => contracts.includes(one.contract))).toBe(true)
      for (const table of one.riskTiers) {
        const known = table.tiers.map(({ maxLeverage, ...tier }) => ({
          ...tier,
          cap: tier.cap === Infinity ? 'Infinity' : (tier.cap ?? null),
          maxLeverage: maxLeverage ?? null,
        }))
        const read = riskTierTableSchema.safeParse({ ...table, tiers: known })
        expect(read.error?.issues ?? []).toEqual([])
        for (const { maxLeverage, maintenanceRate } of table.tiers)
          expect(maintenanceRate).toBeLessThanOrEqual(1 / (maxLeverage ?? 1))
      }
    }
  })
})

// Amounts as the venues publish them; ours are derived from the edges and rates.
describe('deductions are those that the venue publishes', () => {
  const deductions = (venue: string, symbol: string, table = -1) =>
    findInstrument(findVenue(venue)!, symbol)!
      .riskTiers.at(table)!
      .tiers.map(({ deduction }) => deduction)

  test.each([
    [
      'BTCUSDT',
      [
        0, 300, 1_500, 12_000, 132_000, 482_000, 2_982_000, 14_482_000, 26_482_000, 41_482_000,
        121_482_000, 421_482_000,
      ],
    ],
    [
      'ETHUSDT',
      [
        0, 300, 1_500, 12_000, 132_000, 382_000, 2_007_000, 9_507_000, 17_507_000, 27_507_000,
        80_507_000, 280_507_000,
      ],
    ],
    [
      'SOLUSDT',
      [0, 75, 1_475, 11_475, 31_475, 231_475, 2_231_475, 4_231_475, 16_731_475, 66_731_475],
    ],
    ['BTCUSD_PERP', [0, 0.005, 0.055, 0.43, 4.18, 24.18, 47.93, 77.93, 237.93, 837.93]],
    [
      'ETHUSD_PERP',
      [0, 0.0225, 0.3725, 6.3725, 43.8725, 293.8725, 643.8725, 1_093.8725, 3_493.8725, 12_493.8725],
    ],
    ['SOLUSD_PERP', [0, 4, 15.5, 130.5, 1_300.5, 2_235.5, 4_187.06, 8_860.19, 32_260.19]],
  ])('binance %s', (symbol, published) => {
    expect(deductions('binance', symbol)).toEqual(published)
  })

  test('binance BTCUSDT of 2024-10-24', () => {
    expect(deductions('binance', 'BTCUSDT', 0)).toEqual([0, 50, 950, 11_450])
  })

  test('gate and hyperliquid', () => {
    expect(deductions('gate', 'BTC_USDT')).toEqual([0, 250, 750])
    expect(deductions('hyperliquid', 'BTC')).toEqual([0, 1_875_000])
  })
})

test('the rules that changed, on both sides of their day', () => {
  const at = (venue: string, text: string) =>
    marginRuleAt(findVenue(venue)!.marginRules, {
      contract: 'linear',
      marginMode: 'isolated',
      time: day(text),
    })?.id
  expect([at('bybit', '2025-09-01'), at('bybit', '2025-09-02')]).toEqual([
    'bybit-pre-2025-09',
    'bybit-2025-09',
  ])
  expect([at('kucoin', '2025-05-21'), at('kucoin', '2025-05-22')]).toEqual([
    'kucoin-pre-2025-05',
    'kucoin-2025-05',
  ])
  expect([at('bitget', '2025-11-09'), at('bitget', '2025-11-10')]).toEqual([
    'bitget-flat',
    'bitget-2025-11',
  ])
})
