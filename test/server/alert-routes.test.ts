import { onTestFinished, expect, test } from 'vitest'
import { alertTestAnswerSchema, alertsAnswerSchema } from '../../src/api/alerts.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { AlertsWorld, SWEEPS, settled, sweepOf } from '../../src/alerts/alerts-world.fixture.ts'
import type { Channel } from '../../src/alerts/channel.ts'
import { readAlertsConfig } from '../../src/alerts/config.ts'
import type { AlertsConfig } from '../../src/alerts/config.ts'
import type { ServedAlerts } from '../../src/server/alerts/served-alerts.ts'
import { createLive } from '../../src/server/live/live.ts'
import { fakeServer } from './serve-fixture.ts'

const CANARY = 'canary-3f9c-secret'

const CHANNELS = [
  { kind: 'webhook', name: 'hook', url: `https://example.org/${CANARY}?k=${CANARY}`, secret: 'x' },
  { kind: 'telegram', name: 'chat', token: 'x', chat: '123456789' },
  { kind: 'mail', name: 'mail', host: 'mail.example', port: 465, from: 'a@b.org', to: 'me@c.org' },
] as const

async function config(more: object = {}): Promise<AlertsConfig> {
  const env = { HOOK: CANARY, BOT: `123456789:${CANARY}-and-more-of-the-token` }
  const channels = CHANNELS.map((one) => ({
    ...one,
    ...(one.kind === 'webhook' ? { secret: { env: 'HOOK' } } : {}),
    ...(one.kind === 'telegram' ? { token: { env: 'BOT' } } : {}),
  }))
  const value = { publicUrl: 'https://map.example', channels, ...more }
  const read = await readAlertsConfig(value, {
    env,
    readFile: () => Promise.reject(new Error('there is none')),
    isOpenToOthers: true,
  })
  return { ...read, rules: SWEEPS }
}

/** A server with alerts whose channel `hook` is the world's. */
async function served(more: object = {}) {
  const world = new AlertsWorld()
  const hook: Channel = {
    name: 'hook',
    wantsPicture: true,
    send: (message) => world.channel.send(message),
  }
  const desk = await world.open({ channels: [hook], secrets: [CANARY] })
  onTestFinished(() => desk.close())
  const alerts: ServedAlerts = { desk, config: await config(more), drawFrom: () => undefined }
  const live = createLive()
  const server = await fakeServer({ alerts, live, now: () => world.clock.wall() })
  const post = (payload: string, headers: Record<string, string> = {}, remoteAddress?: string) =>
    server.app.inject({
      method: 'POST',
      url: ROUTES.alertTest,
      payload,
      headers: { 'content-type': 'application/json', ...headers },
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
    })
  return { world, desk, server, post }
}

test('rules, channels in part, what was told and what became of it', async () => {
  const { world, desk, server } = await served()
  world.channel.answer = () => ({ result: 'dead', why: `it answered 404 to ${CANARY}` })
  desk.offer(sweepOf(1, 'a'))
  await settled(desk)
  world.channel.answer = () => ({ result: 'delivered' })
  desk.offer(sweepOf(2, 'b'))
  await settled(desk)
  const { status, body } = await server.json(ROUTES.alerts)
  expect(status).toBe(200)
  const answer = alertsAnswerSchema.parse(body)
  expect(answer).toEqual(body)
  expect(answer).toMatchObject({
    enabled: true,
    publicUrl: 'https://map.example',
    rules: [{ id: 'sweeps', name: 'Sweeps', when: { kind: 'cluster-swept', minUsd: 1 } }],
    channels: [
      { name: 'hook', kind: 'webhook', target: 'example.org' },
      { name: 'chat', kind: 'telegram', target: 'chat …89' },
      { name: 'mail', kind: 'mail', target: '…@c.org' },
    ],
    alerts: [
      { kind: 'cluster-swept', deliveries: [{ channel: 'hook', state: 'delivered', why: null }] },
      { deliveries: [{ state: 'dead', why: 'it answered 404 to [secret]' }] },
    ],
    health: { dead: 1, dropped: 0, failure: null },
  })
  expect(answer.alerts[0]!.text[0]).toContain('price went through')
  const limited = await server.json(`${ROUTES.alerts}?limit=1`)
  const first = alertsAnswerSchema.parse(limited.body)
  expect(first.alerts).toEqual(answer.alerts.slice(0, 1))
  const rest = await server.json(`${ROUTES.alerts}?limit=1&cursor=${first.next}`)
  expect(alertsAnswerSchema.parse(rest.body)).toMatchObject({
    alerts: answer.alerts.slice(1),
    next: null,
  })
})

