import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { createClient } from '../../src/client/client.ts'
import type { LiveEvent, LiveQuestion } from '../../src/client/client.ts'
import { SECOND } from '../../src/market/units.ts'
import { createLive } from '../../src/server/live/live.ts'
import type { Live } from '../../src/server/live/live.ts'
import {
  ID,
  T0,
  instrument,
  liquidation,
  liveServer,
  minutesOfTrade,
} from '../server/live-fixture.ts'

/** What happens, over a server that goes and comes again, and a reader that is slow. */

type Of<Type> = Extract<LiveEvent, { readonly type: Type }>

function openLive(more: Parameters<Live['push']>[0] = []): Live {
  const live = createLive([instrument])
  live.setReady()
  live.push([...minutesOfTrade(0, 10), ...more])
  return live
}

/** A subscription to a server that may be replaced by another at another port. */
function follow(server: { url: string }, question: LiveQuestion = {}) {
  const sockets: WebSocket[] = []
  // Wherever the server is now.
  function At(address: string, protocols?: string[], options?: object): WebSocket {
    const { pathname, search } = new URL(address)
    const there = server.url.replace('http', 'ws') + pathname + search
    sockets.push(new WebSocket(there, protocols, options))
    return sockets.at(-1)!
  }
  const controller = new AbortController()
  const { signal } = controller
  onTestFinished(() => controller.abort())
  const webSocket = At as unknown as typeof WebSocket
  const events = createClient({ url: server.url, webSocket }).live(question, { signal })
  const came: LiveEvent[] = []
  /** The next event of a type. */
  const until = async <Type extends LiveEvent['type']>(type: Type): Promise<Of<Type>> => {
    for (;;) {
      // Events come one after the other.
      // oxlint-disable-next-line no-await-in-loop
      const { value, done } = await events.next()
      if (done || value === undefined) throw new Error(`ended before ${type}`)
      came.push(value)
      if (value.type === type) return value as Of<Type>
    }
  }
  return {
    sockets,
    came,
    end: () => controller.abort(),
    read: () => events.next(),
    until,
  }
}

const prices = ({ liquidations }: Of<'liquidations'> | Of<'hello'>) =>
  liquidations.map(({ price }) => price)

test('what is followed goes on after the server was started again, and what was missed is told', async () => {
  const early = [liquidation(T0 + SECOND, 95), liquidation(T0 + 2 * SECOND, 96)]
  const [first, now] = [openLive(early), () => T0 + 600 * SECOND]
  const server = { url: '' }
  const before = await liveServer({ live: first, now })
  server.url = before.url
  const { until, came, sockets } = follow(server, { instrument: ID, zoom: 3 })
  expect(prices(await until('hello'))).toEqual([96, 95])
  expect(await until('column')).toMatchObject({ instrument: ID, zoom: 3, whole: true })
  first.push([liquidation(T0 + 3 * SECOND, 97)])
  expect(prices(await until('liquidations'))).toEqual([97])

  // While it is away two more happen; what happened before is in its record.
  const later = [3, 4, 5].map((n) => liquidation(T0 + n * SECOND, 94 + n))
  const after = await liveServer({
    live: openLive([...early, ...later]),
    now: () => now() + 9 * SECOND,
  })
  server.url = after.url
  await before.app.close()
  expect(await until('missed')).toEqual({
    type: 'missed',
    from: now(),
    to: now() + 9 * SECOND,
    why: 'disconnected',
    liquidationsWhole: true,
  })
  expect(prices(await until('hello'))).toEqual([99, 98, 97, 96, 95])
  expect(prices(await until('liquidations'))).toEqual([98, 99])
  expect(await until('column')).toMatchObject({ instrument: ID, zoom: 3, whole: true })
  const links = came.flatMap((one) => (one.type === 'link' ? [one.state] : []))
  expect(links.slice(0, 3)).toEqual(['connecting', 'open', 'lost'])
  expect(links.slice(-2)).toEqual(['connecting', 'open'])
  expect(sockets.length).toBeGreaterThan(1)
})

test('where nothing that is known is among what comes anew, liquidations may be missing and that is told', async () => {
  const first = openLive([liquidation(T0 + SECOND, 95)])
  const server = { url: '' }
  const before = await liveServer({ live: first })
  server.url = before.url
  const { until } = follow(server)
  await until('hello')
  const after = await liveServer({ live: openLive([liquidation(T0 + 9 * SECOND, 98)]) })
  server.url = after.url
  await before.app.close()
  expect(await until('missed')).toMatchObject({ why: 'disconnected', liquidationsWhole: false })
})

/** Closes the connection of a reader that has not read what 20 liquidations brought. */
async function leaveUnread(live: Live, [socket]: readonly WebSocket[]): Promise<void> {
  const closed = new Promise((resolve) => socket!.once('close', resolve))
  for (let i = 0; i < 20; i++) live.push([liquidation(T0 + i * SECOND, 100 + i)])
  await closed
}

test('a reader that is slow is not waited for, reads what came, and then goes on where it was', async () => {
  const live = openLive()
  const server = await liveServer({ live })
  const { until, came, sockets } = follow(server, { channels: ['liquidations'], waiting: 5 })
  await until('hello')
  await leaveUnread(live, sockets)
  expect(sockets).toHaveLength(1)
  for (let i = 0; i < 6; i++) {
    // oxlint-disable-next-line no-await-in-loop
    await until('liquidations')
  }
  const again = await until('hello')
  expect([again.greeting, again.liquidations]).toEqual(['resumed', []])
  for (let i = 6; i < 20; i++) {
    // oxlint-disable-next-line no-await-in-loop
    await until('liquidations')
  }
  const read = came.flatMap((one) => (one.type === 'liquidations' ? prices(one) : []))
  expect(read).toEqual(Array.from({ length: 20 }, (_, i) => 100 + i))
  // What is told again may again be more than waits for it.
  expect(sockets.length).toBeGreaterThan(1)
  expect(came.filter(({ type }) => type === 'missed')).toEqual([])
})

