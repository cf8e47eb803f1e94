import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bar } from './bar.ts'
import { newBar } from './bar.ts'
import { binPosition } from '../market/price-bin.ts'
import { modelSpec } from './models.ts'
import type { SideIndex } from './side.ts'
import { LONG, SHORT } from './side.ts'
import { PositionModel } from './position-model.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined

const move = fc.record({
  drift: fc.double({ min: -0.04, max: 0.04, noNaN: true }),
  up: fc.double({ min: 0, max: 0.03, noNaN: true }),
  down: fc.double({ min: 0, max: 0.03, noNaN: true }),
  volume: fc.double({ min: 0, max: 5e4, noNaN: true }),
  buy: fc.double({ min: 0, max: 1, noNaN: true }),
  change: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
})
const moves = fc.array(move, { minLength: 1, maxLength: 60 })

/** Bars of an arbitrary market; |ΔOI| ≤ volume, as real markets have it. */
function* bars(
  list: readonly (typeof move extends fc.Arbitrary<infer T> ? T : never)[],
  interval: number,
): Iterable<Bar> {
  let price = 60_000
  let openInterest = 80_000
  let openTime = 1_700_000_000_000
  for (const m of list) {
    const close = price * (1 + m.drift)
    const change = Math.max(-m.volume, Math.min(m.volume, openInterest * m.change))
    openInterest += change
    yield Object.assign(newBar(), {
      openTime,
      interval,
      open: price,
      close,
      high: Math.max(price, close) * (1 + m.up),
      low: Math.min(price, close) * (1 - m.down),
      volume: m.volume,
      takerBuyShare: m.buy,
      openInterest,
      openInterestChange: change,
    })
    price = close
    openTime += interval
  }
}

/** Weighted quantity in levels, added up bin by bin: apart from the model's own running totals. */
function levelSum(model: PositionModel, side: SideIndex): number {
  const { ledger, spec } = model
  let sum = 0
  for (let b = ledger.firstBin; b < ledger.firstBin + ledger.bins; b++)
    for (let k = 0; k < spec.distances.length; k++)
      for (let r = 0; r < spec.lifetimes.length; r++)
        sum += model.weights[k * spec.lifetimes.length + r]! * ledger.alive(side, k, r, b)
  return sum * model.levelScale(side)
}

describe('position model', () => {
  test.each(['isotherm', 'conserving', 'turnover'])(
    '%s: longs = shorts = open interest after every bar',
    (id) => {
      fc.assert(
        fc.property(moves, fc.constantFrom(60_000, 3_600_000), (list, interval) => {
          const model = new PositionModel(modelSpec(id, distanceAt))
          for (const bar of bars(list, interval)) {
            model.push(bar)
            for (const side of [LONG, SHORT] as const) {
              const sum = levelSum(model, side) + model.unlevered(side)
              expect(Math.abs(sum - bar.openInterest)).toBeLessThanOrEqual(1e-9 * bar.openInterest)
              expect(model.unlevered(side)).toBeGreaterThanOrEqual(-1e-9 * bar.openInterest)
            }
          }
        }),
        { numRuns: 25 },
      )
    },
  )

  test.each(['isotherm', 'opening-only'])(
    '%s: after a bar no long has its liquidation price above the close, no short below',
    (id) => {
      fc.assert(
        fc.property(moves, fc.constantFrom(60_000, 3_600_000), (list, interval) => {
          const model = new PositionModel(modelSpec(id, distanceAt))
          const { ledger, spec } = model
          for (const bar of bars(list, interval)) {
            model.push(bar)
            const close = Math.floor(binPosition(bar.close))
            let left = 0
            for (let b = ledger.firstBin; b < ledger.firstBin + ledger.bins; b++)
              for (let k = 0; k < spec.distances.length; k++) {
                // An opening's own bin is as wide as its distance from the edge is uncertain.
                if (b + ledger.offsets[LONG][k]! > close + 1) left += ledger.alive(LONG, k, 0, b)
                if (b + ledger.offsets[SHORT][k]! < close - 1) left += ledger.alive(SHORT, k, 0, b)
              }
            expect(left).toBe(0)
          }
        }),
        { numRuns: 15 },
      )
    },
  )

  test('the flow identity: opened per side is half of volume and change of OI, whoever took', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const model = new PositionModel(modelSpec('isotherm', distanceAt))
        for (const bar of bars(list, 60_000)) {
          model.push(bar)
          const { opened } = model.flow
          expect((opened[LONG]! + opened[SHORT]!) / 2).toBeCloseTo(
            (bar.volume + bar.openInterestChange) / 2,
            6,
          )
        }
      }),
    )
  })

  test('opening-only never closes: its levels fall only by sweeps', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const model = new PositionModel(modelSpec('opening-only', distanceAt))
        let before = 0
        for (const bar of bars(list, 60_000)) {
          model.push(bar)
          const after = levelSum(model, LONG)
          const opened = model.flow.opened[LONG]!
          expect(after).toBeCloseTo(before + opened - model.liquidated[LONG]!, 4)
          before = after
        }
      }),
      { numRuns: 40 },
    )
  })

  test('weights that change in time value what is open from then on, and nothing before', () => {
    fc.assert(
      fc.property(moves, fc.nat(60), (list, at) => {
        const spec = modelSpec('isotherm', distanceAt)
        const first = spec.weights[0]!.weights
        const second = first.map((weight, i) => weight * (i % 3) * 0.5)
        const since = 1_700_000_000_000 + at * 60_000
        const known = [...spec.weights, { since, weights: second }]
        const changing = new PositionModel({ ...spec, weights: known })
        const before = new PositionModel(spec)
        const after = new PositionModel({ ...spec, weights: [{ since: 0, weights: second }] })
        for (const bar of bars(list, 60_000)) {
          for (const model of [changing, before, after]) model.push(bar)
          const same = bar.openTime < since ? before : after
          expect(changing.weights).toBe(same.weights)
          for (const side of [LONG, SHORT] as const) {
            expect(changing.weightedTotal(side)).toBe(same.weightedTotal(side))
            expect(changing.levelScale(side)).toBe(same.levelScale(side))
          }
        }
        const restored = new PositionModel({ ...spec, weights: known })
        restored.restore(changing.snapshot())
        expect(restored.weights).toBe(changing.weights)
        expect(restored.unlevered(LONG)).toBe(changing.unlevered(LONG))
      }),
      { numRuns: 40 },
    )
  })

  test('a bar without known open interest does nothing', () => {
    const model = new PositionModel(modelSpec('isotherm', distanceAt))
    expect(model.push({ ...newBar(), openInterest: Number.NaN })).toBe(false)
    expect(model.openInterest).toBeNaN()
  })

  test('splitting a quiet bar in two changes nothing but rounding', () => {
    const whole = new PositionModel(modelSpec('isotherm', distanceAt))
    const split = new PositionModel(modelSpec('isotherm', distanceAt))
    const flat = {
      open: 100,
      high: 100,
      low: 100,
      close: 100,
      openInterest: 1000,
      takerBuyShare: 0.5,
    }
    const start = { ...newBar(), ...flat, interval: 60_000, volume: 10 }
    whole.push(start)
    split.push(start)
    whole.push({ ...start, volume: 600 })
    split.push({ ...start, volume: 300 })
    split.push({ ...start, volume: 300 })
    for (const side of [LONG, SHORT] as const)
      expect(split.weightedTotal(side)).toBeCloseTo(whole.weightedTotal(side), 9)
  })
})
