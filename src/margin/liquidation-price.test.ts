import { describe, expect, test } from 'vitest'
import { withDeductions } from '../market/risk-tier.ts'
import { quantity } from '../market/units.ts'
import type { LiquidationQuery } from './liquidation-price.ts'
import { liquidationPrice } from './liquidation-price.ts'
import { found, generic, long, one, priceOf } from './solver.fixture.ts'

describe('the bankruptcy price is apart from the liquidation price', () => {
  test.each([
    [10, 65_000, 58_500, 58_734.94],
    [50, 65_000, 63_700, 63_955.82],
    [20, 95_000, 90_250, 90_612.45],
  ])('%dx long at %d', (leverage, entry, bankruptcy, exact) => {
    const result = found(liquidationPrice({ ...long, entry, funds: { leverage } }))
    expect(result.bankruptcyPrice).toBeCloseTo(bankruptcy, 8)
    expect(result.liquidationPriceExact).toBeCloseTo(exact, 2)
  })
})

describe('no liquidation price', () => {
  test('a linear long at 1x, an inverse short at 1x', () => {
    for (const none of [
      liquidationPrice({ ...long, funds: { leverage: 1 } }),
      liquidationPrice({
        ...long,
        contract: 'inverse',
        side: 'short',
        funds: { leverage: 1 },
        tiers: { unit: 'base', tiers: [one(0.004)] },
      }),
    ])
      expect(none).toEqual({ kind: 'none', reason: 'never', bankruptcyPrice: undefined })
  })

  test('a notional beyond the known tiers, at the entry or on the way', () => {
    const tiers = { unit: 'quote' as const, tiers: [one(0.004, { cap: 70_000 })] }
    expect(liquidationPrice({ ...long, tiers }).kind).toBe('liquidation')
    const short = liquidationPrice({ ...long, tiers, side: 'short' })
    expect(short).toMatchObject({ kind: 'none', reason: 'beyond-tiers', cap: 70_000 })
    const large = liquidationPrice({ ...long, tiers, quantity: quantity(2) })
    expect(large).toMatchObject({ kind: 'none', reason: 'beyond-tiers', bankruptcyPrice: 58_500 })
  })

  test('tiers counted in contracts do not move with the price', () => {
    const tiers = { unit: 'contracts' as const, tiers: [one(0.004, { cap: 1_000 })] }
    const size = (coins: number) =>
      liquidationPrice({ ...long, tiers, contractSize: 0.01, quantity: quantity(coins) }).kind
    expect([size(9.99), size(10)]).toEqual(['liquidation', 'none'])
  })
})

describe('the tier at the liquidation price decides', () => {
  const rows = withDeductions([
    { floor: 0, cap: 60_000, maintenanceRate: 0.004, maxLeverage: 125 },
    { floor: 60_000, cap: Infinity, maintenanceRate: 0.01, maxLeverage: 50 },
  ])

  test('a long that falls into a lower tier is liquidated by that one', () => {
    const result = found(liquidationPrice({ ...long, tiers: { unit: 'quote', tiers: rows } }))
    expect(result.tierIndex).toBe(0)
    expect(result.liquidationPriceExact).toBeCloseTo(58_734.94, 2)
  })

  test('a short that rises into a higher tier is liquidated by that one', () => {
    const tiers = { unit: 'quote' as const, tiers: rows }
    const result = found(liquidationPrice({ ...long, side: 'short', entry: 59_000, tiers }))
    expect(result.tierIndex).toBe(1)
    // (E + (W + c)/q) / (1 + m)
    expect(result.liquidationPriceExact).toBeCloseTo((59_000 + 5_900 + 360) / 1.01, 8)
  })

  test('a flat rate that jumps at an edge can be what liquidates: the edge is the price', () => {
    const flat = rows.map((tier) => ({ ...tier, deduction: 0 }))
    const rule = { ...generic, deduction: false }
    const tiers = { unit: 'quote' as const, tiers: flat }
    // At 60,000 equity is 59,000/50 − 1,000 + margin = 300: enough for 0.4 %, not for 1 %.
    const query = { ...long, rule, tiers, side: 'short' as const, entry: 59_000 }
    const result = found(liquidationPrice({ ...query, funds: { wallet: 1_300 } }))
    expect(result.liquidationPriceExact).toBe(60_000)
    expect(result.tierIndex).toBe(1)
  })
})