test('a reader so slow that the server has not kept what came is told that it missed something', async () => {
  const live = openLive()
  const server = await liveServer({ live })
  const { until, sockets } = follow(server, { channels: ['liquidations'], waiting: 5 })
  await until('hello')
  await leaveUnread(live, sockets)
  const storm = Array.from({ length: 1_000 }, (_, i) => liquidation(T0 + 60 * SECOND + i, 90))
  for (let i = 0; i < 40; i++) live.push(storm)
  expect(await until('missed')).toMatchObject({ why: 'slow-reader', liquidationsWhole: false })
  expect((await until('hello')).greeting).toBe('too-old')
})

/** The way to a server, which breaks after so many bytes of its answers, one connection after the other. */
async function breakingWay(server: { url: string }, breaks: number[] = []) {
  const connected = new Set<Socket>()
  const way = createServer((near) => {
    connected.add(near)
    const left = breaks.shift() ?? Infinity
    const far = connect(Number(new URL(server.url).port), '127.0.0.1')
    let passed = 0
    far.on('data', (data: Buffer) => {
      const rest = data.subarray(0, Math.max(0, left - passed))
      passed += data.length
      near.write(rest)
      if (passed < left) return
      far.destroy()
      near.destroySoon()
    })
    near.pipe(far)
    for (const [one, two] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined)
      one.on('close', () => two.destroy())
    }
  })
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void way.close())
  return {
    url: `http://127.0.0.1:${(way.address() as AddressInfo).port}`,
    break() {
      for (const near of connected) near.destroy()
    },
  }
}

test('a connection that breaks in the middle of messages costs none of them, and none comes twice', async () => {
  const live = openLive()
  const breaks = [2_003, 1_501, 4_099]
  const way = await breakingWay(await liveServer({ live }), breaks)
  const { until, came, sockets } = follow(way, { channels: ['liquidations', 'link'] })
  await until('hello')
  let pushed = 0
  while (sockets.length < 4) {
    // While it is connected, and while it is not.
    for (let i = 0; i < 10; i++) live.push([liquidation(T0 + pushed * SECOND, 100 + pushed++)])
    // oxlint-disable-next-line no-await-in-loop
    await until('link')
  }
  live.push([liquidation(T0 + pushed * SECOND, 100 + pushed++)])
  const read = () => came.flatMap((one) => (one.type === 'liquidations' ? prices(one) : []))
  // oxlint-disable-next-line no-await-in-loop
  while (read().length < pushed) await until('liquidations')
  expect(read()).toEqual(Array.from({ length: pushed }, (_, i) => 100 + i))
  expect(breaks).toEqual([])
  expect(came.filter(({ type }) => type === 'missed')).toEqual([])
  const greetings = came.flatMap((one) => (one.type === 'hello' ? [one.greeting] : []))
  expect(new Set(greetings.slice(1))).toEqual(new Set(['resumed']))
})

test('a server that was killed and started again is another: what it cannot tell again is told', async () => {
  const server = { url: (await liveServer({ live: openLive() })).url }
  const way = await breakingWay(server)
  const { until } = follow(way, { instrument: ID })
  const { cursor } = await until('hello')
  const live = openLive([liquidation(T0 + SECOND, 95)])
  server.url = (await liveServer({ live })).url
  // Without a goodbye.
  way.break()
  expect(await until('missed')).toMatchObject({ why: 'disconnected' })
  const hello = await until('hello')
  expect(hello.greeting).toBe('unknown')
  expect(hello.cursor).not.toBe(cursor)
  // What its record has that was not heard is made up for, before what is new.
  expect(prices(await until('liquidations'))).toEqual([95])
  live.push([liquidation(T0 + 2 * SECOND, 96)])
  expect(await until('liquidations')).toMatchObject({ seq: 1, liquidations: [{ price: 96 }] })
})

test('only the channels that were asked for come', async () => {
  const live = openLive()
  const server = await liveServer({ live })
  const { until, came } = follow(server, { instrument: ID, channels: ['bar'] })
  await until('bar')
  expect(new Set(came.map(({ type }) => type))).toEqual(new Set(['hello', 'bar']))
})

test('a signal ends it, also while it waits, and a wrong instrument is told at once', async () => {
  const server = await liveServer({ live: openLive() })
  const { until, end, read, sockets } = follow(server, { channels: [] })
  await until('hello')
  const waiting = read()
  end()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(sockets[0]!.readyState).toBeGreaterThanOrEqual(WebSocket.CLOSING)
  await expect(follow(server, { instrument: 'nonsense' }).read()).rejects.toThrow(/no instrument/)
})

test('a watch that cannot be had is told as the server says it', async () => {
  const server = await liveServer({ live: openLive() })
  const { until } = follow(server, { instrument: ID, model: 'none', channels: [] })
  expect(await until('problem')).toMatchObject({ code: 'unknown-model' })
})

test.runIf(!('WebSocket' in globalThis))('where there is no WebSocket, that is said', async () => {
  await expect(createClient().live().next()).rejects.toThrow(/no WebSocket here/)
})
