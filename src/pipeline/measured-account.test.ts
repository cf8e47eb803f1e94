import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import type { ObservedAccount, ObservedPosition } from '../market/measured-position.ts'
import { quantity, sideSign, usd } from '../market/units.ts'
import type { PositionSide } from '../market/units.ts'
import { dydx } from '../venues/dydx/venue.ts'
import { riskTierTable } from '../venues/venue.ts'
import { measuredPositions } from './measured-account.ts'

const RATE = 0.012
const BTC = 'dydx:BTC-USD' as InstrumentId
const ETH = 'dydx:ETH-USD' as InstrumentId

const tiers = riskTierTable({ unit: 'quote', asOf: 0, source: 'a test' }, 'none', [
  [Number.POSITIVE_INFINITY, RATE * 100, undefined],
])

const position = (
  instrument: InstrumentId,
  side: PositionSide,
  size: number,
): ObservedPosition => ({
  instrument,
  side,
  quantity: quantity(size),
  entryPrice: 1,
  liquidationPrice: undefined,
  leverage: undefined,
})

const account = (equity: number, ...positions: ObservedPosition[]): ObservedAccount => ({
  venue: 'dydx' as VenueId,
  address: 'dydx1',
  account: 'dydx1/0',
  observedTime: 7,
  equityUsd: usd(equity),
  positions,
})

const context = (marks: Record<string, number>, known = tiers) => ({
  rule: dydx.marginRules[0],
  mark: (id: InstrumentId) => marks[id],
  tiers: (id: InstrumentId) => (id in marks ? known : undefined),
})

test('a price that the venue states is taken as it is', () => {
  const stated = { ...position(BTC, 'long', 1), liquidationPrice: 55.5 }
  const { equityUsd: _, ...observed } = account(0, stated)
  const [measured] = measuredPositions({ ...observed, equityUsd: undefined }, context({}))
  expect(measured).toMatchObject({ liquidationPrice: 55.5, account: 'dydx1/0', observedTime: 7 })
})

// Worked example of the comparison of venues: 10x long at 65,000 with 6,500 behind it.
test('one position gives the price that the rule gives', () => {
  const [measured] = measuredPositions(
    account(6_500, position(BTC, 'long', 1)),
    context({ [BTC]: 65_000 }),
  )
  expect(measured!.liquidationPrice).toBeCloseTo(59_210.53, 2)
})

test('law: at its price the account is worth what all its positions must hold', () => {
  const side = fc.constantFrom<PositionSide>('long', 'short')
  const size = fc.double({ min: 0.01, max: 100, noNaN: true })
  const price = fc.double({ min: 0.5, max: 100_000, noNaN: true })
  fc.assert(
    fc.property(
      side,
      side,
      size,
      size,
      price,
      price,
      fc.double({ min: 0.02, max: 2, noNaN: true }),
      (sideA, sideB, sizeA, sizeB, markA, markB, part) => {
        const notional = sizeA * markA + sizeB * markB
        const equity = notional * part
        const observed = account(equity, position(BTC, sideA, sizeA), position(ETH, sideB, sizeB))
        const [a] = measuredPositions(observed, context({ [BTC]: markA, [ETH]: markB }))
        if (a!.liquidationPrice === undefined) return
        const moved = equity + sideSign(sideA) * sizeA * (a!.liquidationPrice - markA)
        const needed = RATE * (sizeA * a!.liquidationPrice + sizeB * markB)
        expect(Math.abs(moved - needed) / notional).toBeLessThan(1e-9)
      },
    ),
  )
})

test('a position that all it is worth stands behind has no price', () => {
  const [measured] = measuredPositions(
    account(70_000, position(BTC, 'long', 1)),
    context({ [BTC]: 65_000 }),
  )
  expect(measured!.liquidationPrice).toBeUndefined()
})

test('one unknown mark or rate leaves all prices of the account unknown', () => {
  const observed = account(6_500, position(BTC, 'long', 1), position(ETH, 'long', 1))
  for (const partly of [
    context({ [BTC]: 65_000 }),
    { ...context({ [BTC]: 65_000, [ETH]: 3_000 }), rule: undefined },
  ])
    expect(measuredPositions(observed, partly).map((one) => one.liquidationPrice)).toEqual([
      undefined,
      undefined,
    ])
  const whole = measuredPositions(observed, context({ [BTC]: 65_000, [ETH]: 3_000 }))
  expect(whole[0]!.liquidationPrice).toBeGreaterThan(59_210.53)
})
