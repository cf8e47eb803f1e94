import { describe, expect, test } from 'vitest'
import type { LiquidationInfo } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { TAPE_LENGTH, completenessOf, createTape } from './tape.ts'

const BITCOIN = 'binance:BTCUSDT' as InstrumentId
const ETHER = 'bybit:ETHUSDT' as InstrumentId
const START = Date.UTC(2026, 0, 1)

const liquidation = (at: number, changes: Partial<LiquidationInfo> = {}): LiquidationInfo => ({
  instrument: BITCOIN,
  id: null,
  ordinal: 0,
  time: START + at,
  receivedTime: START + at + 90,
  position: 'long',
  price: 60_000,
  priceKind: 'fill',
  quantity: 0.5,
  notionalUsd: 30_000,
  suspect: null,
  ...changes,
})
const ALL = { instrument: undefined, minUsd: 0 }
const times = (rows: readonly LiquidationInfo[]): number[] => rows.map(({ time }) => time - START)

describe('the tape', () => {
  test('has the newest on top, from the server’s list and from what came since', () => {
    const tape = createTape()
    tape.reset([liquidation(3), liquidation(2), liquidation(1)])
    tape.add([liquidation(4), liquidation(5)])
    expect(times(tape.rows(ALL))).toEqual([5, 4, 3, 2, 1])
    tape.reset([liquidation(9)])
    expect(times(tape.rows(ALL))).toEqual([9])
  })

  test('two alike in everything are two rows', () => {
    const tape = createTape()
    tape.add([liquidation(1), liquidation(1)])
    expect(tape.rows(ALL)).toHaveLength(2)
    expect(new Set(tape.rows(ALL).map(({ key }) => key)).size).toBe(2)
  })

  test('is bounded, and a storm of small ones elsewhere does not push out what is looked at', () => {
    const tape = createTape()
    tape.add([liquidation(500, { notionalUsd: 2e6 })])
    for (let i = 0; i < 100; i++) tape.add([liquidation(i)])
    tape.add(Array.from({ length: 10_000 }, (_, i) => liquidation(i, { instrument: ETHER })))
    expect(tape.rows(ALL)).toHaveLength(TAPE_LENGTH)
    expect(times(tape.rows({ instrument: BITCOIN, minUsd: 0 }))).toEqual([
      ...Array.from({ length: 100 }, (_, i) => 99 - i),
      500,
    ])
    expect(times(tape.rows({ instrument: undefined, minUsd: 1_000_000 }))).toEqual([500])
    expect(times(tape.rows({ instrument: ETHER, minUsd: 0 })).slice(0, 2)).toEqual([9_999, 9_998])
  })

  test('a side and a venue are filters too', () => {
    const tape = createTape()
    tape.add([
      liquidation(1),
      liquidation(2, { position: 'short' }),
      liquidation(3, { instrument: ETHER, position: 'short' }),
    ])
    const shorts = { position: 'short' as const, minUsd: 0 }
    expect(times(tape.rows({ instrument: undefined, ...shorts }))).toEqual([3, 2])
    expect(times(tape.rows({ instrument: undefined, ...shorts, venue: 'binance' }))).toEqual([2])
    expect(times(tape.rows({ ...ALL, venue: 'bybit' }))).toEqual([3])
    // Of one instrument a venue says nothing.
    expect(times(tape.rows({ instrument: BITCOIN, ...shorts, venue: 'bybit' }))).toEqual([2])
  })

  test('shows what the filter lets through', () => {
    const tape = createTape()
    tape.add([
      liquidation(1, { notionalUsd: 999 }),
      liquidation(2, { notionalUsd: 1_000 }),
      liquidation(3, { instrument: ETHER, notionalUsd: 5_000_000 }),
    ])
    expect(times(tape.rows({ instrument: undefined, minUsd: 1_000 }))).toEqual([3, 2])
    expect(times(tape.rows({ instrument: BITCOIN, minUsd: 0 }))).toEqual([2, 1])
  })

  test('a venue that is not known is not called complete', () => {
    expect(completenessOf(liquidation(1), [])).toBeUndefined()
  })
})
