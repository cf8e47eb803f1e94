import { describe, expect, test } from 'vitest'
import { USUAL_MIX } from './agent-mix.ts'
import { Basis } from './basis.ts'
import { streamOf } from './draw.ts'
import { Exchange } from './exchange.ts'
import type { ForcedClosing } from './exchange.ts'
import { marginLevel } from './margin-level.ts'
import { Past } from './past.ts'
import type { Order } from './positions.ts'
import { PricePath, START_PRICE } from './price-path.ts'
import type { Regime } from './regime.ts'
import { START } from './runs.fixture.ts'
import { Traders } from './traders.ts'
import { FULL_FEED_VENUE, THROTTLED_VENUE } from './venues.ts'

function worldOf(regime: Regime, minutes: number, venue = THROTTLED_VENUE) {
  const { depthUsd } = venue
  const days = minutes / 1440
  const path = new PricePath({ seed: 5, days, regime, start: START, depthUsd }, minutes)
  const basis = new Basis(path, 0, streamOf(5, 'basis'))
  const closings: ForcedClosing[] = []
  const exchange = new Exchange(venue, path, basis, minutes, (closing) => closings.push(closing))
  return { path, exchange, closings }
}

const orderOf = (order: Partial<Order>): Order => ({
  kind: 0,
  sign: 1,
  entry: START_PRICE,
  quantity: 1,
  wallet: START_PRICE / 50,
  leverage: 50,
  liquidationPrice: Number.NaN,
  stop: Number.NaN,
  target: Number.NaN,
  marginCall: Number.NaN,
  closeMinute: 1e6,
  patience: 0,
  ...order,
})

describe('what is open', () => {
  test.each([
    ['a calm market', 'range', THROTTLED_VENUE],
    ['a crash', 'crash', FULL_FEED_VENUE],
  ] as const)(
    'balances in %s, and the truth is the sum of what can be reached',
    (_n, regime, venue) => {
      const minutes = 720
      const { path, exchange, closings } = worldOf(regime, minutes, venue)
      const traders = new Traders({
        exchange,
        path,
        mix: USUAL_MIX,
        random: streamOf(5, 'agents'),
        minutes,
        leverageShift: 0,
      })
      traders.populate(new Past(0.02, streamOf(5, 'past')))
      const { positions } = exchange
      for (let minute = 0; minute < minutes; minute++) {
        path.beginMinute(minute)
        exchange.minute = minute
        traders.beginMinute(minute)
        if (minute === 480) exchange.payFunding(3e-4)
        for (let second = 0; second < 60; second++) {
          path.step(minute * 60 + second)
          exchange.settle()
          traders.act(second)
        }
        if (minute % 60 !== 59) continue
        let [long, short, reachable, reached] = [0, 0, 0, 0]
        for (let at = 0; at < positions.end; at++) {
          if (positions.isOpen[at] === 0) continue
          const [sign, quantity] = [positions.sign[at]!, positions.quantity[at]!]
          const level = positions.liquidationPrice[at]!
          if (sign > 0) long += quantity
          else short += quantity
          if (level > 0 && positions.hasStop[at] === 0) reachable += quantity * level
          if (sign * (level - exchange.markPrice) >= 0) reached++
        }
        expect(reached).toBe(0)
        const remainder = exchange.remainder()
        const { openInterest } = exchange
        expect(remainder.long).toBeGreaterThanOrEqual(0)
        expect(remainder.short).toBeGreaterThanOrEqual(0)
        expect(Math.abs(long + remainder.long - openInterest)).toBeLessThan(1e-9 * openInterest)
        expect(Math.abs(short + remainder.short - openInterest)).toBeLessThan(1e-9 * openInterest)
        expect(Math.abs(exchange.levels.total() - reachable)).toBeLessThan(1e-9 * reachable)
      }
      expect(closings.length).toBeGreaterThan(50)
    },
  )
})

