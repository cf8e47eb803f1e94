import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AlertsWorld, settled, sweepOf } from '../../src/alerts/alerts-world.fixture.ts'
import { browserName } from '../../src/alerts/browsers.ts'
import { rulesOf } from '../../src/signals/alerts/alerts.fixture.ts'
import { pushBrowser } from './push-browser.ts'
import { httpSink } from './receivers.ts'
import type { HttpSink } from './receivers.ts'
import { browserDesk, delivered, keptFile } from './browser-desk.ts'

let sink: HttpSink
beforeEach(async () => {
  sink = await httpSink()
  sink.answer = (response) => response.writeHead(201).end()
})
afterEach(() => sink.close())

const { browsersOf, opened, subscription } = browserDesk(() => sink)

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
