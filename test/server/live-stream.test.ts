import { expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { parseInstrumentId } from '../../src/market/instrument.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { createLive } from '../../src/server/live/live.ts'
import { BAD_VALUES } from './bad-values.ts'
import { keyOf, keyRing } from './key-ring.ts'
import {
  ID,
  T0,
  instrument,
  liquidation,
  liveServer,
  minutesOfTrade,
  openViewer,
} from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'
import { askStream, linesOf, openStream } from './open-stream.ts'

/** What the live socket tells, line by line over HTTP. */

async function metric({ get }: LiveServer, name: string): Promise<string | undefined> {
  const text = await (await get(ROUTES.metrics)).text()
  return text.split('\n').find((line) => line.startsWith(`${name} `))
}

/** Asks until a metric has come to be what it should. */
async function until(server: LiveServer, line: string): Promise<void> {
  const [name = ''] = line.split(' ')
  // oxlint-disable-next-line no-await-in-loop
  while ((await metric(server, name)) !== line) await server.get(ROUTES.health)
}

test('it tells what the socket tells, with the same numbers, as it happens', async () => {
  const { live, url } = await liveServer()
  live.push([...minutesOfTrade(0, 10), liquidation(T0 + SECOND, 90)])
  live.setReady()
  const viewer = await openViewer(url)
  viewer.send({ op: 'watch', instrument: ID, model: 'isotherm', zoom: 2 })
  const { answer, next } = await openStream(url, `?instrument=${ID}&zoom=2`)
  expect(answer.statusCode).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(await next('hello')).toMatchObject({ greeting: 'new', liquidations: [{ price: 90 }] })
  expect((await next('column')).levels).toEqual(
    (await viewer.next('column', ({ whole }) => whole)).levels,
  )
  live.push([liquidation(T0 + 10 * MINUTE, 80)])
  live.push([liquidation(T0 + 10 * MINUTE + 1, 81)])
  const told = [await next('liquidations'), await next('liquidations')]
  expect(told.map(({ seq }) => seq)).toEqual([1, 2])
  const same = await viewer.next('liquidations', ({ seq }) => seq === 2)
  expect(viewer.messages.filter(({ type }) => type === 'liquidations')).toEqual(told)
  expect(same.liquidations).toMatchObject([{ price: 81 }])
})

test('only what is asked for comes: channels, and one instrument', async () => {
  const other = { ...instrument, id: parseInstrumentId('testvenue:OTHER')! }
  const live = createLive([instrument, other])
  live.setReady()
  const { url } = await liveServer({ live })
  const { next, came } = await openStream(url, `?channels=liquidations&instrument=${ID}`)
  await next('hello')
  live.setBackfill({ state: 'running', done: 1, total: 4, note: 'candles' })
  live.push(minutesOfTrade(0, 3))
  live.push([{ ...liquidation(T0, 70), instrument: other.id }, liquidation(T0 + 1, 71)])
  expect(await next('liquidations')).toMatchObject({ instrument: ID, seq: 1 })
  live.push([{ ...liquidation(T0 + 2, 72), instrument: other.id }])
  live.push([liquidation(T0 + 3, 73)])
  expect(await next('liquidations')).toMatchObject({ seq: 2, liquidations: [{ price: 73 }] })
  expect(came.map(({ type }) => type)).toEqual(['hello', 'liquidations', 'liquidations'])
})

test('who was away is told again what it missed, or that it cannot be', async () => {
  const { live, url } = await liveServer()
  live.setReady()
  const first = await openStream(url, '?channels=liquidations')
  await first.next('hello')
  live.push([liquidation(T0, 90)])
  const { cursor } = await first.next('liquidations')
  first.answer.destroy()
  for (const price of [91, 92]) live.push([liquidation(T0 + price, price)])
  const again = await openStream(url, `?channels=liquidations&after=${cursor}`)
  expect(await again.next('hello')).toMatchObject({
    greeting: 'resumed',
    cursor,
    liquidations: [],
  })
  expect(await again.next('liquidations')).toMatchObject({ seq: 2, liquidations: [{ price: 91 }] })
  expect(await again.next('liquidations')).toMatchObject({ seq: 3, liquidations: [{ price: 92 }] })
  const restarted = await liveServer()
  const elsewhere = await openStream(restarted.url, `?after=${cursor}`)
  expect(await elsewhere.next('hello')).toMatchObject({ greeting: 'unknown' })
})

test('where nothing happens a line comes every ten seconds, with the cursor to go on from', async () => {
  let now = T0
  const { live, url } = await liveServer({ now: () => now })
  live.setReady()
  const { next } = await openStream(url, '?channels=gap')
  const { cursor } = await next('hello')
  now += 10 * SECOND
  expect(await next('heartbeat')).toEqual({ type: 'heartbeat', time: now, cursor })
  // What is not followed moves the cursor too, or it would be too old one day.
  live.push([liquidation(T0, 90)])
  now += 10 * SECOND
  expect((await next('heartbeat')).cursor).toBe(cursor!.replace(/-0$/, '-1'))
  // Who only reads is not taken for gone.
  for (let i = 0; i < 10; i++) {
    now += 10 * SECOND
    // oxlint-disable-next-line no-await-in-loop
    await next('heartbeat')
  }
})

test('when the server stops it says so and ends the answer whole', async () => {
  const { app, url } = await liveServer()
  const { next, read, answer } = await openStream(url)
  await next('hello')
  await app.close()
  expect(await next('end')).toEqual({ type: 'end', code: 1001, reason: 'the server stops' })
  expect(await read()).toBeUndefined()
  expect(answer.complete).toBe(true)
})

test('it takes a place among those who are connected, which is free again when it leaves', async () => {
  const server = await liveServer({ liveSocket: { perAddress: 2, inAll: 10 } })
  await openViewer(server.url)
  const second = await openStream(server.url)
  await second.next('hello')
  const third = await askStream(server.url, '')
  expect([third.statusCode, third.headers['retry-after']]).toEqual([503, '10'])
  expect(await metric(server, 'isotherm_viewers')).toBe('isotherm_viewers 2')
  second.answer.destroy()
  await until(server, 'isotherm_viewers 1')
  expect((await askStream(server.url, '')).statusCode).toBe(200)
  // Who only looks takes none.
  expect((await fetch(server.url + ROUTES.stream, { method: 'HEAD' })).status).toBe(200)
  expect(await metric(server, 'isotherm_viewers')).toBe('isotherm_viewers 2')
})

test('it needs a key where one is needed, and ends when that is revoked', async () => {
  const made = keyOf('read')
  const keys = keyRing(made)
  const { url } = await liveServer({ access: { keys, isKeyRequired: true } })
  expect((await askStream(url, '')).statusCode).toBe(401)
  const { next } = await openStream(url, '', { authorization: `Bearer ${made.text}` })
  await next('hello')
  keys.revoke(made)
  expect((await next('end')).code).toBe(1008)
})

test('fault 66: who does not read is spared what happens, then let go, and learns why once it reads', async () => {
  let now = T0
  const server = await liveServer({ now: () => now })
  const { live, url } = server
  live.setReady()
  const deaf = await askStream(url, '?channels=liquidations')
  const quick = await openStream(url, '?channels=liquidations')
  await quick.next('hello')
  let pushed = 0
  const push = async () => {
    const some = Array.from({ length: 500 }, (_, i) => liquidation(T0 + pushed * SECOND + i, 100))
    pushed++
    live.push(some)
    await quick.next('liquidations')
  }
  // The bytes on the way between the two have a bound of their own.
  // oxlint-disable-next-line no-await-in-loop
  while ((await metric(server, 'isotherm_viewers_slow')) !== 'isotherm_viewers_slow 1') await push()
  const spared = pushed
  for (let i = 0; i < 20; i++) {
    // oxlint-disable-next-line no-await-in-loop
    await push()
  }
  now += 10 * SECOND + 1
  await quick.next('heartbeat')
  const { came, read } = linesOf(deaf)
  // oxlint-disable-next-line no-await-in-loop
  while ((await read()) !== undefined);
  expect(came.slice(-2)).toMatchObject([
    { type: 'problem', code: 'too-slow' },
    { type: 'end', code: 1013 },
  ])
  expect(came.filter(({ type }) => type === 'liquidations').length).toBeLessThan(spared + 1)
  await until(server, 'isotherm_viewers_dropped_total{reason="slow"} 1')
  expect(quick.came.filter(({ type }) => type === 'liquidations')).toHaveLength(pushed)
})

test.each([
  ['an unknown channel', '?channels=trades', 400, 'channels="trades": must be one of venues'],
  ['no channel', '?channels=', 400, 'channels="": must be one of'],
  ['one too many', '?channels=gap,', 400, 'channels="gap,": must be one of'],
  ['a channel twice over', '?channels=gap&channels=gap', 400, 'channels is given more than once'],
  ['bars of nothing', '?channels=bar', 400, 'instrument is missing'],
  ['a wrong cursor', '?after=7', 400, 'after="7": must be the cursor of a message'],
  ['a cursor that is none', '?after=0123456789ab--1', 400, 'after='],
  ['another key', '?from=1', 400, '"from" is no parameter here'],
  ['no such instrument', '?instrument=binance:NONE', 404, 'binance:NONE'],
  ['too many columns', `?instrument=${ID}&columnEvery=10`, 400, 'columnEvery="10": must be at'],
])('%s is refused', async (_, query, status, sentence) => {
  const { live, get } = await liveServer()
  live.push(minutesOfTrade(0, 3))
  live.setReady()
  const answer = await get(ROUTES.stream + query)
  expect(answer.status).toBe(status)
  expect(problemSchema.parse(await answer.json()).detail).toContain(sentence)
})

test('every parameter refuses every bad value by name, over HTTP and over WebSocket', async () => {
  const { url, get } = await liveServer()
  for (const name of ['channels', 'instrument', 'model', 'zoom', 'columnEvery', 'after'])
    for (const value of BAD_VALUES) {
      const query = `?${new URLSearchParams({ [name]: value })}`
      // oxlint-disable-next-line no-await-in-loop
      const answer = await get(ROUTES.stream + query)
      // A model named `true` is well-formed, and told of in the stream.
      if (answer.status === 200) {
        expect(name).toBe('model')
        // oxlint-disable-next-line no-await-in-loop
        await answer.body?.cancel()
        continue
      }
      // oxlint-disable-next-line no-await-in-loop
      const { code, detail } = problemSchema.parse(await answer.json())
      expect({ code, name: detail.split('=')[0] }).toEqual({ code: 'invalid-parameter', name })
      // oxlint-disable-next-line no-await-in-loop
      await expect(openViewer(url, {}, query)).rejects.toMatchObject({ statusCode: 400 })
    }
})

test('it is told of a watch that cannot be had, and goes on', async () => {
  const { live, url } = await liveServer()
  live.push(minutesOfTrade(0, 3))
  live.setReady()
  const { next } = await openStream(url, `?instrument=${ID}&model=none`)
  expect(await next('problem')).toMatchObject({ code: 'unknown-model' })
  live.push([liquidation(T0, 90)])
  await next('liquidations')
})
