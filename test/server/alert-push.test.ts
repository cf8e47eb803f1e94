import { expect, onTestFinished, test } from 'vitest'
import {
  alertsAnswerSchema,
  pushAnswerSchema,
  pushEndAnswerSchema,
  pushKeySchema,
} from '../../src/api/alerts.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { AlertsWorld } from '../../src/alerts/alerts-world.fixture.ts'
import type { AskedWith } from '../../src/alerts/browsers.ts'
import { openBrowsers } from '../../src/alerts/browsers.ts'
import { readAlertsConfig } from '../../src/alerts/config.ts'
import { openToldBrowsers } from '../../src/alerts/told-browsers.ts'
import { createLive } from '../../src/server/live/live.ts'
import { pushBrowser } from '../alerts/push-browser.ts'
import { keyOf, keyRing } from './key-ring.ts'
import { fakeServer } from './serve-fixture.ts'

const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/canary-5e1d-of-the-endpoint'
const { p256dh, auth } = pushBrowser()
const ASKED = { endpoint: ENDPOINT, p256dh, auth }

async function served(value: object = {}, keys = keyRing()) {
  const world = new AlertsWorld()
  const config = await readAlertsConfig(value, {
    env: {},
    readFile: () => Promise.reject(new Error('there is none')),
    isOpenToOthers: true,
  })
  const file = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }
  const ports = {
    clock: world.clock,
    resolve: () => Promise.reject(new Error('no look-up')),
    isStillKey: (key: AskedWith) => keys.still(key) !== undefined,
  }
  const kept = await openBrowsers(file, config.push, ports)
  const told = await openToldBrowsers(
    {
      disk: world.disk,
      clock: world.clock,
      rules: [],
      channels: [],
      publicUrl: undefined,
      pictureOf: () => Promise.resolve(undefined),
      secrets: [],
    },
    kept,
    (why) => expect(why).toBe(''),
  )
  onTestFinished(() => told.desk.close())
  const alerts = { ...told, config, drawFrom: () => undefined }
  const server = await fakeServer({ alerts, live: createLive(), access: { keys } })
  const send = (
    method: 'POST' | 'DELETE',
    payload: unknown,
    more: object = {},
    remoteAddress = '127.0.0.1',
  ) =>
    server.app.inject({
      method,
      url: ROUTES.alertPush,
      payload: JSON.stringify(payload),
      headers: { 'content-type': 'application/json', ...more },
      remoteAddress,
    })
  return { server, send }
}

test('a browser is given the key, asks to be told, is listed in part, and has enough', async () => {
  const { server, send } = await served()
  const { publicKey } = pushKeySchema.parse((await server.json(ROUTES.alertPushKey)).body)
  expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65)
  const asked = await send('POST', ASKED)
  expect(asked.statusCode).toBe(200)
  const { channel } = pushAnswerSchema.parse(asked.json())
  const { body } = await server.json(ROUTES.alerts)
  expect(body).toMatchObject({
    channels: [{ name: channel, kind: 'push', target: 'fcm.googleapis.com' }],
  })
  expect(JSON.stringify(body)).not.toContain('canary')
  expect(JSON.stringify(body)).not.toContain(auth)
  const ended = await send('DELETE', { endpoint: ENDPOINT })
  expect(pushEndAnswerSchema.parse(ended.json())).toEqual({ ended: true })
  expect((await server.json(ROUTES.alerts)).body).toMatchObject({ channels: [] })
})

test.each([
  [
    'another host',
    { ...ASKED, endpoint: 'https://evil.example/x' },
    'endpoint must be of a push service',
  ],
  ['no key', { ...ASKED, p256dh: 'x' }, 'p256dh and auth must be keys'],
  ['more than is asked for', { ...ASKED, more: 1 }, 'the body: Unrecognized key'],
  ['no keys', { endpoint: ENDPOINT }, 'p256dh: Invalid input: expected string'],
  ['a number', { ...ASKED, endpoint: 5 }, 'endpoint: Invalid input: expected string'],
  ['a list', [], 'the body: Invalid input: expected object'],
  ['null', null, 'the body: Invalid input: expected object'],
])('%s is refused', async (_, payload, detail) => {
  const { send } = await served()
  const answer = await send('POST', payload)
  expect(answer.statusCode).toBe(400)
  expect(problemSchema.parse(answer.json())).toMatchObject({
    code: 'invalid-parameter',
    detail: expect.stringContaining(detail),
  })
})

test('what is too long is not read', async () => {
  const { send } = await served()
  const answer = await send('POST', {
    ...ASKED,
    endpoint: `${ENDPOINT}${'x'.repeat(4_000)}`,
  })
  expect(answer.statusCode).toBeGreaterThanOrEqual(400)
  expect(answer.statusCode).toBeLessThan(500)
})

test.each(['POST', 'DELETE'] as const)(
  '%s of a subscription is of this machine alone unless the operator says otherwise, and of no other site',
  async (method) => {
    const { send } = await served()
    const body = method === 'POST' ? ASKED : { endpoint: ENDPOINT }
    expect((await send(method, body, {}, '192.168.1.7')).json()).toMatchObject({
      code: 'not-from-here',
    })
    expect((await send(method, body, { origin: 'https://evil.example' })).json()).toMatchObject({
      code: 'origin-not-allowed',
    })
    expect((await send(method, body, { 'content-type': 'text/plain' })).json()).toMatchObject({
      code: 'not-json',
    })
    const open = await served({ allowRemoteBrowsers: true })
    expect((await open.send(method, body, {}, '192.168.1.7')).statusCode).toBe(200)
  },
)

test('a browser that asked with a key is told until that is revoked, one of this machine stays', async () => {
  const [lost, held] = [keyOf('write'), keyOf('write')]
  const keys = keyRing(lost, held)
  const { server, send } = await served({}, keys)
  const ask = (path: string, text?: string) =>
    send(
      'POST',
      { ...ASKED, endpoint: `${ENDPOINT}/${path}` },
      text === undefined ? {} : { 'x-api-key': text },
      text === undefined ? '127.0.0.1' : '192.168.1.7',
    )
  const names: string[] = []
  for (const answer of [
    await ask('lost', lost.text),
    await ask('held', held.text),
    await ask('here'),
  ])
    names.push(pushAnswerSchema.parse(answer.json()).channel)
  const listed = async () =>
    alertsAnswerSchema
      .parse((await server.json(ROUTES.alerts)).body)
      .channels.map((one) => one.name)
  expect(await listed()).toEqual(names)
  keys.revoke(lost)
  expect(await listed()).toEqual(names.slice(1))
  const tried = await server.app.inject({
    method: 'POST',
    url: ROUTES.alertTest,
    payload: { channel: names[0] },
  })
  expect(tried.json()).toMatchObject({ code: 'no-channel' })
})

test('where there are no alerts no browser can be told', async () => {
  const server = await fakeServer({ live: createLive() })
  const { status, body } = await server.json(ROUTES.alertPushKey)
  expect(status).toBe(404)
  expect(problemSchema.parse(body).code).toBe('no-channel')
})
