import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { createClient } from '../../src/client/client.ts'
import type { LiveEvent, LiveQuestion } from '../../src/client/client.ts'
import { SECOND } from '../../src/market/units.ts'
import { createLive } from '../../src/server/live.ts'
import type { Live } from '../../src/server/live.ts'
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
    const { pathname } = new URL(address)
    sockets.push(new WebSocket(server.url.replace('http', 'ws') + pathname, protocols, options))
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

test('a reader that is slow is not waited for, reads what came, and then hears the whole anew', async () => {
  const live = openLive()
  const server = await liveServer({ live })
  const { until, came, sockets } = follow(server, { channels: ['liquidations'], waiting: 5 })
  await until('hello')
  const [socket] = sockets
  const closed = new Promise((resolve) => socket!.once('close', resolve))
  for (let i = 0; i < 20; i++) live.push([liquidation(T0 + i * SECOND, 100 + i)])
  await closed
  expect(sockets).toHaveLength(1)
  const missed = await until('missed')
  expect(missed).toMatchObject({ why: 'slow-reader', liquidationsWhole: true })
  await until('hello')
  await until('liquidations')
  const read = came.flatMap((one) => (one.type === 'liquidations' ? prices(one) : []))
  expect(read).toEqual(Array.from({ length: 20 }, (_, i) => 100 + i))
  expect(sockets).toHaveLength(2)
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