test('a rate that grows with size is solved at the size the position has there', () => {
  const tier = one(0.01, { rateSlope: 0.00005 })
  const size = 50_000_000
  const query: LiquidationQuery = {
    ...long,
    contract: 'inverse',
    quantity: quantity(size),
    funds: { leverage: 10 },
    tiers: { unit: 'base', tiers: [tier] },
  }
  for (const side of ['long', 'short'] as const) {
    const { liquidationPriceExact: price, maintenanceMargin } = found(
      liquidationPrice({ ...query, side }),
    )
    const coins = size / price
    const sign = side === 'long' ? 1 : -1
    const equity = size / 65_000 / 10 + sign * (size / 65_000 - coins)
    expect(equity / (coins * (0.01 + 0.00005 * coins))).toBeCloseTo(1, 9)
    expect(maintenanceMargin / equity).toBeCloseTo(1, 9)
  }
})

test('a rate that hardly grows gives the price of a flat one', () => {
  const query: LiquidationQuery = {
    ...long,
    contract: 'inverse',
    quantity: quantity(65_000),
    tiers: { unit: 'base', tiers: [one(0.01)] },
  }
  const grown = { unit: 'base' as const, tiers: [one(0.01, { rateSlope: 1e-15 })] }
  for (const side of ['long', 'short'] as const)
    expect(priceOf({ ...query, side, tiers: grown }) / priceOf({ ...query, side })).toBeCloseTo(
      1,
      12,
    )
})

test('a rate that grows above the floor of its tier', () => {
  const rows = [one(0.01, { cap: 100 }), one(0.01, { floor: 100, rateSlope: 0.00005 })]
  const size = 300 * 65_000
  const query: LiquidationQuery = {
    ...long,
    contract: 'inverse',
    quantity: quantity(size),
    funds: { leverage: 10 },
    tiers: { unit: 'base', tiers: rows },
  }
  const { liquidationPriceExact: price } = found(liquidationPrice(query))
  const coins = size / price
  const needed = coins * (0.01 + 0.00005 * (coins - 100))
  expect((30 + 300 - coins) / needed).toBeCloseTo(1, 9)
})

test('margin below what is needed at the entry is said, and the price is where it would suffice', () => {
  const result = found(liquidationPrice({ ...long, funds: { leverage: 500 } }))
  expect(result.belowMaintenanceAtEntry).toBe(true)
  expect(result.liquidationPriceExact).toBeCloseTo((65_000 - 130) / 0.996, 8)
})

test('of two prices at which it would suffice again, the nearer one is given', () => {
  const query: LiquidationQuery = {
    ...long,
    contract: 'inverse',
    side: 'short',
    quantity: quantity(65_000_000),
    funds: { wallet: 50 },
    tiers: { unit: 'base', tiers: [one(0.01, { rateSlope: 0.00005 })] },
  }
  const result = found(liquidationPrice(query))
  // 50 + coins − 1,000 = coins × (1 % + 0.005 % × coins), at 1,011 and at 18,789 coins
  const coins = (0.99 - Math.sqrt(0.99 ** 2 - 4 * 0.00005 * 950)) / 0.0001
  expect(result.belowMaintenanceAtEntry).toBe(true)
  expect(result.liquidationPriceExact).toBeCloseTo(65_000_000 / coins, 6)
})

test('numbers that cannot be are refused', () => {
  for (const changes of [
    { entry: Number.NaN },
    { entry: 0 },
    { quantity: quantity(-1) },
    { tickSize: 0 },
    { feeRate: 1 },
    { funds: {} },
    { tiers: { unit: 'quote', tiers: [] } },
    { marginMode: 'cross', funds: { leverage: 10 } },
  ] satisfies Partial<LiquidationQuery>[])
    expect(() => liquidationPrice({ ...long, ...changes })).toThrow(RangeError)
})
