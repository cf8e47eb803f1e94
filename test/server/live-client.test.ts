import { expect, test } from 'vitest'
import { AlertsWorld, settled, sweepOf } from '../../src/alerts/alerts-world.fixture.ts'
import type { Alerts } from '../../src/alerts/open-alerts.ts'
import { clientMessageSchema } from '../../src/api/live-messages.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { createLive } from '../../src/server/live/live.ts'
import { BUFFERED_AT_MOST, SLOW_FOR } from '../../src/server/live/live-client.ts'
import { LiveHub } from '../../src/server/live/live-hub.ts'
import { problem } from '../../src/server/http/problems.ts'
import { fakeSocket } from './fake-socket.ts'
import { T0, instrument, liquidation, minutesOfTrade } from './live-fixture.ts'

/** A hub in a world whose time is told. */
function hubAt(time: number, alerts?: Pick<Alerts, 'onTold'>) {
  const live = createLive([instrument])
  live.setReady()
  let now = time
  const hub = new LiveHub({
    live,
    catalogue: { map: () => Promise.reject(problem('no-map', 'there is no map yet')) },
    version: '0',
    now: () => now,
    onError: (error) => {
      throw error
    },
    ...(alerts && { alerts }),
  })
  return {
    live,
    hub,
    pass: async (ms: number) => {
      now += ms
      await hub.tick()
    },
  }
}

/** Liquidations whose message has about a hundred thousand characters. */
const burst = (at: number) => Array.from({ length: 500 }, (_, i) => liquidation(at + i, 100))

test('fault 66: who does not read is spared the changes, told the whole later, and does not hold up others', async () => {
  const { live, hub, pass } = hubAt(T0)
  const [slow, fast] = [fakeSocket({ reads: false }), fakeSocket({ reads: true })]
  const client = hub.add(slow.socket)
  hub.add(fast.socket)
  for (let i = 0; i < 30; i++) live.push(burst(T0 + i * SECOND))
  expect(client.isSlow).toBe(true)
  expect(slow.socket.bufferedAmount).toBeLessThanOrEqual(BUFFERED_AT_MOST)
  expect(
    fast.messages().flatMap((one) => (one.type === 'liquidations' ? one.liquidations : [])),
  ).toHaveLength(30 * 500)
  const before = slow.sent.length
  await pass(SECOND)
  expect(slow.sent).toHaveLength(before)
  slow.readAll()
  await pass(SECOND)
  expect(client.isSlow).toBe(false)
  const whole = slow.messages().at(-1)
  expect(whole?.type).toBe('hello')
  if (whole?.type !== 'hello') return
  expect(whole.liquidations[0]?.time).toBe(T0 + 29 * SECOND + 499)
  live.push([liquidation(T0 + MINUTE, 7)])
  expect(slow.messages().at(-1)).toMatchObject({ type: 'liquidations' })
  expect(slow.closed).toEqual([])
})

test('fault 66: who has not read for ten seconds is closed with 1013, then cut off', async () => {
  const { live, hub, pass } = hubAt(T0)
  const slow = fakeSocket({ reads: false })
  hub.add(slow.socket)
  for (let i = 0; i < 30; i++) live.push(burst(T0 + i * SECOND))
  await pass(SLOW_FOR)
  expect(slow.closed).toEqual([])
  await pass(1)
  expect(slow.closed).toEqual([1013])
  expect(slow.socket.terminated).toBe(false)
  await pass(2 * SECOND)
  expect(slow.socket.terminated).toBe(true)
  expect(slow.closed).toEqual([1013])
})

test('a peer that gives no sign of life within 30 s is cut off, one that does is not', async () => {
  const { hub, pass } = hubAt(T0)
  const [dead, alive] = [fakeSocket({ reads: true }), fakeSocket({ reads: true })]
  hub.add(dead.socket)
  const client = hub.add(alive.socket)
  await pass(30 * SECOND)
  expect([dead.socket.pings, alive.socket.pings]).toEqual([1, 1])
  client.pong()
  await pass(30 * SECOND)
  expect([dead.socket.terminated, alive.socket.terminated]).toEqual([true, false])
})

test.each([
  '',
  'null',
  '[]',
  '{}',
  '{"op":"watch"}',
  '{"op":"watch","instrument":"nonsense","model":"isotherm","zoom":0}',
  '{"op":"watch","instrument":"a:B","model":"isotherm","zoom":7}',
  '{"op":"watch","instrument":"a:B","model":"isotherm","zoom":0,"more":1}',
  '{"op":"ping","op":"pong"}',
  '{"__proto__":{"op":"ping"}}',
  '\u0000\uFFFD',
  '['.repeat(50_000),
])('a message that cannot be used is answered, not obeyed: %j', async (text) => {
  const { hub } = hubAt(T0)
  const viewer = fakeSocket({ reads: true })
  hub.add(viewer.socket).receive(text, T0)
  expect(viewer.messages()).toHaveLength(2)
  expect(viewer.messages().at(-1)).toMatchObject({ type: 'problem', code: 'invalid-message' })
  expect(viewer.closed).toEqual([])
})

test('a flood of messages that cannot be used ends the connection', async () => {
  const { hub } = hubAt(T0)
  const viewer = fakeSocket({ reads: true })
  const client = hub.add(viewer.socket)
  for (let i = 0; i < 100; i++) client.receive('?', T0)
  expect(viewer.closed).toEqual([1008])
  expect(viewer.messages().filter(({ type }) => type === 'problem')).toHaveLength(20)
})

test('a watch that cannot be had is answered with its problem, and tried again', async () => {
  const { hub, pass, live } = hubAt(T0)
  const viewer = fakeSocket({ reads: true })
  const message = { op: 'watch', instrument: instrument.id, model: 'isotherm', zoom: 0 }
  hub.add(viewer.socket).receive(JSON.stringify(clientMessageSchema.parse(message)), T0)
  live.push(minutesOfTrade(0, 2))
  const problems = () => viewer.messages().filter(({ type }) => type === 'problem')
  await pass(100)
  expect(problems()).toEqual([{ type: 'problem', code: 'no-map', detail: 'there is no map yet' }])
  await pass(SECOND)
  expect(problems()).toHaveLength(1)
  await pass(5 * SECOND)
  expect(problems()).toHaveLength(2)
  // The bar does not wait for a map.
  expect(viewer.messages().some(({ type }) => type === 'bar')).toBe(true)
})

test('an alert is told to every page that is open, a storm by its worst 20 and a number', async () => {
  const desk = await new AlertsWorld().open({ channels: [] })
  const { hub } = hubAt(T0, desk)
  const page = fakeSocket({ reads: true })
  hub.add(page.socket)
  desk.offer(sweepOf(0, 'a'))
  await settled(desk)
  const told = () => page.messages().filter((one) => one.type === 'alerts')
  expect(told()).toMatchObject([
    {
      alerts: [
        {
          key: 'sweeps/binance:BTCUSDT/a',
          text: [
            expect.stringContaining('price went through a cluster of $50.0M'),
            expect.any(String),
          ],
        },
      ],
      left: 0,
    },
  ])
  const many = Array.from({ length: 30 }, (_, i) => sweepOf(i + 1, `b${i}`))
  for (const one of many) desk.offer(one)
  await settled(desk)
  expect(told().slice(1)).toMatchObject([{ left: 10 }])
  expect(told()[1]?.alerts).toHaveLength(20)
  hub.close()
  await desk.close()
})
