import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quantity } from '../../src/market/units.ts'
import { leverageDistance } from '../../src/margin/leverage-distance.ts'
import { liquidationPrice } from '../../src/margin/liquidation-price.ts'
import { VENUES } from '../../src/venues/registry.ts'
import { ask, between, named, position, side } from './positions.ts'

/** The price over the edge of a risk tier, and between the two kinds of contract. */

// Shrinking a drawn position of logarithms takes minutes and explains nothing.
fc.configureGlobal({ endOnFailure: true })

const stepped = named.filter(
  ([, { rule }]) =>
    rule.deduction && rule.maintenanceOn === 'mark' && rule.fee.treatment !== 'at-bankruptcy',
)

test.each(stepped)('%s: the price is continuous where a tier begins', (_, one) => {
  fc.assert(
    fc.property(position, fc.nat(5), (drawn, pick) => {
      fc.pre(drawn.tiers.length > 1)
      const edge = drawn.tiers[1 + (pick % (drawn.tiers.length - 1))]!.floor
      // Find the size whose notional at its own liquidation price is the edge, by bisection.
      const at = (notional: number) => ask(one, { ...drawn, extra: 0, notional }).result
      const measure = (notional: number) => {
        const result = at(notional)
        if (result.kind === 'none') return undefined
        return one.contract === 'linear' ? result.notional : result.notional * drawn.entry
      }
      let [low, high] = [edge / 4, edge * 4]
      fc.pre((measure(low) ?? Infinity) < edge && (measure(high) ?? 0) > edge)
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2
        if ((measure(middle) ?? Infinity) < edge) low = middle
        else high = middle
      }
      const [below, above] = [at(low * (1 - 1e-9)), at(high * (1 + 1e-9))]
      if (below.kind === 'none' || above.kind === 'none') throw new Error('no price at the edge')
      expect(above.tierIndex - below.tierIndex).toBe(1)
      const jump = above.liquidationPriceExact / below.liquidationPriceExact - 1
      expect(Math.abs(jump)).toBeLessThanOrEqual(1e-6)
    }),
    { numRuns: 50 },
  )
})

/** Facts that tie the two kinds of contract together. */
describe('inverse and linear', () => {
  const both = VENUES.flatMap((venue) => venue.marginRules).filter(
    (rule) => rule.contracts.length === 2 && rule.fee.treatment !== 'at-bankruptcy',
  )

  test.each(both.map((rule) => [rule.id, rule] as const))(
    '%s: at high leverage the two are liquidated at nearly the same price',
    (_, rule) => {
      fc.assert(
        fc.property(side, between(20, 100), (position, leverage) => {
          const tier = {
            floor: 0,
            cap: Infinity,
            maintenanceRate: 0.004,
            deduction: 0,
            maxLeverage: undefined,
          }
          const linear = leverageDistance(rule, [tier], position, leverage, 'linear')!
          const inverse = leverageDistance(rule, [tier], position, leverage, 'inverse')!
          expect(Math.abs(linear - inverse)).toBeLessThanOrEqual(2 / leverage ** 2)
        }),
      )
    },
  )

  test("an inverse price is the venues' own closed form: Q(s + m + f) / (W + c + sQ/E)", () => {
    const rule = VENUES.flatMap((venue) => venue.marginRules).find(({ id }) => id === 'gate')!
    const amounts = fc.record({
      side,
      entry: between(50, 5_000),
      size: between(10, 1e6),
      leverage: between(1.5, 50),
      fee: fc.double({ min: 0, max: 0.002, noNaN: true }),
    })
    fc.assert(
      fc.property(amounts, ({ side: position, entry, size, leverage, fee }) => {
        const wallet = size / entry / leverage
        const [rate, deduction] = [0.004, 0.001 * wallet]
        const result = liquidationPrice({
          rule,
          contract: 'inverse',
          marginMode: 'isolated',
          side: position,
          entry,
          quantity: quantity(size),
          funds: { wallet },
          feeRate: fee,
          tiers: {
            unit: 'base',
            tiers: [
              { floor: 0, cap: Infinity, maintenanceRate: rate, deduction, maxLeverage: undefined },
            ],
          },
        })
        const sign = position === 'long' ? 1 : -1
        const expected = (size * (sign + rate + fee)) / (wallet + deduction + (sign * size) / entry)
        if (result.kind === 'liquidation')
          expect(result.liquidationPriceExact / expected).toBeCloseTo(1, 10)
        else expect(expected).toBeLessThanOrEqual(0)
      }),
    )
  })
})
