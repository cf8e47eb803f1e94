import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ContractKind } from '../market/instrument.ts'
import type { MarginRule } from '../market/margin-rule.ts'
import type { RiskTier } from '../market/risk-tier.ts'
import { withDeductions } from '../market/risk-tier.ts'
import type { PositionSide } from '../market/units.ts'
import { quantity } from '../market/units.ts'
import { leverageDistance } from '../margin/leverage-distance.ts'
import type { Liquidation, LiquidationQuery } from '../margin/liquidation-price.ts'
import { liquidationPrice } from '../margin/liquidation-price.ts'
import { VENUES } from '../venues/registry.ts'

/**
 * Laws that hold under every rule of every venue. What is checked here is written from the
 * definitions of equity and maintenance margin, contract by contract, not from the solver's algebra.
 */

// Shrinking a drawn position of logarithms takes minutes and explains nothing.
fc.configureGlobal({ endOnFailure: true })

interface Case {
  readonly rule: MarginRule
  readonly contract: ContractKind
}

const cases = VENUES.flatMap((venue) => venue.marginRules).flatMap((rule) =>
  rule.contracts.map((contract): Case => ({ rule, contract })),
)
const named = cases.map((one) => [`${one.rule.id} ${one.contract}`, one] as const)

const side = fc.constantFrom<PositionSide>('long', 'short')
const between = (min: number, max: number) =>
  fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp)

/** Tiers with rising rates whose edges lie around the notional 1e5; margin stays far above them. */
const tiers = fc
  .array(fc.tuple(between(1e3, 1e7), fc.double({ min: 0.0005, max: 0.02, noNaN: true })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((steps): RiskTier[] => {
    let floor = 0
    let maintenanceRate = 0
    const rows = steps.map(([width, more], i) => {
      maintenanceRate += more
      const last = i === steps.length - 1
      const tier = {
        floor,
        cap: last ? Infinity : floor + width,
        maintenanceRate,
        maxLeverage: undefined,
      }
      floor += width
      return tier
    })
    return withDeductions(rows)
  })

const position = fc.record({
  side,
  // Narrow enough that a venue which counts in whole satoshis per contract still has digits.
  entry: between(50, 5_000),
  leverage: between(1.05, 120),
  notional: between(10, 3e7),
  extra: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2, noNaN: true })),
  tiers,
})
type Position = typeof position extends fc.Arbitrary<infer Value> ? Value : never

/** A position of `notional` at its entry, isolated in form so that every rule can be asked alike. */
function ask({ rule, contract }: Case, one: Position, changes: Partial<LiquidationQuery> = {}) {
  const { entry, leverage, notional, extra } = one
  const value = contract === 'linear' ? notional : notional / entry
  const query: LiquidationQuery = {
    rule,
    contract,
    marginMode: 'isolated',
    side: one.side,
    entry,
    quantity: quantity(contract === 'linear' ? notional / entry : notional),
    funds: { leverage, ...(extra > 0 ? { extraMargin: (extra * value) / leverage } : {}) },
    tiers: {
      unit: contract === 'linear' ? 'quote' : 'base',
      tiers: contract === 'linear' ? one.tiers : inCoin(one.tiers, entry),
    },
    ...changes,
  }
  return { query, result: liquidationPrice(query) }
}

/** The same tiers in coin, as they are at the entry price. */
const inCoin = (rows: readonly RiskTier[], entry: number): RiskTier[] =>
  rows.map((tier) => ({
    ...tier,
    floor: tier.floor / entry,
    cap: tier.cap! / entry,
    deduction: tier.deduction / entry,
  }))

/** Value of the position in its margin currency. */
const valueAt = ({ contract, quantity }: LiquidationQuery, price: number): number =>
  contract === 'linear' ? quantity * price : quantity / price

/** Profit of a position: linear in quote, inverse in coin. */
function profit(query: LiquidationQuery, price: number): number {
  const { contract, side, quantity, entry } = query
  const gain =
    contract === 'linear' ? quantity * (price - entry) : quantity / entry - quantity / price
  return side === 'long' ? gain : -gain
}

const feeRateOf = ({ rule }: LiquidationQuery): number => rule.fee.rate

/** Margin behind an isolated position, from the venues' words. */
function marginOf(query: LiquidationQuery): number {
  const { rule, contract, side, funds, entry } = query
  const initial = valueAt(query, entry) / funds.leverage!
  const fee = feeRateOf(query)
  // A linear long and an inverse short are closed for less than they were opened for.
  const losesValue = (contract === 'linear') === (side === 'long')
  const bankruptcyValue = valueAt(query, entry) + (losesValue ? -initial : initial)
  const held = rule.isolatedMargin === 'initial-and-fee' ? fee * bankruptcyValue : 0
  const scale = rule.fee.treatment === 'cancels' ? 1 / (1 + (losesValue ? -fee : fee)) : 1
  return initial + held + (funds.extraMargin ?? 0) * scale
}

/** Maintenance margin plus fee that the rule demands at a price. */
function demandAt(query: LiquidationQuery, price: number): number {
  const { rule, side, contract } = query
  const base = valueAt(query, rule.maintenanceOn === 'mark' ? price : query.entry)
  const tier = query.tiers.tiers.find((one) => base >= one.floor && base < one.cap!)!
  const maintenance = base * tier.maintenanceRate - (rule.deduction ? tier.deduction : 0)
  if (rule.fee.treatment === 'at-liquidation')
    return maintenance + feeRateOf(query) * valueAt(query, price)
  if (rule.fee.treatment !== 'at-bankruptcy') return maintenance
  // Value at which margin + profit pays exactly the fee: V ∓ margin = V_b ± fee × V_b.
  const losesValue = (contract === 'linear') === (side === 'long')
  const sign = losesValue ? 1 : -1
  const atBankruptcy =
    (valueAt(query, query.entry) - sign * marginOf(query)) / (1 - sign * feeRateOf(query))
  return maintenance + feeRateOf(query) * Math.max(0, atBankruptcy)
}

const equityAt = (query: LiquidationQuery, price: number): number =>
  marginOf(query) + profit(query, price)

/** How far whole satoshis per contract may move an amount of money. */
const slackOf = (query: LiquidationQuery): number =>
  1e-9 * valueAt(query, query.entry) +
  (query.contract === 'inverse' ? 2.01 * query.quantity * (query.rule.coinStep ?? 0) : 0)

const canOpen = (query: LiquidationQuery): boolean =>
  equityAt(query, query.entry) > demandAt(query, query.entry) + slackOf(query)

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
      // Flat tiers jump: the position had enough up to the edge of this tier, and has not in it.
      expect(one.rule.deduction).toBe(false)
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
