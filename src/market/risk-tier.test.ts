import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RiskTierTable } from './risk-tier.ts'
import { riskTiersAt, withDeductions } from './risk-tier.ts'
import { riskTierTableSchema } from './schema.ts'

const table = (asOf: number): RiskTierTable => ({
  unit: 'quote',
  asOf,
  source: 'test',
  tiers: [{ floor: 0, cap: Infinity, maintenanceRate: 0.01, deduction: 0, maxLeverage: 50 }],
})

test('deductions make the maintenance margin meet at every edge', () => {
  const widths = fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(widths, fc.integer({ min: 1, max: 40 }), (edges, step) => {
      let floor = 0
      const tiers = withDeductions(
        edges.map((width, i) => {
          const tier = {
            floor,
            cap: floor + width,
            maintenanceRate: (step * (i + 1)) / 1000,
            maxLeverage: undefined,
          }
          floor += width
          return tier
        }),
      )
      for (let i = 1; i < tiers.length; i++) {
        const [low, high] = [tiers[i - 1]!, tiers[i]!]
        const below = high.floor * low.maintenanceRate - low.deduction
        const above = high.floor * high.maintenanceRate - high.deduction
        expect(Math.abs(above - below)).toBeLessThanOrEqual(1e-7 + 1e-12 * high.floor)
      }
    }),
  )
})

// https://www.binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93: 250,000 × (1 % − 0.5 %) + 50.
test("the worked amount of the venue's help page", () => {
  const rows = [
    { floor: 0, cap: 50_000, maintenanceRate: 0.004, maxLeverage: undefined },
    { floor: 50_000, cap: 250_000, maintenanceRate: 0.005, maxLeverage: undefined },
    { floor: 250_000, cap: 1_000_000, maintenanceRate: 0.01, maxLeverage: undefined },
  ]
  expect(withDeductions(rows).map(({ deduction }) => deduction)).toEqual([0, 50, 1300])
})

test('the table in force is the last captured by then, else the earliest known', () => {
  const tables = [table(300), table(100), table(200)]
  const at = (time?: number) => riskTiersAt(tables, time)?.asOf
  expect([at(), at(50), at(100), at(199), at(200), at(1000)]).toEqual([
    300, 100, 100, 100, 200, 300,
  ])
  expect(riskTiersAt([], 100)).toBeUndefined()
})

test('a table from outside has no holes, and an unknown cap only at its end', () => {
  const asOf = 1_700_000_000_000
  const tier = { floor: 0, cap: 10, maintenanceRate: 0.01, deduction: 0, maxLeverage: 50 }
  const read = (...tiers: unknown[]) => {
    const result = riskTierTableSchema.safeParse({ unit: 'quote', asOf, source: 'file', tiers })
    return result.success ? result.data.tiers.at(-1)?.cap : result.error.issues[0]?.message
  }
  expect(read(tier)).toBe(10)
  expect(read({ ...tier, cap: 'Infinity' })).toBe(Infinity)
  expect(read({ ...tier, cap: null })).toBeUndefined()
  expect(read(tier, { ...tier, floor: 11, cap: 20 })).toBe('tier 1 must start at 10')
  expect(read({ ...tier, cap: null }, { ...tier, floor: 10, cap: 20 })).toBe(
    'tier 1 cannot follow an unknown cap',
  )
  expect(read(tier, { ...tier, floor: 10, cap: 20, maintenanceRate: 0.005 })).toBe(
    'tier 1 must not lower the rate',
  )
  expect(read({ ...tier, cap: 'x' })).toContain('must be a number above 0')
  expect(read({ ...tier, maintenanceRate: 0.4 * 10 })).toContain('<1')
})
