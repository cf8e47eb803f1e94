import { describe, expect, test } from 'vitest'
import type { InstrumentId } from '../../market/instrument.ts'
import {
  AlertRun,
  ALERTS_BEGIN,
  BITCOIN,
  cluster,
  NEAR,
  priceAt,
  rulesOf,
  situation,
  toldBy,
} from './alerts.fixture.ts'
import { decide } from './alert-engine.ts'
import type { CellEntry } from './alert-state.ts'

test('what holds for days is told once, also where only what is written down is remembered', () => {
  const rules = rulesOf({ when: NEAR, cooldownMinutes: 0 })
  const written = new Map<string, CellEntry[1]>()
  const told = Array.from({ length: 4 * 24 * 6 }, (_, i) => {
    // As after a restart before each.
    const { alerts, changed } = decide(rules, written, priceAt(i / 6, 99_900))
    for (const [key, cell] of changed) written.set(key, cell)
    return { alerts: alerts.length, changed: changed.length }
  })
  expect(told.map(({ alerts }) => alerts).filter((count) => count > 0)).toEqual([1])
  // Once an hour, not each time it is looked at.
  expect(told.reduce((sum, { changed }) => sum + changed, 0)).toBe(4 * 24)
})

describe('what keeps a rule still', () => {
  test('a cooldown: what still holds after it is told then, and what was withheld is counted', () => {
    const run = new AlertRun(
      rulesOf({ when: { kind: 'cluster-swept', minUsd: 1 }, cooldownMinutes: 90 }),
    )
    const sweep = (hours: number, id: string) =>
      run.push(situation(hours, { swept: [cluster({ id })] }))
    expect(sweep(0, 'a')).toHaveLength(1)
    expect(sweep(1, 'b')).toEqual([])
    expect(sweep(2, 'c')).toMatchObject([{ withheld: 1 }])
    const still = new AlertRun(rulesOf({ when: NEAR, cooldownMinutes: 90 }))
    const second = cluster({ id: 'long-2', priceTo: 98_950 })
    const both = (hours: number) =>
      still.push(situation(hours, { price: 99_900, clusters: [cluster(), second] }))
    still.push(priceAt(0, 99_900))
    expect(both(1)).toEqual([])
    expect(both(2)).toMatchObject([{ withheld: 0, key: expect.stringContaining('long-2') }])
  })

  test('quiet hours: told after them if it still holds, and not twice', () => {
    const quiet = { from: '22:00', to: '07:00', zone: 'UTC' }
    const { counts } = toldBy(
      NEAR,
      [priceAt(5, 99_900), priceAt(6, 99_900), priceAt(7, 99_900), priceAt(8, 99_900)],
      {
        quiet,
      },
    )
    expect(counts).toEqual([0, 0, 1, 0])
    expect(toldBy(NEAR, [priceAt(5, 99_900), priceAt(7, 103_000)], { quiet }).counts).toEqual([
      0, 0,
    ])
  })

  test('one shot: the first of all instruments and no more', () => {
    const series = [priceAt(0, 99_900), priceAt(1, 103_000), priceAt(2, 99_900)]
    expect(toldBy(NEAR, series, { repeats: false }).counts).toEqual([1, 0, 0])
    const other = { ...priceAt(3, 99_900), instrument: 'okx:BTC-USDT-SWAP' as InstrumentId }
    expect(toldBy(NEAR, [priceAt(0, 99_900), other], { repeats: false }).counts).toEqual([1, 0])
  })

  test('its scope', () => {
    const series = [priceAt(0, 99_900)]
    expect(toldBy(NEAR, series, { venues: ['okx'] }).counts).toEqual([0])
    expect(toldBy(NEAR, series, { venues: ['binance'] }).counts).toEqual([1])
    expect(toldBy(NEAR, series, { instruments: ['binance:ETHUSDT'] }).counts).toEqual([0])
    expect(toldBy(NEAR, series, { instruments: [BITCOIN] }).counts).toEqual([1])
  })

  test('a storm within one situation: the 20 largest, the rest counted and none remembered', () => {
    const liquidations = Array.from({ length: 10_000 }, (_, i) => ({
      id: `l${i}`,
      time: ALERTS_BEGIN,
      side: 'long' as const,
      price: 99_000,
      usd: 1e6 + i,
    }))
    const run = new AlertRun(rulesOf({ when: { kind: 'liquidation', minUsd: 1e6 } }))
    const alerts = run.push(situation(0, { liquidations }))
    expect(alerts).toHaveLength(20)
    expect(alerts[0]).toMatchObject({ withheld: 9_980, numbers: { usd: 1e6 + 9_999 } })
    expect([...run.memory.values()][0]?.active).toEqual([])
  })

  test('a rule that asks for something else begins anew', () => {
    const run = new AlertRun(rulesOf({ when: NEAR }))
    run.push(priceAt(0, 99_900))
    const wider = rulesOf({ when: { ...NEAR, withinPercent: 2 } })
    expect(decide(wider, run.memory, priceAt(0.1, 99_900)).alerts).toHaveLength(1)
  })
})

test('what is there when the map is first read is no news, however long other news came before', () => {
  const run = new AlertRun(
    rulesOf(
      { when: { kind: 'cluster-appears', minUsd: 1 } },
      { when: { kind: 'liquidation', minUsd: 1 } },
    ),
  )
  const liquidation = { id: 'a', time: ALERTS_BEGIN, side: 'long', price: 1, usd: 5 } as const
  expect(run.push(situation(0, { hasMap: false, liquidations: [liquidation] }))).toHaveLength(1)
  expect(run.push(situation(1, { clusters: [cluster()] }))).toEqual([])
  expect(
    run.push(situation(2, { clusters: [cluster(), cluster({ id: 'long-2' })] })),
  ).toMatchObject([{ kind: 'cluster-appears' }])
})
