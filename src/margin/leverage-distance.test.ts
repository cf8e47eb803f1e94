import { describe, expect, test } from 'vitest'
import { findInstrument, findVenue } from '../venues/registry.ts'
import { leverageDistance } from './leverage-distance.ts'

// Binance: first tier 0.4 %, at most 150x, no fee.
const binance = findVenue('binance')!
const rule = binance.marginRules[0]!
const { tiers } = findInstrument(binance, 'BTCUSDT')!.riskTiers.at(-1)!
const high = { ...tiers[0]!, maintenanceRate: 0.02 }

describe('leverageDistance', () => {
  // d = (1/L − m) / (1 − m) for a long, (1/L − m) / (1 + m) for a short.
  test.each([2, 5, 10, 25, 50, 100, 125, 150])('%dx', (leverage) => {
    const room = 1 / leverage - 0.004
    expect(leverageDistance(rule, tiers, 'long', leverage)).toBeCloseTo(room / 0.996, 12)
    expect(leverageDistance(rule, tiers, 'short', leverage)).toBeCloseTo(room / 1.004, 12)
  })

  test('undefined where the venue does not allow it, or nothing is left to lose', () => {
    expect(leverageDistance(rule, tiers, 'long', 151)).toBeUndefined()
    expect(leverageDistance(rule, tiers, 'long', 1)).toBeUndefined()
    expect(leverageDistance(rule, tiers, 'short', 1)).toBeCloseTo(0.996 / 1.004, 12)
    expect(leverageDistance(rule, [high], 'long', 60)).toBeUndefined()
    expect(leverageDistance(rule, tiers, 'long', 0)).toBeUndefined()
    expect(leverageDistance(rule, tiers, 'long', Number.NaN)).toBeUndefined()
  })
})