test('an alert that nobody is sent is among them, without deliveries', async () => {
  const desk = await new AlertsWorld().open({ channels: [] })
  onTestFinished(() => desk.close())
  const alerts: ServedAlerts = { desk, config: await config(), drawFrom: () => undefined }
  const server = await fakeServer({ alerts, live: createLive() })
  desk.offer(sweepOf(1, 'a'))
  await settled(desk)
  const { body } = await server.json(ROUTES.alerts)
  expect(alertsAnswerSchema.parse(body).alerts).toMatchObject([
    { key: 'sweeps/binance:BTCUSDT/a', deliveries: [] },
  ])
})

test('no answer holds a secret, or where a channel leads in full', async () => {
  const { world, server, post } = await served()
  world.channel.answer = () => ({ result: 'dead', why: `refused: ${CANARY}` })
  const texts = [
    (await server.app.inject(ROUTES.alerts)).body,
    (await post('{"channel":"hook"}')).body,
    (await post('{"channel":"nobody"}')).body,
  ].join('\n')
  expect(texts).toContain('refused: [secret]')
  for (const secret of [CANARY, '123456789', 'me@c.org']) expect(texts).not.toContain(secret)
})

test('a test goes through the channel, and what became of it is told', async () => {
  const { world, post } = await served()
  const first = await post('{"channel":"hook"}')
  expect(first.statusCode).toBe(200)
  expect(first.headers['cache-control']).toBe('no-store')
  expect(alertTestAnswerSchema.parse(first.json())).toEqual({
    channel: 'hook',
    result: 'delivered',
    why: null,
  })
  expect(world.channel.sent.map(({ lines }) => lines[0])).toEqual([
    'binance:BTCUSDT: this is a test; nothing has happened',
  ])
  for (let i = 0; i < 5; i++) expect((await post('{"channel":"hook"}')).statusCode).toBe(200)
  const seventh = await post('{"channel":"hook"}')
  expect(problemSchema.parse(seventh.json()).code).toBe('too-many-tests')
  expect(seventh.headers['retry-after']).toBe('60')
  world.clock.time += 60_000
  expect((await post('{"channel":"hook"}')).statusCode).toBe(200)
  expect(world.channel.sent).toHaveLength(7)
})

test.each([
  ['another Host', {}, { host: 'evil.example' }, 'host-not-allowed'],
  [
    'another site',
    {},
    { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' },
    'origin-not-allowed',
  ],
  ['a form', {}, { 'content-type': 'text/plain' }, 'not-json'],
  ['a form of names', {}, { 'content-type': 'application/x-www-form-urlencoded' }, 'not-json'],
  ['no such channel', { body: '{"channel":"nobody"}' }, {}, 'no-channel'],
  ['more than a channel', { body: '{"channel":"hook","url":"x"}' }, {}, 'invalid-parameter'],
  ['a prototype', { body: '{"__proto__":{"channel":"hook"}}' }, {}, 'malformed-request'],
  ['no JSON', { body: '{' }, {}, 'malformed-request'],
  ['another machine', { from: '192.0.2.7' }, {}, 'not-from-here'],
])('a test asked for by %s is refused, and nothing is sent', async (_, asked, headers, code) => {
  const { world, post } = await served()
  const { body = '{"channel":"hook"}', from } = asked as { body?: string; from?: string }
  const answer = await post(body, headers as Record<string, string>, from)
  expect(problemSchema.parse(answer.json()).code).toBe(code)
  expect(world.channel.sent).toEqual([])
})

test('another machine may ask where the operator says so', async () => {
  const { post } = await served({ allowRemoteTests: true })
  expect((await post('{"channel":"hook"}', {}, '192.0.2.7')).statusCode).toBe(200)
})

test('without rules nothing runs, and that is what is told', async () => {
  const { app, json } = await fakeServer()
  const { body } = await json(ROUTES.alerts)
  expect(alertsAnswerSchema.parse(body)).toMatchObject({ enabled: false, rules: [], alerts: [] })
  const answer = await app.inject({
    method: 'POST',
    url: ROUTES.alertTest,
    payload: { channel: 'hook' },
  })
  expect(problemSchema.parse(answer.json()).code).toBe('no-channel')
  expect((await json(`${ROUTES.alerts}?limit=0`)).status).toBe(400)
})
