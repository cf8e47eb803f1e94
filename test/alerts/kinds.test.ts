import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openAlerts } from '../../src/alerts/open-alerts.ts'
import { webhookChannel } from '../../src/alerts/webhook-channel.ts'
import type { KeptScore } from '../../src/api/score.ts'
import { MemoryDisk } from '../../src/journal/memory-disk.fixture.ts'
import { nodeClock } from '../../src/journal/ports.ts'
import { HOUR, MINUTE, SECOND } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { AlertWatch } from '../../src/server/alerts/alert-watch.ts'
import { createLive } from '../../src/server/live/live.ts'
import type { Said } from '../../src/server/signals/signals-desk.ts'
import { rulesOf } from '../../src/signals/alerts/alerts.fixture.ts'
import type { AlertRule } from '../../src/signals/alerts/alert-rules.ts'
import { PRICE, readingOf } from '../../src/signals/reading.fixture.ts'
import type { MadeReading } from '../../src/signals/reading.fixture.ts'
import { SignalRun } from '../../src/signals/signal-run.ts'
import { T0, instrument, liquidation, trade } from '../server/live-fixture.ts'
import { postTo } from './channels.fixture.ts'
import { httpSink } from './receivers.ts'
import type { HttpSink } from './receivers.ts'

/** Every kind of alert about a market that is made by hand, from its events to a receiver on this machine. */

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
})
afterEach(() => sink.close())

const rule = (id: string, when: object) => ({ id, when: { kind: id, ...when }, cooldownMinutes: 0 })
const RULES = rulesOf(
  rule('cluster-near', { withinPercent: 0.5, minUsd: 4e6, side: 'long' }),
  rule('cluster-appears', { minUsd: 10e6, side: 'short' }),
  rule('cluster-grows', { byPercent: 50, over: '24h', minUsd: 4e6, side: 'long' }),
  rule('cluster-migrates', { byPercent: 1, minUsd: 4e6, side: 'long' }),
  rule('cluster-swept', { minUsd: 4e6, side: 'long' }),
  rule('liquidation', { minUsd: 1e6 }),
  rule('cascade', { minUsdPerMinute: 3e6 }),
  rule('ratio', { crosses: 'above', value: 1.5 }),
  rule('pattern', { patterns: ['dense-wall'] }),
  rule('score-degraded', {}),
)

interface Hour extends Omit<MadeReading, 'time'> {
  readonly degraded?: boolean
  /** USD of longs that are closed, at the price. */
  readonly closed?: readonly number[]
}

const FACTS = { liquidatedDayUsd: 1e7, openInterestUsd: 1e9, dailySigma: 0.02, calmRank: 0.1 }
const hours = (count: number, made: (i: number) => Hour): readonly Hour[] =>
  Array.from({ length: count }, (_, i) => ({ ground: 2_000, facts: FACTS, ...made(i) }))

/** A wall of longs stands, shorts come above it, it doubles, moves down, is come near to, and is swept. */
const STORY: readonly Hour[] = [
  ...hours(10, () => ({ longs: [[0.99, 5e6]] })),
  ...hours(15, () => ({ longs: [[0.99, 5e6]], shorts: [[1.02, 20e6]] })),
  ...hours(2, () => ({ longs: [[0.99, 10e6]], shorts: [[1.02, 20e6]] })),
  ...hours(13, (i) => ({ longs: [[0.99 - i / 1_000, 10e6]], shorts: [[1.02, 20e6]] })),
  ...hours(2, (i) => ({
    longs: [[0.978, 10e6]],
    shorts: [[1.02, 20e6]],
    price: PRICE * 0.98,
    degraded: i === 1,
  })),
  ...hours(2, (i) => ({
    shorts: [[1.02, 20e6]],
    price: PRICE * 0.975,
    low: PRICE * (i === 0 ? 0.97 : 0.975),
    closed: i === 0 ? [1.2e6, 2.1e6, 0.4e6] : [],
  })),
]

const scoreOf = (high: number): KeptScore =>
  ({
    score: { models: { isotherm: { qlikeGain: { value: high - 0.01, low: high - 0.02, high } } } },
  }) as unknown as KeptScore

interface Told {
  readonly key: string
  readonly rule: string
  readonly time: Millis
  readonly price: number
  readonly side: string | null
  readonly label: string | null
  readonly numbers: Readonly<Record<string, number>>
}

