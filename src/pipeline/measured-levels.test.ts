import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import type { MeasuredPosition } from '../market/measured-position.ts'
import { binEdge } from '../market/price-bin.ts'
import { quantity } from '../market/units.ts'
import type { PositionSide } from '../market/units.ts'
import { measuredLayer, OLDEST } from './measured-layer.ts'
import { measuredLevels } from './measured-levels.ts'

const BTC = 'hyperliquid:BTC' as InstrumentId
const ETH = 'hyperliquid:ETH' as InstrumentId
const NOW = Date.UTC(2026, 10, 22)

const position = (over: Partial<MeasuredPosition> = {}): MeasuredPosition => ({
  venue: 'hyperliquid' as VenueId,
  account: '0xa',
  observedTime: NOW,
  instrument: BTC,
  side: 'long',
  quantity: quantity(2),
  entryPrice: 100,
  liquidationPrice: 90,
  leverage: 10,
  ...over,
})

const positions = fc.array(
  fc.record({
    account: fc.constantFrom('0xa', '0xb', '0xc', '0xd'),
    instrument: fc.constantFrom(BTC, ETH),
    side: fc.constantFrom<PositionSide>('long', 'short'),
    quantity: fc.double({ min: 0.001, max: 1e4, noNaN: true }).map(quantity),
    liquidationPrice: fc.option(fc.double({ min: 0.01, max: 1e5, noNaN: true }), {
      nil: undefined,
    }),
  }),
  { maxLength: 40 },
)

const filled = (drawn: readonly Partial<MeasuredPosition>[]) => {
  const layer = measuredLayer()
  const all = drawn.map((one) => position(one))
  for (const account of new Set(all.map((one) => one.account)))
    layer.put(
      account,
      all.filter((one) => one.account === account),
    )
  return { layer, all }
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

describe('laws', () => {
  test('levels hold every position once, at its own price, at any zoom', () => {
    fc.assert(
      fc.property(positions, fc.nat(6), (drawn, zoom) => {
        const { layer, all } = filled(drawn)
        const { levels } = measuredLevels(layer, BTC, zoom, NOW)
        for (const [i, side] of [
          [1, 'long'],
          [2, 'short'],
        ] as const) {
          const of = all.filter((one) => one.instrument === BTC && one.side === side)
          const usd = sum(of.map((one) => one.quantity * (one.liquidationPrice ?? 0)))
          expect(sum(levels.map((level) => level[i]))).toBeCloseTo(usd, -Math.log10(usd + 1) + 9)
        }
        for (const [bin, long, short] of levels) {
          const here = all.filter(
            ({ instrument, liquidationPrice: price = -1 }) =>
              instrument === BTC &&
              price >= binEdge(bin, zoom) * (1 - 1e-12) &&
              price < binEdge(bin + 1, zoom) * (1 + 1e-12),
          )
          expect(here.length).toBeGreaterThan(0)
          expect(long + short).toBeGreaterThan(0)
        }
        expect(levels.map(([bin]) => bin)).toEqual(
          levels.map(([bin]) => bin).toSorted((a, b) => a - b),
        )
      }),
    )
  })

  test('coverage is what was observed over the open interest, which counts one side', () => {
    fc.assert(
      fc.property(
        positions,
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (drawn, openInterest) => {
          const { layer, all } = filled(drawn)
          layer.onOpenInterest(BTC, quantity(openInterest))
          const { coverage } = measuredLevels(layer, BTC, 0, NOW)
          const of = (side: PositionSide) =>
            sum(
              all
                .filter((one) => one.instrument === BTC && one.side === side)
                .map((one) => one.quantity),
            )
          expect(coverage!.longShare).toBeCloseTo(of('long') / openInterest)
          expect(coverage!.shortShare).toBeCloseTo(of('short') / openInterest)
          expect(coverage!.share).toBeCloseTo((of('long') + of('short')) / openInterest / 2)
        },
      ),
    )
  })

  test('putting an address again replaces what it held, in whatever order', () => {
    fc.assert(
      fc.property(positions, positions, (before, after) => {
        const { layer } = filled(before)
        for (const account of ['0xa', '0xb', '0xc', '0xd'])
          layer.put(
            account,
            after.map((one) => position(one)).filter((one) => one.account === account),
          )
        for (const instrument of [BTC, ETH])
          expect(measuredLevels(layer, instrument, 3, NOW)).toEqual(
            measuredLevels(filled(after).layer, instrument, 3, NOW),
          )
      }),
    )
  })
})

test('open interest that is not known gives no coverage, and no mark no USD at the mark', () => {
  const { layer } = filled([{ liquidationPrice: undefined }])
  expect(measuredLevels(layer, BTC, 0, NOW)).toMatchObject({ coverage: null, withoutPrice: null })
  layer.onMark(BTC, 50)
  expect(measuredLevels(layer, BTC, 0, NOW).withoutPrice).toEqual({ longUsd: 100, shortUsd: 0 })
})

test('ages are those of the positions shown: the median and the oldest', () => {
  const seen = [1_000, 5_000, 9_000].map((age, i) => ({
    account: `0x${i}`,
    observedTime: NOW - age,
  }))
  const { layer } = filled(seen)
  expect(measuredLevels(layer, BTC, 0, NOW)).toMatchObject({
    addresses: 3,
    medianAgeMs: 5_000,
    oldestAgeMs: 9_000,
  })
  expect(measuredLevels(layer, ETH, 0, NOW)).toMatchObject({
    addresses: 0,
    medianAgeMs: null,
    oldestAgeMs: null,
  })
})

test('what was not seen for too long is let go and counted', () => {
  const { layer } = filled([
    { account: '0xa', observedTime: NOW - OLDEST - 1 },
    { account: '0xb', observedTime: NOW - OLDEST },
  ])
  layer.expire(NOW)
  expect(layer.counts).toMatchObject({ addresses: 1, positions: 1, expired: 1 })
  expect(measuredLevels(layer, BTC, 0, NOW).addresses).toBe(1)
})

test('a position whose price is passed is gone until it is seen again', () => {
  const { layer } = filled([
    { liquidationPrice: 90 },
    { account: '0xb', side: 'short', liquidationPrice: 110 },
  ])
  const shown = () => measuredLevels(layer, BTC, 0, NOW).levels.length
  layer.onMark(BTC, 100)
  expect(shown()).toBe(2)
  layer.onMark(BTC, 90)
  layer.onMark(BTC, 100)
  expect(shown()).toBe(1)
  layer.onMark(BTC, 111)
  expect([shown(), layer.counts.passed]).toEqual([0, 2])
  layer.put('0xa', [position({ liquidationPrice: 80 })])
  expect(shown()).toBe(1)
})

test('urgency is what is held, weighed by how near its liquidation is', () => {
  const near = filled([{ liquidationPrice: 99 }]).layer
  const far = filled([{ liquidationPrice: 50 }]).layer
  const never = filled([{ liquidationPrice: undefined }]).layer
  for (const layer of [near, far, never]) layer.onMark(BTC, 100)
  expect(near.notionalOf('0xa')).toBe(200)
  const [a, b, c] = [near, far, never].map((layer) => layer.urgencyOf('0xa'))
  expect(a).toBeCloseTo(200 / 1.5)
  expect([a! > b!, b! > c!, c! > 0]).toEqual([true, true, true])
  expect(near.urgencyOf('0xother')).toBe(0)
})
