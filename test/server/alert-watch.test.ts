import { expect, test } from 'vitest'
import type { InstrumentId } from '../../src/market/instrument.ts'
import type { LiquidationInfo } from '../../src/api/live.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { AlertRun, cluster, rulesOf } from '../../src/signals/alerts/alerts.fixture.ts'
import type { Situation } from '../../src/signals/alerts/alert-situation.ts'
import type { AlertRule } from '../../src/signals/alerts/alert-rules.ts'
import type { Said } from '../../src/server/signals/signals-desk.ts'
import { AlertWatch } from '../../src/server/alerts/alert-watch.ts'
import { createLive } from '../../src/server/live/live.ts'
import type { Live } from '../../src/server/live/live.ts'
import { T0, ID, instrument, liquidation, minutesOfTrade, trade } from './live-fixture.ts'

const LARGE = rulesOf({ when: { kind: 'liquidation', minUsd: 1_000 }, cooldownMinutes: 0 })

/** A live market, and who watches over it by a clock that is told the time. */
function watched(rules: readonly AlertRule[] = LARGE, live: Live = createLive([instrument])) {
  let time = T0
  const situations: Situation[] = []
  const offer = (one: Situation) => void situations.push(one)
  const following = new Map<InstrumentId, (said: Said) => void>()
  const signals = {
    follow(id: InstrumentId, use: (said: Said) => void) {
      following.set(id, use)
      return () => void following.delete(id)
    },
  }
  const watch = new AlertWatch({ live, rules, offer, scores: undefined, signals, now: () => time })
  return {
    live,
    watch,
    situations,
    following,
    /** Looks at a time after T0. */
    look: (after: Millis) => {
      time = T0 + after
      watch.look()
      return situations.at(-1)
    },
    at: (after: Millis) => {
      time = T0 + after
    },
  }
}

function started(rules = LARGE) {
  const run = watched(rules)
  run.live.setReady()
  run.live.push([trade(T0, 100)])
  return run
}

test('a liquidation is told once, with its amount and the price', () => {
  const { live, look } = started()
  expect(look(SECOND)).toMatchObject({ price: 100, liquidations: [] })
  live.push([liquidation(T0 + SECOND, 99, 30)])
  expect(look(2 * SECOND)).toMatchObject({
    time: T0 + 2 * SECOND,
    liquidations: [{ side: 'long', price: 99, usd: 2_970, time: T0 + SECOND }],
    forcedUsdPerMinute: 2_970,
  })
  expect(look(7 * SECOND)).toMatchObject({ liquidations: [], forcedUsdPerMinute: 2_970 })
  expect(look(70 * SECOND)).toMatchObject({ liquidations: [], forcedUsdPerMinute: 0 })
})

test('what the journal of earlier runs holds is no news, and nothing is looked at before it is read', () => {
  const { live, look, situations } = watched()
  live.push([trade(T0, 100), liquidation(T0, 99, 30)])
  look(SECOND)
  expect(situations).toEqual([])
  live.setReady()
  expect(look(2 * SECOND)).toMatchObject({ liquidations: [], forcedUsdPerMinute: 0 })
})

test('what comes late is the past, what looks wrong is left out', () => {
  const { live, look, at } = started()
  at(2 * MINUTE)
  live.push([
    liquidation(T0 + MINUTE - 1, 99, 30),
    { ...liquidation(T0 + 2 * MINUTE, 999, 30), suspect: 'price' },
    liquidation(T0 + MINUTE, 98, 30),
  ])
  expect(look(2 * MINUTE)).toMatchObject({ liquidations: [{ price: 98 }] })
})

test('what is smaller than any rule tells is summed, and not listed', () => {
  const { live, look } = started()
  live.push([liquidation(T0 + 1, 99, 2), liquidation(T0 + 2, 100, 10)])
  expect(look(SECOND)).toMatchObject({ liquidations: [{ usd: 1_000 }], forcedUsdPerMinute: 1_198 })
})

