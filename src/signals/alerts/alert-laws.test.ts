import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AlertRun, ALERTS_BEGIN, cluster, NEAR, rulesOf, situation } from './alerts.fixture.ts'
import { decide } from './alert-engine.ts'
import type { Situation } from './alert-situation.ts'
import { cellEntrySchema } from './alert-state.ts'
import type { CellEntry } from './alert-state.ts'

describe('laws', () => {
  const rules = rulesOf(
    { when: NEAR, cooldownMinutes: 45, quiet: { from: '01:00', to: '05:30', zone: 'Asia/Tokyo' } },
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