describe('a price that falls', () => {
  const level = 0.99 * START_PRICE
  /** Pushes the price down by so many times 0.15 %. */
  const fall = ({ path, exchange }: ReturnType<typeof worldOf>, times: number) => {
    for (let i = 0; i < times; i++) path.push(-1, 1e9)
    exchange.settle()
  }

  test('liquidates a long at its level, whose order moves the price further', () => {
    const world = worldOf('range', 60)
    world.exchange.open(orderOf({ liquidationPrice: level, quantity: 100 }))
    fall(world, 6)
    expect(world.closings).toEqual([])
    fall(world, 1)
    const before = world.closings[0]!.markPrice
    expect(world.closings).toMatchObject([
      { position: 'long', liquidationPrice: level, quantity: 100 },
    ])
    expect(before).toBeLessThanOrEqual(level)
    expect(world.exchange.markPrice).toBeLessThan(before)
    expect(world.exchange.longs).toBe(0)
    // Its order was the taker's and sold.
    expect(world.exchange).toMatchObject({ volume: 80, takerBuyVolume: 0 })
  })

  test('sets off one level by the order of another', () => {
    const world = worldOf('range', 60)
    world.exchange.open(orderOf({ liquidationPrice: level, quantity: 100 }))
    world.exchange.open(orderOf({ liquidationPrice: 0.9885 * START_PRICE, quantity: 1 }))
    fall(world, 7)
    expect(world.closings.map(({ quantity }) => quantity)).toEqual([100, 1])
  })

  test('stops a position before its level, and takes the profit of a short', () => {
    const world = worldOf('range', 60)
    world.exchange.open(orderOf({ liquidationPrice: level, stop: 0.995 * START_PRICE }))
    world.exchange.open(orderOf({ sign: -1, target: 0.996 * START_PRICE }))
    expect(world.exchange.levels.total()).toBe(0)
    fall(world, 8)
    expect(world.closings).toEqual([])
    expect([world.exchange.longs, world.exchange.shorts]).toEqual([0, 0])
  })

  test('makes a trader add margin, and the old level means nothing any more', () => {
    const world = worldOf('range', 60)
    const wallet = START_PRICE / 50
    const old = marginLevel(THROTTLED_VENUE, 1, START_PRICE, 1, wallet)
    world.exchange.open(orderOf({ liquidationPrice: old, marginCall: 0.99 * START_PRICE }))
    fall(world, 7)
    const added = marginLevel(THROTTLED_VENUE, 1, START_PRICE, 1, 1.5 * wallet)
    expect(world.exchange.positions.liquidationPrice[0]).toBe(added)
    fall(world, 5)
    expect(world.exchange.markPrice).toBeLessThan(old)
    expect(world.closings).toEqual([])
    fall(world, 10)
    expect(world.closings).toMatchObject([{ liquidationPrice: added }])
  })
})

test('funding moves the levels of longs up and of shorts up, and liquidates whom it reaches', () => {
  const { exchange, closings } = worldOf('range', 60)
  const wallet = START_PRICE / 100
  const levelOf = (sign: 1 | -1) => marginLevel(THROTTLED_VENUE, sign, START_PRICE, 1, wallet)
  exchange.open(orderOf({ wallet, liquidationPrice: levelOf(1) }))
  exchange.open(orderOf({ sign: -1, wallet, liquidationPrice: levelOf(-1) }))
  exchange.payFunding(0.001)
  const [long, short] = exchange.positions.liquidationPrice
  expect(long! / START_PRICE).toBeCloseTo(levelOf(1) / START_PRICE + 0.001, 4)
  expect(short! / START_PRICE).toBeCloseTo(levelOf(-1) / START_PRICE + 0.001, 4)
  expect(closings).toEqual([])
  exchange.payFunding(0.01)
  expect(closings).toMatchObject([{ position: 'long' }])
  expect(exchange.longs).toBe(0)
})
