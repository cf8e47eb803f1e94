import { describe, expect, test } from 'vitest'
import type { InstrumentId } from '../../market/instrument.ts'
import {
  AlertRun,
  ALERTS_BEGIN,
  cluster,
  NEAR,
  priceAt,
  rulesOf,
  situation,
  toldBy,
} from './alerts.fixture.ts'

describe('each rule tells what it is asked', () => {
  test('price near a cluster, by its NEAR edge', () => {
    const { counts, alerts } = toldBy(NEAR, [
      priceAt(0, 102_000),
      priceAt(1, 99_900),
      priceAt(2, 98_500),
    ])
    expect(counts).toEqual([0, 1, 0])
    expect(alerts[0]).toMatchObject({
      kind: 'cluster-near',
      side: 'long',
      price: 99_900,
      numbers: { usd: 50e6, fromPrice: 98_000, toPrice: 99_000 },
    })
    expect(alerts[0]?.numbers['awayPercent']).toBeCloseTo(0.9009, 4)
    expect(toldBy({ ...NEAR, minUsd: 60e6 }, [priceAt(0, 99_900)]).counts).toEqual([0])
    expect(toldBy({ ...NEAR, side: 'short' }, [priceAt(0, 99_900)]).counts).toEqual([0])
  })

  test('a cluster appears: not one that was there before the rule', () => {
    const other = cluster({ id: 'long-2' })
    const { counts, alerts } = toldBy({ kind: 'cluster-appears', minUsd: 10e6 }, [
      situation(0, { clusters: [cluster()] }),
      situation(1, { clusters: [cluster(), other] }),
      situation(2, { clusters: [other] }),
      situation(3, { clusters: [cluster(), other] }),
    ])
    expect(counts).toEqual([0, 1, 0, 0])
    expect(alerts[0]?.key).toBe('rule-0/binance:BTCUSDT/long-2')
  })

  test('a cluster grows, and migrates', () => {
    const grown = (hours: number, growth: number) =>
      situation(hours, {
        clusters: [cluster({ growth: { '24h': growth, '48h': undefined, '72h': undefined } })],
      })
    const grows = { kind: 'cluster-grows', byPercent: 50, over: '24h', minUsd: 1e6 }
    const series = [0.1, 0.6, 0.45, 0.55, 0.3, 0.5].map((growth, i) => grown(i, growth))
    expect(toldBy(grows, series).counts).toEqual([0, 1, 0, 0, 0, 1])
    const moved = [0, -0.006, -0.011, -0.02].map((share, i) =>
      situation(i, { clusters: [cluster({ moved: share })] }),
    )
    const migrates = { kind: 'cluster-migrates', byPercent: 1, minUsd: 1e6 }
    const { counts, alerts } = toldBy(migrates, moved)
    expect(counts).toEqual([0, 0, 1, 0])
    expect(alerts[0]?.numbers['movedPercent']).toBeCloseTo(-1.1)
  })

  test('a cluster is swept, and a large liquidation', () => {
    const swept = situation(0, { swept: [cluster(), cluster({ id: 'small', usd: 1e6 })] })
    expect(toldBy({ kind: 'cluster-swept', minUsd: 2e6 }, [swept]).counts).toEqual([1])
    const liquidation = (id: string, usd: number) =>
      ({ id, time: ALERTS_BEGIN, side: 'long', price: 99_000, usd }) as const
    const { counts, alerts } = toldBy({ kind: 'liquidation', minUsd: 1e6 }, [
      situation(0, {
        liquidations: [liquidation('a', 1e6), liquidation('b', 999_999), liquidation('c', 3e6)],
      }),
    ])
    expect(counts).toEqual([2])
    expect(alerts.map(({ numbers }) => numbers['usd'])).toEqual([3e6, 1e6])
  })

  test('a cascade, with hysteresis', () => {
    const series = [0.5e6, 2e6, 0.9e6, 1.1e6, 0.7e6, 1e6].map((flow, i) =>
      situation(i, { forcedUsdPerMinute: flow }),
    )
    const { counts } = toldBy({ kind: 'cascade', minUsdPerMinute: 1e6 }, series)
    expect(counts).toEqual([0, 1, 0, 0, 0, 1])
    expect(toldBy({ kind: 'cascade', minUsdPerMinute: 1e6 }, [situation(0)]).counts).toEqual([0])
  })

  test('the ratio crosses, either way; where it stands at first is no news', () => {
    const ratios = (...values: readonly (number | undefined)[]) =>
      values.map((ratio, i) => situation(i, { ratio }))
    const above = { kind: 'ratio', crosses: 'above', value: 2 }
    expect(toldBy(above, ratios(3, 2.1, 1.9, 1.5, 2.2)).counts).toEqual([0, 0, 0, 0, 1])
    expect(toldBy(above, ratios(1, undefined, 2)).counts).toEqual([0, 0, 1])
    const below = { kind: 'ratio', crosses: 'below', value: 0.5 }
    expect(toldBy(below, ratios(1, 0.5, 0.55, 0.4, 0.7, 0.3)).counts).toEqual([0, 1, 0, 0, 0, 1])
  })

  test('a pattern, by kind', () => {
    const shown = (hours: number, ...ids: readonly string[]) =>
      situation(hours, {
        patterns: ids.map((id) => ({ kind: 'dense-wall', id, label: 'Magnet wall' })),
      })
    const series = [shown(0, 'a'), shown(1, 'a', 'b'), shown(2, 'b'), shown(3, 'a', 'b')]
    expect(toldBy({ kind: 'pattern' }, series).counts).toEqual([0, 1, 0, 0])
    expect(toldBy({ kind: 'pattern', patterns: ['vacuum-gap'] }, series).counts).toEqual([
      0, 0, 0, 0,
    ])
  })

  test('a feed is stale: one cause, whichever instrument hangs on it', () => {
    const rules = rulesOf({ when: { kind: 'feed-stale', afterSeconds: 60 }, cooldownMinutes: 0 })
    const stale = (instrument: string, staleFor: number, hours = 1) =>
      situation(hours, {
        instrument: instrument as InstrumentId,
        feeds: [{ id: 'binance/trades', staleFor }],
      })
    const run = new AlertRun(rules)
    run.push(stale('binance:BTCUSDT', 90_000))
    run.push(stale('binance:ETHUSDT', 90_000))
    expect(new Set(run.alerts.map(({ key }) => key)).size).toBe(1)
    expect(run.push(stale('binance:BTCUSDT', 30_000, 2))).toEqual([])
    expect(run.push(stale('binance:BTCUSDT', 0, 3))).toEqual([])
    expect(run.push(stale('binance:BTCUSDT', 61_000, 4))).toHaveLength(1)
    expect(new Set(run.alerts.map(({ key }) => key)).size).toBe(2)
  })

  test('the score is degraded, once until it recovers', () => {
    const scored = [false, true, true, false, true].map((isDegraded, i) =>
      situation(i, { score: { isDegraded, label: 'behind the baseline for 7 days' } }),
    )
    expect(toldBy({ kind: 'score-degraded' }, scored).counts).toEqual([0, 1, 0, 0, 1])
  })
})
