import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AlertsWorld, SWEEPS, settled, sweepOf } from '../../src/alerts/alerts-world.fixture.ts'
import { browserName, openBrowsers } from '../../src/alerts/browsers.ts'
import type { AskedWith, IsStillKey, SecretFile } from '../../src/alerts/browsers.ts'
import type { PushRules } from '../../src/alerts/push-endpoint.ts'
import { openToldBrowsers } from '../../src/alerts/told-browsers.ts'
import { nodeClock } from '../../src/journal/ports.ts'
import { rulesOf } from '../../src/signals/alerts/alerts.fixture.ts'
import { pushBrowser } from './push-browser.ts'
import { httpSink } from './receivers.ts'
import type { HttpSink } from './receivers.ts'

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
  sink.answer = (response) => response.writeHead(201).end()
})
afterEach(() => sink.close())

/** What would be on the disk. */
function keptFile(): SecretFile & { text: string | undefined; fault: Error | undefined } {
  const file = {
    text: undefined as string | undefined,
    fault: undefined as Error | undefined,
    read: () => Promise.resolve(file.text),
    write(text: string) {
      if (file.fault !== undefined) return Promise.reject(file.fault)
      file.text = text
      return Promise.resolve()
    },
  }
  return file
}

const rulesOfPush = (more: Partial<PushRules> = {}): PushRules => ({
  vapid: undefined,
  services: ['127.0.0.1'],
  targets: { allowPrivate: true, allowHttp: true, ports: [sink.port] },
  allowRemote: false,
  publicUrl: 'https://map.example',
  ...more,
})

const browsersOf = (
  file: SecretFile,
  more: Partial<PushRules> = {},
  isStillKey: IsStillKey = () => false,
) =>
  openBrowsers(file, rulesOfPush(more), {
    clock: nodeClock,
    resolve: () => Promise.reject(new Error('no name is to be looked up')),
    isStillKey,
  })

async function opened(
  world = new AlertsWorld(),
  file = keptFile(),
  rules = SWEEPS,
  problems: string[] = [],
  isStillKey?: IsStillKey,
) {
  const ports = {
    disk: world.disk,
    clock: world.clock,
    rules,
    channels: [world.channel],
    publicUrl: 'https://map.example',
    pictureOf: () => Promise.resolve(undefined),
    secrets: [],
  }
  const kept = await browsersOf(file, {}, isStillKey)
  const told = await openToldBrowsers(ports, kept, (why) => problems.push(why))
  return { world, file, ...told }
}

const subscription = (path = '/push/1', browser = pushBrowser()) => ({
  browser,
  asked: { endpoint: `${sink.origin}${path}`, p256dh: browser.p256dh, auth: browser.auth },
})

/** Requests take real time: until they are noted. */
const delivered = (desk: { health(): { readonly waiting: number } }) =>
  vi.waitUntil(() => desk.health().waiting === 0, { timeout: 20_000 })

test('a browser that asked is sent what only it can read, also after a restart', async () => {
  const { world, file, desk, browsers } = await opened()
  const { browser, asked } = subscription()
  const added = await browsers.add(asked)
  expect(added).toEqual({ channel: browserName(asked.endpoint) })
  expect(browsers.listed()).toEqual([
    { name: browserName(asked.endpoint), kind: 'push', target: '127.0.0.1' },
  ])
  desk.offer(sweepOf(0, 'a'))
  await settled(desk)
  await delivered(desk)
  expect(sink.received.map(({ path }) => path)).toEqual(['/push/1'])
  expect(browser.read(sink.received[0]!.body)).toMatchObject({
    title: 'Sweeps – binance:BTCUSDT',
    text: expect.stringContaining('price went through a cluster of $50.0M of longs'),
    link: 'https://map.example/#instrument=binance:BTCUSDT&at=2026-11-22T00:00:00.000Z',
    view: '#instrument=binance:BTCUSDT&at=2026-11-22T00:00:00.000Z',
  })
  expect(String(sink.received[0]!.headers.authorization)).toContain(`k=${browsers.publicKey}`)
  // The other channel is told as before.
  expect(world.channel.sent).toHaveLength(1)
  await desk.close()

  const again = await opened(world, file)
  expect(again.browsers.publicKey).toBe(browsers.publicKey)
  expect(again.browsers.listed()).toEqual(browsers.listed())
  again.desk.offer(sweepOf(1, 'b'))
  await settled(again.desk)
  await delivered(again.desk)
  expect(sink.received).toHaveLength(2)
  expect(browser.read(sink.received[1]!.body)).toHaveProperty('title')
  await again.desk.close()
})

