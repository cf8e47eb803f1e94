import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leverageDistance } from '../../src/margin/leverage-distance.ts'
import type { Liquidation, LiquidationQuery } from '../../src/margin/liquidation-price.ts'
import type { Position } from './positions.ts'
import { ask, canOpen, demandAt, equityAt, named, position, slackOf, valueAt } from './positions.ts'

/** Laws of a liquidation price that hold under every rule of every venue. */

// Shrinking a drawn position of logarithms takes minutes and explains nothing.
fc.configureGlobal({ endOnFailure: true })

describe.each(named)('%s', (_, one) => {
  const check = (law: (position: Position, query: LiquidationQuery, found: Liquidation) => void) =>
    fc.assert(
      fc.property(position, (drawn) => {
        const { query, result } = ask(one, drawn)
        if (result.kind === 'liquidation') law(drawn, query, result)
      }),
      { numRuns: 100 },
    )

  test('a long is liquidated below its entry, a short above', () => {
    check(({ side, entry }, query, { liquidationPriceExact: price, belowMaintenanceAtEntry }) => {
      fc.pre(canOpen(query))
      expect(belowMaintenanceAtEntry).toBe(false)
      if (side === 'long') expect(price).toBeLessThan(entry)
      else expect(price).toBeGreaterThan(entry)
    })
  })

  test('equity at the price is the maintenance margin, plus the fee where the rule has it', () => {
    check((_, query, found) => {
      const { liquidationPriceExact: price, tierIndex, tier, notional } = found
      const slack = slackOf(query)
      const equity = equityAt(query, price)
      const demand = found.maintenanceMargin + found.closingFee
      if (Math.abs(equity - demand) <= slack) {
        if (one.rule.deduction)
          expect(Math.abs(demand - demandAt(query, price))).toBeLessThanOrEqual(slack)
        return
      }
      // Flat tiers jump.
      expect(one.rule.deduction).toBe(false)
      if (equity > demand) {
        // What could not be opened has enough from the upper edge of this tier on, and less above it.
        expect(canOpen(query)).toBe(false)
        expect(notional / tier.cap!).toBeCloseTo(1, 12)
        const above = query.tiers.tiers[tierIndex + 1]!.maintenanceRate * notional
        expect(equity).toBeLessThanOrEqual(above + found.closingFee + slack)
        return
      }
      // The position had enough up to the edge of this tier, and has not in it.
      expect(notional / tier.floor).toBeCloseTo(1, 12)
      expect(equity).toBeLessThan(demand)
      const before = query.tiers.tiers[tierIndex - 1]!.maintenanceRate * notional
      expect(equity).toBeGreaterThanOrEqual(before + found.closingFee - slack)
    })
  })

  test('no price between entry and liquidation would have liquidated it before', () => {
    check(({ entry }, query, { liquidationPriceExact: price }) => {
      fc.pre(canOpen(query))
      for (let step = 0; step < 20; step++) {
        const at = entry + ((price - entry) * step) / 20
        expect(equityAt(query, at) - demandAt(query, at)).toBeGreaterThanOrEqual(-slackOf(query))
      }
    })
  })

  test('where there is no price, the position survives every price', () => {
    fc.assert(
      fc.property(position, (drawn) => {
        const { query, result } = ask(one, drawn)
        if (result.kind === 'liquidation') return
        expect(result.reason).toBe('never')
        for (const factor of [1e-9, 1e-6, 1e-3, 0.1, 1, 10, 1e3, 1e6])
          expect(
            equityAt(query, query.entry * factor) - demandAt(query, query.entry * factor),
          ).toBeGreaterThanOrEqual(-slackOf(query))
      }),
      { numRuns: 100 },
    )
  })

  test('the tier is the one its notional falls in: a fixed point', () => {
    check((_, query, { tier, notional, liquidationPriceExact }) => {
      const own = valueAt(
        query,
        one.rule.maintenanceOn === 'mark' ? liquidationPriceExact : query.entry,
      )
      const step = one.rule.coinStep === undefined ? 1e-12 : 1e-4
      expect(Math.abs(notional / own - 1)).toBeLessThanOrEqual(step)
      expect(notional).toBeGreaterThanOrEqual(tier.floor * (1 - step))
      expect(notional).toBeLessThanOrEqual(tier.cap! * (1 + step))
    })
  })

  test('bankruptcy lies beyond liquidation', () => {
    check(({ side }, query, { liquidationPriceExact: price, bankruptcyPrice }) => {
      fc.pre(canOpen(query))
      if (bankruptcyPrice === undefined) return
      const loss = valueAt(query, price) - valueAt(query, bankruptcyPrice)
      expect(Math.abs(equityAt(query, bankruptcyPrice))).toBeLessThanOrEqual(slackOf(query))
      const beyond = side === 'long' ? bankruptcyPrice <= price : bankruptcyPrice >= price
      expect(beyond || Math.abs(loss) <= slackOf(query)).toBe(true)
    })
  })

  test('more leverage is nearer', () => {
    fc.assert(
      fc.property(position, fc.double({ min: 1, max: 2, noNaN: true }), (drawn, more) => {
        const far = ask(one, { ...drawn, extra: 0 })
        const near = ask(one, { ...drawn, extra: 0, leverage: drawn.leverage * more })
        fc.pre(canOpen(far.query) && canOpen(near.query))
        fc.pre(far.result.kind === 'liquidation' && near.result.kind === 'liquidation')
        const away = (result: Liquidation) => Math.abs(result.liquidationPriceExact - drawn.entry)
        if (far.result.kind === 'liquidation' && near.result.kind === 'liquidation')
          expect(away(near.result)).toBeLessThanOrEqual(away(far.result) * (1 + 1e-9))
      }),
      { numRuns: 100 },
    )
  })

  test('the shown price is on the tick and on the side that the venue rounds to', () => {
    const tick = fc.constantFrom(0.5, 0.1, 0.05, 0.01, 0.001)
    fc.assert(
      fc.property(position, tick, (drawn, tickSize) => {
        const { result } = ask(one, drawn, { tickSize })
        if (result.kind === 'none') return
        const { liquidationPrice: price, liquidationPriceExact: exact } = result
        const { rounding } = one.rule
        const tiny = 1e-11 * exact
        const up = price - exact
        if (rounding.kind === 'none') expect(price).toBe(exact)
        else if (rounding.kind === 'decimals')
          expect(Math.abs(up)).toBeLessThanOrEqual(0.5000001 * 10 ** -rounding.decimals + tiny)
        else if (rounding.kind === 'plus-tick')
          expect(up).toBeCloseTo(drawn.side === 'long' ? tickSize : -tickSize, 9)
        else {
          const ticks = price / tickSize
          expect(Math.abs(ticks - Math.round(ticks))).toBeLessThanOrEqual(1e-9 * Math.max(1, ticks))
          const direction =
            rounding.direction === 'against-trader'
              ? drawn.side === 'long'
                ? 'up'
                : 'down'
              : rounding.direction
          const moved = direction === 'up' ? up : -up
          expect(moved).toBeGreaterThanOrEqual(-tiny)
          expect(moved).toBeLessThan(tickSize + tiny)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('the distance at a leverage is that of a position in the first tier', () => {
    check(({ side, leverage, tiers: rows, entry }, query) => {
      const first = { ...rows[0]!, cap: Infinity }
      const { result } = ask(one, {
        side,
        leverage,
        entry,
        notional: 100,
        extra: 0,
        tiers: [first],
      })
      const distance = leverageDistance(one.rule, [first], side, leverage, query.contract)
      if (result.kind === 'none') return expect(distance).toBeUndefined()
      const relative = Math.abs(result.liquidationPriceExact / entry - 1)
      if (result.belowMaintenanceAtEntry) expect(distance).toBeUndefined()
      else if (one.rule.coinStep === undefined) expect(distance).toBeCloseTo(relative, 9)
    })
  })
})