test('instruments that no rule looks at cost nothing, those without news are looked at every five seconds', () => {
  const none = started(
    rulesOf({ when: { kind: 'score-degraded' }, instruments: ['testvenue:OTHER'] }),
  )
  none.look(SECOND)
  expect(none.situations).toEqual([])
  const { look, situations } = started()
  for (let second = 1; second <= 11; second++) look(second * SECOND)
  expect(situations.map(({ time }) => (time - T0) / SECOND)).toEqual([1, 6, 11])
})

test('times grow even where the clock does not', () => {
  const { live, look, situations } = started()
  for (const after of [10, 9, 9]) {
    live.push([liquidation(T0 + 9 * SECOND, 99, 30 + situations.length)])
    look(after * SECOND)
  }
  const times = situations.map(({ time }) => time)
  expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b))
  expect(times).toHaveLength(3)
})

test('a burst is one situation: taking it is a push, the largest are told and what is beyond is counted', () => {
  const { live, watch, look, situations } = started()
  const burst = Array.from({ length: 25_000 }, (_, i) => ({
    ...liquidation(T0 + SECOND, 99, 11 + (i % 5_000)),
    id: String(i),
  }))
  for (let at = 0; at < burst.length; at += 500) live.push(burst.slice(at, at + 500))
  expect(situations).toHaveLength(0)
  const situation = look(2 * SECOND)!
  expect(situations).toHaveLength(1)
  expect(situation.liquidations).toHaveLength(10_000)
  expect(watch.dropped).toBe(15_000)
  // What is not listed is in the sum all the same.
  const usd = burst.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  expect(situation.forcedUsdPerMinute).toBeCloseTo(usd, 3)
  const alerts = new AlertRun(LARGE).push(situation)
  expect(alerts).toHaveLength(20)
  expect(alerts[0]!.numbers['usd']).toBe(5_010 * 99)
})

test('who tells the tape and who tells alerts tell the same liquidations', () => {
  const { live, look } = started()
  const told: LiquidationInfo[] = []
  live.onMessage((message) => {
    if (message.type === 'liquidations') told.push(...message.liquidations)
  })
  live.push([liquidation(T0 + 1, 99, 30), liquidation(T0 + 2, 98, 30)])
  expect(look(SECOND)!.liquidations.map(({ usd }) => usd)).toEqual(
    told.map(({ notionalUsd }) => notionalUsd),
  )
})

/** What a map says, as far as alerts ask. */
const saying = (time: Millis, ended: readonly object[] = []): Said =>
  ({
    state: {
      time,
      price: 100,
      clusters: [cluster()],
      ended,
      ratios: { all: { ratio: 3 } },
      formations: [{ kind: 'vacuum-gap', id: 'gap-1', label: 'Vacuum gap' }],
    },
  }) as unknown as Said

test('the map of an instrument is followed from its first closed bar on, where a rule asks of it', () => {
  const { live, look, following, watch } = started(
    rulesOf({ when: { kind: 'cluster-swept', minUsd: 1 } }),
  )
  expect(look(SECOND)).toMatchObject({ hasMap: false, clusters: [] })
  expect(following.size).toBe(0)
  live.push(minutesOfTrade(0, 3))
  const tell = following.get(ID)!
  const swept = (at: Millis, id: string) => ({ how: 'swept', at, id, last: cluster({ id }) })
  tell(saying(T0 + 2 * MINUTE, [swept(T0 - 1, 'before'), swept(T0 + MINUTE, 'long-2')]))
  // Until the next step each reading tells it again.
  tell(saying(T0 + 3 * MINUTE, [swept(T0 + 3 * MINUTE, 'long-2')]))
  expect(look(3 * MINUTE)).toMatchObject({
    hasMap: true,
    clusters: [{ id: 'long-1' }],
    swept: [{ id: 'long-2' }],
    ratio: 3,
    patterns: [{ id: 'gap-1' }],
  })
  expect(look(4 * MINUTE)).toMatchObject({ clusters: [{ id: 'long-1' }], swept: [] })
  watch.close()
  expect(following.size).toBe(0)
})

test('rules that ask nothing of maps keep none awake', () => {
  const { live, following } = started()
  live.push(minutesOfTrade(0, 3))
  expect(following.size).toBe(0)
})