test('a rule that names channels tells browsers where it names them', async () => {
  const when = { kind: 'cluster-swept', minUsd: 1 }
  const rules = rulesOf(
    { id: 'phone-alone', when, cooldownMinutes: 0, channels: ['phone'] },
    { id: 'browsers-alone', when, cooldownMinutes: 0, channels: ['browsers'] },
  )
  const { world, desk, browsers } = await opened(new AlertsWorld(), keptFile(), rules)
  const { browser, asked } = subscription()
  await browsers.add(asked)
  desk.offer(sweepOf(0, 'a'))
  await settled(desk)
  await delivered(desk)
  const keys = sink.received.map(({ body }) => (browser.read(body) as { keys: string[] }).keys)
  expect(keys).toEqual([['browsers-alone/binance:BTCUSDT/a']])
  expect(world.channel.keys()).toEqual(['phone-alone/binance:BTCUSDT/a'])
  await desk.close()
})

test.each([404, 410])(
  'fault 70: answered %i, it is forgotten, and what waits is dead',
  async (status) => {
    sink.answer = (response) => response.writeHead(status).end()
    const { file, desk, browsers } = await opened()
    const { asked } = subscription()
    await browsers.add(asked)
    desk.offer(sweepOf(0, 'a'))
    await settled(desk)
    await vi.waitUntil(() => browsers.listed().length === 0, { timeout: 20_000 })
    await vi.waitUntil(() => desk.health().dead === 1, { timeout: 20_000 })
    expect(JSON.parse(file.text!)).toMatchObject({ browsers: [] })
    desk.offer(sweepOf(1, 'b'))
    await settled(desk)
    expect(sink.received).toHaveLength(1)
    expect(await desk.test(browserName(asked.endpoint), sweepOf(0).instrument)).toBeUndefined()
    await desk.close()
  },
)

test('a test that a push service answers with 410 forgets the browser too', async () => {
  sink.answer = (response) => response.writeHead(410).end()
  const { desk, browsers } = await opened()
  const { asked } = subscription()
  await browsers.add(asked)
  const outcome = await desk.test(browserName(asked.endpoint), sweepOf(0).instrument)
  expect(outcome).toMatchObject({ result: 'dead', why: expect.stringContaining('410') })
  await vi.waitUntil(() => browsers.listed().length === 0, { timeout: 20_000 })
  await desk.close()
})

test('a browser that asks for no more is sent no more', async () => {
  const { desk, browsers } = await opened()
  const { asked } = subscription()
  await browsers.add(asked)
  expect(await browsers.remove(asked.endpoint)).toBe(true)
  expect(await browsers.remove(asked.endpoint)).toBe(false)
  desk.offer(sweepOf(0, 'a'))
  await settled(desk)
  expect(sink.received).toEqual([])
  await desk.close()
})

/** Keys of which one may be revoked. */
function keys() {
  const revoked = new Set<string>()
  const isStillKey: IsStillKey = ({ id, hash }) => !revoked.has(`${id} ${hash}`)
  return { isStillKey, revoke: ({ id, hash }: AskedWith) => void revoked.add(`${id} ${hash}`) }
}

test('a browser is told no more once the key that it asked with is revoked, and others are', async () => {
  const { isStillKey, revoke } = keys()
  const { file, desk, browsers } = await opened(
    new AlertsWorld(),
    keptFile(),
    SWEEPS,
    [],
    isStillKey,
  )
  const [lost, held] = [
    { id: 'aaaaaaaa', hash: 'lost' },
    { id: 'aaaaaaaa', hash: 'held' },
  ]
  await browsers.add(subscription('/push/lost').asked, lost)
  await browsers.add(subscription('/push/held').asked, held)
  await browsers.add(subscription('/push/none').asked)
  desk.offer(sweepOf(0, 'a'))
  await settled(desk)
  await delivered(desk)
  expect(sink.received.map(({ path }) => path).sort()).toEqual([
    '/push/held',
    '/push/lost',
    '/push/none',
  ])

  revoke(lost)
  const name = browserName(subscription('/push/lost').asked.endpoint)
  expect(browsers.listed().map((one) => one.name)).not.toContain(name)
  expect(browsers.listed()).toHaveLength(2)
  desk.offer(sweepOf(1, 'b'))
  await settled(desk)
  await delivered(desk)
  expect(
    sink.received
      .slice(3)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['/push/held', '/push/none'])
  const dead = desk.deliveries().filter(({ state }) => state === 'dead')
  expect(dead).toMatchObject([
    { channel: name, why: 'the key that the browser asked with was revoked' },
  ])
  await vi.waitUntil(() => !file.text!.includes('/push/lost'), { timeout: 20_000 })
  await desk.close()
})