/** Plays the story. @param isKilled before which hours the process is killed and another takes over */
async function play(rules: readonly AlertRule[], isKilled: (hour: number) => boolean) {
  let time = T0
  let score = scoreOf(0.1)
  const clock = { ...nodeClock, wall: () => time }
  const live = createLive([instrument])
  live.setReady()
  const disk = new MemoryDisk()
  const target = { url: new URL(`${sink.origin}/hook`), secret: 'secret of the hook' }

  async function start() {
    const alerts = await openAlerts({
      disk,
      clock,
      rules,
      channels: [webhookChannel('hook', target, postTo(sink.port, { clock: nodeClock }), clock)],
      publicUrl: undefined,
      pictureOf: () => Promise.resolve(undefined),
      secrets: [],
    })
    let say: ((said: Said) => void) | undefined
    const watch = new AlertWatch({
      live,
      rules,
      offer: (situation) => alerts.offer(situation),
      scores: { peek: () => score },
      signals: {
        follow(_, use) {
          say = use
          return () => (say = undefined)
        },
      },
      now: () => time,
    })
    return { alerts, watch, say: (said: Said) => say!(said) }
  }

  const run = new SignalRun()
  let process = await start()
  async function look(after: Millis): Promise<void> {
    time += after
    process.watch.look()
    await process.alerts.settled()
    await vi.waitUntil(() => process.alerts.health().waiting === 0, { timeout: 20_000 })
  }
  for (const [hour, { degraded = false, closed = [], ...made }] of STORY.entries()) {
    // oxlint-disable no-await-in-loop -- hour after hour
    time = T0 + hour * HOUR
    if (isKilled(hour)) {
      process.watch.close()
      process = await start()
    }
    const { price = PRICE } = made
    // A bar closes: what the map says is asked for from then on.
    live.push([0, 1, 2, 3].map((minute) => trade(time + minute * MINUTE, price)))
    time += 3 * MINUTE + SECOND
    process.say({ state: run.push(readingOf({ ...made, time })) } as unknown as Said)
    score = scoreOf(degraded ? -0.1 : 0.1)
    live.push(closed.map((usd, i) => liquidation(time + i, price, usd / price)))
    await look(SECOND)
    await look(6 * SECOND)
    // oxlint-enable no-await-in-loop
  }
  await process.alerts.close()
  return sink.received.flatMap(
    ({ body }) => (JSON.parse(body.toString()) as { alerts: Told[] }).alerts,
  )
}

const hourOf = ({ time }: Told) => Math.floor((time - T0) / HOUR)
const isWithin = ({ numbers }: Told, price: number) =>
  numbers['fromPrice']! <= price && price <= numbers['toPrice']!

test.each([
  ['in one run', () => false],
  ['killed and started anew before every hour', (hour: number) => hour > 0],
])('every kind is delivered once, with its numbers: %s', async (_, isKilled) => {
  const told = await play(RULES, isKilled)
  expect(new Set(told.map(({ key }) => key)).size).toBe(told.length)
  expect(told.map((one) => [one.rule, hourOf(one)])).toEqual([
    ['pattern', 6],
    ['cluster-appears', 10],
    ['ratio', 10],
    ['cluster-grows', 25],
    ['cluster-migrates', 38],
    ['cluster-near', 40],
    ['score-degraded', 41],
    ['cluster-swept', 42],
    ['liquidation', 42],
    ['liquidation', 42],
    ['cascade', 42],
  ])
  const [pattern, appears, ratio, grows, migrates, near, score, swept, first, second, cascade] =
    told
  expect(pattern).toMatchObject({ label: 'Dense wall', price: PRICE })
  expect(appears).toMatchObject({ side: 'short' })
  expect(appears!.numbers['usd']).toBeCloseTo(20e6, -5)
  expect(isWithin(appears!, PRICE * 1.02)).toBe(true)
  expect(ratio).toMatchObject({ label: 'above', numbers: { threshold: 1.5 } })
  // A thousandth of open interest is added to both sides.
  expect(ratio!.numbers['ratio']).toBeCloseTo((20e6 + 1e6) / (5e6 + 1e6), 0)
  expect(grows!.numbers['growthPercent']).toBeCloseTo(100, -1)
  expect(grows!.numbers['usd']).toBeCloseTo(10e6, -5)
  expect(migrates!.numbers['movedPercent']).toBeLessThan(-1)
  expect(migrates!.numbers['movedPercent']).toBeGreaterThan(-1.2)
  expect(near).toMatchObject({ side: 'long', price: PRICE * 0.98 })
  const gap = (100 * (PRICE * 0.98 - near!.numbers['toPrice']!)) / (PRICE * 0.98)
  expect(near!.numbers['awayPercent']).toBeCloseTo(gap, 9)
  expect(score).toMatchObject({
    label: 'its gain over the candle is -0.110 (90 %: -0.120 to -0.100)',
  })
  expect(isWithin(swept!, PRICE * 0.978)).toBe(true)
  expect([first, second].map((one) => one!.numbers)).toEqual([
    { usd: expect.closeTo(2.1e6, 3), liquidationPrice: PRICE * 0.975 },
    { usd: expect.closeTo(1.2e6, 3), liquidationPrice: PRICE * 0.975 },
  ])
  expect(cascade!.numbers['usdPerMinute']).toBeCloseTo(3.7e6, 3)
})
