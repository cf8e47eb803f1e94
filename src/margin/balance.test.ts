import { describe, expect, test } from 'vitest'
import type { MarginRule } from '../market/margin-rule.ts'
import { quantity } from '../market/units.ts'
import { liquidationPrice } from './liquidation-price.ts'
import { generic, long, one, priceOf } from './solver.fixture.ts'

describe('what stands behind a position', () => {
  test("another position's profit and maintenance margin in a cross account", () => {
    const others = [
      {
        side: 'short' as const,
        quantity: quantity(2),
        entry: 3_000,
        mark: 2_900,
        maintenanceRate: 0.01,
        deduction: 8,
      },
    ]
    const cross = { marginMode: 'cross' as const, funds: { wallet: 5_000, others } }
    // W = 5,000 + 200 − (5,800 × 1 % − 8) = 5,150
    expect(priceOf(cross)).toBeCloseTo((65_000 - 5_150) / 0.996, 8)
    const rule: MarginRule = {
      ...generic,
      fee: { treatment: 'at-liquidation', rate: 0.0005 },
      crossMargin: { kind: 'all', othersPayFee: true },
    }
    expect(priceOf({ ...cross, rule })).toBeCloseTo((65_000 - 5_150 + 2.9) / (0.996 - 0.0005), 8)
    // Bankruptcy counts the profit of the other, not what it must hold.
    expect(liquidationPrice({ ...long, ...cross }).bankruptcyPrice).toBeCloseTo(59_800, 8)
  })

  test('an inverse account counts in coin', () => {
    const others = [
      {
        side: 'long' as const,
        quantity: quantity(10_000),
        entry: 50_000,
        mark: 40_000,
        maintenanceRate: 0.01,
        deduction: 0,
      },
    ]
    const price = priceOf({
      contract: 'inverse',
      marginMode: 'cross',
      quantity: quantity(65_000),
      funds: { wallet: 1, others },
      tiers: { unit: 'base', tiers: [one(0.004)] },
    })
    // 10,000/50,000 − 10,000/40,000 = −0.05 coin; maintenance 0.25 × 1 %
    expect(price).toBeCloseTo((65_000 * 1.004) / (1 - 0.05 - 0.0025 + 1), 8)
  })

  // https://www.bybit.com/en/help-center/article/Liquidation-Price-Calculation-under-Isolated-Mode-Unified-Trading-Account
  test('margin added where the fee cancels is scaled by it', () => {
    const fee = 0.00055
    const rule: MarginRule = {
      ...generic,
      fee: { treatment: 'cancels', rate: fee },
      isolatedMargin: 'initial',
    }
    const funds = { leverage: 10, extraMargin: 500 }
    expect(priceOf({ rule, funds })).toBeCloseTo(
      (65_000 - 6_500 - 500 / (1 - fee)) / (1 - 0.004),
      8,
    )
    expect(priceOf({ rule, funds, side: 'short' })).toBeCloseTo(
      (-65_000 - 6_500 - 500 / (1 + fee)) / (-1 - 0.004),
      8,
    )
    const inverse = {
      rule,
      contract: 'inverse' as const,
      quantity: quantity(65_000),
      funds: { leverage: 10, extraMargin: 0.01 },
      tiers: { unit: 'base' as const, tiers: [one(0.004)] },
    }
    expect(priceOf(inverse)).toBeCloseTo((65_000 * 1.004) / (1 + 0.1 + 0.01 / (1 + fee)), 8)
    expect(priceOf({ ...inverse, side: 'short' })).toBeCloseTo(
      (65_000 * 0.996) / (1 - 0.1 - 0.01 / (1 - fee)),
      8,
    )
  })

  test('a fee at the bankruptcy price', () => {
    const fee = 0.00075
    const rule: MarginRule = {
      ...generic,
      maintenanceOn: 'entry',
      fee: { treatment: 'at-bankruptcy', rate: fee },
    }
    const inverse = {
      rule,
      contract: 'inverse' as const,
      quantity: quantity(65_000),
      funds: { leverage: 10 },
      tiers: { unit: 'base' as const, tiers: [one(0.005)] },
    }
    const bankruptcy = ((1 + fee) * 65_000) / (1 + 0.1)
    expect(priceOf(inverse)).toBeCloseTo(
      1 / (1 / 65_000 + (0.1 - 0.005 - (fee * 65_000) / bankruptcy) / 65_000),
      8,
    )
  })

  test('margin added to a wallet', () => {
    expect(priceOf({ funds: { wallet: 6_500, extraMargin: 500 } })).toBeCloseTo(58_000 / 0.996, 8)
  })

  test('an adjust factor is a rate per leverage', () => {
    const rule: MarginRule = { ...generic, maintenanceRate: 'adjust-factor' }
    expect(priceOf({ rule, adjustFactor: 0.075 })).toBeCloseTo(58_500 / (1 - 0.0075), 8)
    expect(priceOf({ rule })).toBeCloseTo(58_500 / 0.996, 8)
  })

  test('a maintenance margin that the venue states replaces the rate', () => {
    const rule: MarginRule = { ...generic, maintenanceOn: 'entry' }
    expect(priceOf({ rule, statedMaintenance: 300 })).toBeCloseTo(58_800, 8)
  })
})