test('a key that is revoked while the server is stopped, or a delivery waits, ends it too', async () => {
  const { isStillKey, revoke } = keys()
  const world = new AlertsWorld()
  const key = { id: 'aaaaaaaa', hash: 'lost' }
  sink.answer = (response) => response.writeHead(503).end()
  const first = await opened(world, keptFile(), SWEEPS, [], isStillKey)
  await first.browsers.add(subscription('/push/lost').asked, key)
  await first.browsers.add(subscription('/push/none').asked)
  first.desk.offer(sweepOf(0, 'a'))
  await settled(first.desk)
  await vi.waitUntil(() => sink.received.length === 2, { timeout: 20_000 })
  await first.desk.close()

  revoke(key)
  sink.answer = (response) => response.writeHead(201).end()
  const before = sink.received.length
  const again = await opened(world, first.file, SWEEPS, [], isStillKey)
  expect(again.browsers.listed()).toHaveLength(1)
  again.desk.offer(sweepOf(1, 'b'))
  await settled(again.desk)
  await vi.waitUntil(() => sink.received.length > before, { timeout: 20_000 })
  await vi.waitUntil(() => !again.file.text!.includes('/push/lost'), { timeout: 20_000 })
  const paths = sink.received.slice(before).map(({ path }) => path)
  expect([...new Set(paths)]).toEqual(['/push/none'])
  const test = await again.desk.test(
    browserName(subscription('/push/lost').asked.endpoint),
    sweepOf(0).instrument,
  )
  expect(test).toBeUndefined()
  await again.desk.close()
})

test('one that asks again with a key that is held is told again', async () => {
  const { isStillKey, revoke } = keys()
  const { desk, browsers } = await opened(new AlertsWorld(), keptFile(), SWEEPS, [], isStillKey)
  const { asked } = subscription()
  const [lost, held] = [
    { id: 'aaaaaaaa', hash: 'lost' },
    { id: 'bbbbbbbb', hash: 'held' },
  ]
  await browsers.add(asked, lost)
  revoke(lost)
  expect(browsers.listed()).toEqual([])
  await browsers.add(asked, held)
  desk.offer(sweepOf(0, 'a'))
  await settled(desk)
  await delivered(desk)
  expect(sink.received).toHaveLength(1)
  await desk.close()
})

test('asked twice, a browser is one, told by its newest keys', async () => {
  const { desk, browsers } = await opened()
  const { asked } = subscription()
  const newest = subscription()
  await Promise.all([browsers.add(asked), browsers.add(newest.asked)])
  expect(browsers.listed()).toHaveLength(1)
  desk.offer(sweepOf(0, 'a'))
  await settled(desk)
  await delivered(desk)
  expect(sink.received).toHaveLength(1)
  expect(newest.browser.read(sink.received[0]!.body)).toHaveProperty('title')
  await desk.close()
})

test('fault 70: no other endpoint than one of a push service is kept', async () => {
  const file = keptFile()
  const browsers = await browsersOf(file, { services: [] })
  const { p256dh, auth } = pushBrowser()
  const endpoints = [
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com.evil.tld/x',
    'https://user:secret@fcm.googleapis.com/x',
    'https://fcm.googleapis.com:22/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://[::ffff:7f00:1]/x',
    'https://localhost./x',
    'https://169.254.169.254/latest',
    'https://127.0.0.1.nip.io/x',
    'https://ｆｃｍ.googleapis.com.evil.tld/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/plain,x',
    'fcm.googleapis.com',
    '',
    `https://fcm.googleapis.com/${'x'.repeat(1_000)}`,
  ]
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const endpoint of endpoints)
    expect(await browsers.add({ endpoint, p256dh, auth }), endpoint).toEqual({
      error: expect.stringMatching(/^endpoint /),
    })
  expect(browsers.listed()).toEqual([])
  expect(
    await browsers.add({ endpoint: 'https://fcm.googleapis.com/x', p256dh, auth }),
  ).toHaveProperty('channel')
})

test('keys that are none, and one browser too many, are refused', async () => {
  const browsers = await browsersOf(keptFile())
  const { asked } = subscription()
  const off = Buffer.alloc(65, 4).toString('base64url')
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const keys of [{ p256dh: off }, { p256dh: '' }, { auth: 'x' }, { auth: asked.p256dh }])
    expect(await browsers.add({ ...asked, ...keys })).toEqual({
      error: 'p256dh and auth must be keys of a subscription',
    })
  const all = Array.from({ length: 51 }, (_, i) => subscription(`/push/${i}`).asked)
  const added = await Promise.all(all.map((one) => browsers.add(one)))
  expect(added.filter((one) => 'error' in one)).toEqual([
    { error: '50 browsers are told already, and no more can be' },
  ])
  expect(browsers.listed()).toHaveLength(50)
})

test('what the disk refuses is not told, and what is no longer allowed is not sent to', async () => {
  const file = keptFile()
  const browsers = await browsersOf(file)
  file.fault = new Error('disk full')
  const { asked } = subscription()
  await expect(browsers.add(asked)).rejects.toThrow('disk full')
  expect(browsers.listed()).toEqual([])
  file.fault = undefined
  await browsers.add(asked)
  expect((await browsersOf(file)).channels()).toHaveLength(1)
  expect((await browsersOf(file, { services: [] })).channels()).toEqual([])
})
