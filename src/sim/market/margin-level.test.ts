import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marginLevel, tierOf } from './margin-level.ts'
import { SIMULATED_VENUES } from './venues.ts'

test('at its level a position has what must be held, and no more', () => {
  const venue = fc.constantFrom(...SIMULATED_VENUES)
  const sign = fc.constantFrom(1, -1)
  const quantity = fc.double({ min: 0.001, max: 2000, noNaN: true })
  const leverage = fc.double({ min: 1, max: 125, noNaN: true })
  fc.assert(
    fc.property(venue, sign, quantity, leverage, (at, side, coins, times) => {
      const entry = 60_000
      const wallet = (coins * entry) / times
      const level = marginLevel(at, side, entry, coins, wallet)
      const { maintenanceRate, deduction } = tierOf(at, coins * entry)
      const valued = at.maintenanceOn === 'mark' ? level : entry
      const equity = wallet + side * coins * (level - entry)
      const held = maintenanceRate * coins * valued - deduction
      expect(Math.abs(equity - held)).toBeLessThan(1e-9 * coins * entry)
    }),
  )
})

test('a notional belongs to the tier that reaches beyond it', () => {
  const [venue] = SIMULATED_VENUES
  expect(tierOf(venue!, 299_999).maxLeverage).toBe(125)
  expect(tierOf(venue!, 300_000).maxLeverage).toBe(100)
  expect(tierOf(venue!, 1e12).maxLeverage).toBe(10)
})
