import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InstrumentId } from '../../market/instrument.ts'
import { AlertRun, ALERTS_BEGIN, BITCOIN, cluster, rulesOf, situation } from './alerts.fixture.ts'
import { decide } from './alert-engine.ts'
import type { Situation } from './alert-situation.ts'
import { cellEntrySchema } from './alert-state.ts'
import type { CellEntry } from './alert-state.ts'

const near = { kind: 'cluster-near', withinPercent: 1, minUsd: 10e6 }
const at = (hours: number, price: number) => situation(hours, { price, clusters: [cluster()] })

/** How often each situation of a series tells, and the numbers of the last alert. */
function told(when: object, series: readonly Situation[], more: object = {}) {
  const run = new AlertRun(rulesOf({ when, cooldownMinutes: 0, ...more }))
  return { counts: series.map((next) => run.push(next).length), alerts: run.alerts }
}

describe('each rule tells what it is asked', () => {
  test('price near a cluster, by its near edge', () => {
    const { counts, alerts } = told(near, [at(0, 102_000), at(1, 99_900), at(2, 98_500)])
    expect(counts).toEqual([0, 1, 0])
    expect(alerts[0]).toMatchObject({
      kind: 'cluster-near',
      side: 'long',
      price: 99_900,
      numbers: { usd: 50e6, fromPrice: 98_000, toPrice: 99_000 },
    })
    expect(alerts[0]?.numbers['awayPercent']).toBeCloseTo(0.9009, 4)
    expect(told({ ...near, minUsd: 60e6 }, [at(0, 99_900)]).counts).toEqual([0])
    expect(told({ ...near, side: 'short' }, [at(0, 99_900)]).counts).toEqual([0])
  })

  test('a cluster appears: not one that was there before the rule', () => {
    const other = cluster({ id: 'long-2' })
    const { counts, alerts } = told({ kind: 'cluster-appears', minUsd: 10e6 }, [
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
    expect(told(grows, series).counts).toEqual([0, 1, 0, 0, 0, 1])
    const moved = [0, -0.006, -0.011, -0.02].map((share, i) =>
      situation(i, { clusters: [cluster({ moved: share })] }),
    )
    const migrates = { kind: 'cluster-migrates', byPercent: 1, minUsd: 1e6 }
    const { counts, alerts } = told(migrates, moved)
    expect(counts).toEqual([0, 0, 1, 0])
    expect(alerts[0]?.numbers['movedPercent']).toBeCloseTo(-1.1)
  })

  test('a cluster is swept, and a large liquidation', () => {
    const swept = situation(0, { swept: [cluster(), cluster({ id: 'small', usd: 1e6 })] })
    expect(told({ kind: 'cluster-swept', minUsd: 2e6 }, [swept]).counts).toEqual([1])
    const liquidation = (id: string, usd: number) =>
      ({ id, time: ALERTS_BEGIN, side: 'long', price: 99_000, usd }) as const
    const { counts, alerts } = told({ kind: 'liquidation', minUsd: 1e6 }, [
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
    const { counts } = told({ kind: 'cascade', minUsdPerMinute: 1e6 }, series)
    expect(counts).toEqual([0, 1, 0, 0, 0, 1])
    expect(told({ kind: 'cascade', minUsdPerMinute: 1e6 }, [situation(0)]).counts).toEqual([0])
  })

  test('the ratio crosses, either way; where it stands at first is no news', () => {
    const ratios = (...values: readonly (number | undefined)[]) =>
      values.map((ratio, i) => situation(i, { ratio }))
    const above = { kind: 'ratio', crosses: 'above', value: 2 }
    expect(told(above, ratios(3, 2.1, 1.9, 1.5, 2.2)).counts).toEqual([0, 0, 0, 0, 1])
    expect(told(above, ratios(1, undefined, 2)).counts).toEqual([0, 0, 1])
    const below = { kind: 'ratio', crosses: 'below', value: 0.5 }
    expect(told(below, ratios(1, 0.5, 0.55, 0.4, 0.7, 0.3)).counts).toEqual([0, 1, 0, 0, 0, 1])
  })

  test('a pattern, by kind', () => {
    const shown = (hours: number, ...ids: readonly string[]) =>
      situation(hours, {
        patterns: ids.map((id) => ({ kind: 'dense-wall', id, label: 'Magnet wall' })),
      })
    const series = [shown(0, 'a'), shown(1, 'a', 'b'), shown(2, 'b'), shown(3, 'a', 'b')]
    expect(told({ kind: 'pattern' }, series).counts).toEqual([0, 1, 0, 0])
    expect(told({ kind: 'pattern', patterns: ['vacuum-gap'] }, series).counts).toEqual([0, 0, 0, 0])
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
    expect(told({ kind: 'score-degraded' }, scored).counts).toEqual([0, 1, 0, 0, 1])
  })
})

test('what holds for days is told once, also where only what is written down is remembered', () => {
  const rules = rulesOf({ when: near, cooldownMinutes: 0 })
  const written = new Map<string, CellEntry[1]>()
  const told = Array.from({ length: 4 * 24 * 6 }, (_, i) => {
    // As after a restart before each.
    const { alerts, changed } = decide(rules, written, at(i / 6, 99_900))
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
    const still = new AlertRun(rulesOf({ when: near, cooldownMinutes: 90 }))
    const second = cluster({ id: 'long-2', priceTo: 98_950 })
    const both = (hours: number) =>
      still.push(situation(hours, { price: 99_900, clusters: [cluster(), second] }))
    still.push(at(0, 99_900))
    expect(both(1)).toEqual([])
    expect(both(2)).toMatchObject([{ withheld: 0, key: expect.stringContaining('long-2') }])
  })

  test('quiet hours: told after them if it still holds, and not twice', () => {
    const quiet = { from: '22:00', to: '07:00', zone: 'UTC' }
    const { counts } = told(near, [at(5, 99_900), at(6, 99_900), at(7, 99_900), at(8, 99_900)], {
      quiet,
    })
    expect(counts).toEqual([0, 0, 1, 0])
    expect(told(near, [at(5, 99_900), at(7, 103_000)], { quiet }).counts).toEqual([0, 0])
  })

  test('one shot: the first of all instruments and no more', () => {
    const series = [at(0, 99_900), at(1, 103_000), at(2, 99_900)]
    expect(told(near, series, { repeats: false }).counts).toEqual([1, 0, 0])
    const other = { ...at(3, 99_900), instrument: 'okx:BTC-USDT-SWAP' as InstrumentId }
    expect(told(near, [at(0, 99_900), other], { repeats: false }).counts).toEqual([1, 0])
  })

  test('its scope', () => {
    const series = [at(0, 99_900)]
    expect(told(near, series, { venues: ['okx'] }).counts).toEqual([0])
    expect(told(near, series, { venues: ['binance'] }).counts).toEqual([1])
    expect(told(near, series, { instruments: ['binance:ETHUSDT'] }).counts).toEqual([0])
    expect(told(near, series, { instruments: [BITCOIN] }).counts).toEqual([1])
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
    const run = new AlertRun(rulesOf({ when: near }))
    run.push(at(0, 99_900))
    const wider = rulesOf({ when: { ...near, withinPercent: 2 } })
    expect(decide(wider, run.memory, at(0.1, 99_900)).alerts).toHaveLength(1)
  })
})

describe('laws', () => {
  const rules = rulesOf(
    { when: near, cooldownMinutes: 45, quiet: { from: '01:00', to: '05:30', zone: 'Asia/Tokyo' } },
    { when: { kind: 'cluster-appears', minUsd: 20e6 }, cooldownMinutes: 0 },
    { when: { kind: 'liquidation', minUsd: 1e6 }, cooldownMinutes: 10 },
    { when: { kind: 'cascade', minUsdPerMinute: 1e6 }, repeats: false },
    { when: { kind: 'ratio', crosses: 'below', value: 0.5 } },
  )
  const series = fc
    .array(
      fc.record({
        // 40 of them make a day: unseen for longer, a cluster does not keep its id.
        step: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        price: fc.double({ min: 97_000, max: 103_000, noNaN: true }),
        ids: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
        usd: fc.double({ min: 5e6, max: 40e6, noNaN: true }),
        flow: fc.option(fc.double({ min: 0, max: 2e6, noNaN: true }), { nil: undefined }),
        ratio: fc.option(fc.double({ min: 0.2, max: 4, noNaN: true }), { nil: undefined }),
      }),
      { maxLength: 40 },
    )
    .map((steps) => {
      let hours = 0
      return steps.map(({ step, price, ids, usd, flow, ratio }, i) => {
        hours += step
        const time = ALERTS_BEGIN + Math.round(hours * 3_600_000)
        const liquidation = { id: `l${i}`, time, side: 'long' as const, price, usd: usd / 10 }
        return situation(0, {
          time,
          price,
          ratio,
          forcedUsdPerMinute: flow,
          clusters: ids.map((id) => cluster({ id, usd })),
          liquidations: [liquidation],
        })
      })
    })
  const run = (situations: readonly Situation[]) => {
    const made = new AlertRun(rules)
    for (const next of situations) made.push(next)
    return made
  }

  test('nothing uses the future: what is cut off changes nothing before it', () => {
    fc.assert(
      fc.property(series, fc.nat(40), (situations, cut) => {
        const whole = run(situations).alerts
        const last = situations[Math.min(cut, situations.length) - 1]?.time ?? 0
        expect(run(situations.slice(0, cut)).alerts).toEqual(
          whole.filter(({ time }) => time <= last),
        )
      }),
    )
  })

  test('no cause twice, and a situation that comes again tells nothing', () => {
    fc.assert(
      fc.property(series, (situations) => {
        const made = run(situations)
        const keys = made.alerts.map(({ key }) => key)
        expect(new Set(keys).size).toBe(keys.length)
        for (const next of situations) expect(made.push(next)).toEqual([])
      }),
    )
  })

  test('after a restart with what was written at the last change, replay decides the same', () => {
    fc.assert(
      fc.property(series, fc.nat(40), (situations, at) => {
        const whole = run(situations)
        const written = new Map<string, string>()
        const before = new AlertRun(rules)
        const decided = new Map(before.memory)
        let replayFrom = 0
        for (const [i, next] of situations.slice(0, at).entries()) {
          const { alerts, cells, changed } = decide(rules, before.memory, next)
          for (const [key, cell] of cells) before.memory.set(key, cell)
          before.alerts.push(...alerts)
          for (const [key, cell] of changed) written.set(key, JSON.stringify([key, cell]))
          if (changed.length > 0) replayFrom = i
        }
        for (const text of written.values()) {
          const [key, cell]: CellEntry = cellEntrySchema.parse(JSON.parse(text))
          decided.set(key, cell)
        }
        const after = new AlertRun(rules)
        for (const [key, cell] of decided) after.memory.set(key, cell)
        for (const next of situations.slice(replayFrom)) after.push(next)
        expect([...before.alerts, ...after.alerts]).toEqual(whole.alerts)
      }),
    )
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
