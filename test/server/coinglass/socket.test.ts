import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { z } from 'zod'
import { keyOf, keyRing } from '../key-ring.ts'
import {
  CHANNELS,
  SOCKET,
  channelMessages,
  channelSchemas,
} from '../../../src/api/coinglass/channels.ts'
import type { Channel } from '../../../src/api/coinglass/channels.ts'
import { refusalSchema } from '../../../src/api/coinglass/envelope.ts'
import { exchangeName } from '../../../src/api/coinglass/exchanges.ts'
import { MINUTE } from '../../../src/market/units.ts'
import {
  T0,
  instrument,
  liquidation,
  liveServer,
  minutesOfTrade,
  openViewer,
} from '../live-fixture.ts'

/** What a client of the contract sees: texts, which are JSON but for `pong`. */
interface Subscriber {
  readonly socket: WebSocket
  readonly texts: readonly string[]
  /** Waits until so many texts have come. */
  upTo(count: number): Promise<readonly string[]>
  readonly closed: Promise<number>
}

async function openSubscriber(
  url: string,
  query = '?cg-api-key=any',
  headers: Record<string, string> = {},
): Promise<Subscriber> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${SOCKET}${query}`, { headers })
  onTestFinished(() => socket.terminate())
  const texts: string[] = []
  socket.on('message', (data: Buffer) => {
    texts.push(data.toString())
    socket.emit('text')
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await once(socket, 'open')
  return {
    socket,
    texts,
    closed,
    async upTo(count) {
      // oxlint-disable-next-line no-await-in-loop
      while (texts.length < count) await once(socket, 'text')
      return texts
    },
  }
}

const subscribe = (...channels: string[]) => JSON.stringify({ method: 'subscribe', channels })

const pongs = (texts: readonly string[]) => texts.filter((text) => text === 'pong').length

/** Resolves when the server has read all that a subscriber sent. */
async function ping({ socket, texts }: Subscriber): Promise<void> {
  const before = pongs(texts)
  socket.send('ping')
  // oxlint-disable-next-line no-await-in-loop
  while (pongs(texts) === before) await once(socket, 'text')
}

const read = <Message>(schema: z.ZodType<Message>, text: string | undefined): Message =>
  schema.parse(JSON.parse(text ?? ''))

test('both channels tell what the own API tells, in their own words', async () => {
  const { live, url, get } = await liveServer({ now: () => T0 + 3 * MINUTE })
  live.push(minutesOfTrade(0, 2))
  live.setReady()
  const [older, newer, viewer] = await Promise.all([
    openSubscriber(url),
    openSubscriber(url, ''),
    openViewer(url),
  ])
  older.socket.send(subscribe('liquidationOrders'))
  newer.socket.send(subscribe('liquidation_orders'))
  await ping(older)
  await ping(newer)
  live.push([
    liquidation(T0 + 1_000, 90.5),
    { ...liquidation(T0 + 2_000, 110, 0.3), position: 'short' },
  ])
  const { liquidations } = await viewer.next('liquidations')
  const old = read(channelSchemas.liquidationOrders, (await older.upTo(2))[1])
  const recent = read(channelSchemas.liquidation_orders, (await newer.upTo(2))[1])
  const exchange = exchangeName(instrument.venue)
  expect(liquidations).toHaveLength(2)
  expect(old.data).toEqual(
    liquidations.map((one) => ({
      baseAsset: 'FAKE',
      exName: exchange,
      price: one.price,
      side: one.position === 'long' ? 1 : 2,
      symbol: 'FAKEUSD',
      time: one.time,
      volUsd: one.notionalUsd,
    })),
  )
  expect(recent.data).toEqual(
    liquidations.map((one) => ({
      base_asset: 'FAKE',
      exchange,
      price: one.price,
      side: one.position === 'long' ? 1 : 2,
      symbol: 'FAKEUSD',
      time: one.time,
      volume_usd: one.notionalUsd,
    })),
  )
  // The order that closed a long sold, which the other side code of the contract calls 2.
  const asked = await get(`/api/futures/liquidation/order?exchange=${exchange}&symbol=FAKEUSD`)
  const { data: orders } = (await asked.json()) as { data: { time: number; side: number }[] }
  expect(orders.map(({ time, side }) => [time, 3 - side])).toEqual(
    old.data.toReversed().map(({ time, side }) => [time, side]),
  )
})

test('a channel is told until it is unsubscribed, and not what came before', async () => {
  const { live, url } = await liveServer()
  live.push([liquidation(T0, 80)])
  live.setReady()
  const one = await openSubscriber(url)
  live.push([liquidation(T0 + 1, 81)])
  one.socket.send(JSON.stringify({ method: 'subscribe', channelList: [...CHANNELS] }))
  one.socket.send(subscribe('liquidation_orders'))
  await ping(one)
  live.push([liquidation(T0 + 2, 82)])
  one.socket.send(JSON.stringify({ method: 'unsubscribe', channels: 'liquidationOrders' }))
  await ping(one)
  live.push([liquidation(T0 + 3, 83)])
  await ping(one)
  const told = one.texts.filter((text) => text !== 'pong').map((text) => JSON.parse(text) as object)
  const prices = (price: number) => ({ data: [expect.objectContaining({ price })] })
  expect(told).toEqual([
    { channel: 'liquidationOrders', ...prices(82) },
    { channel: 'liquidation_orders', ...prices(82) },
    { channel: 'liquidation_orders', ...prices(83) },
  ])
})

test('liquidations whose price is in doubt are not told, since a row cannot say so', async () => {
  const { live, url } = await liveServer()
  live.setReady()
  const one = await openSubscriber(url)
  one.socket.send(subscribe('liquidation_orders'))
  await ping(one)
  live.push([{ ...liquidation(T0, 9), suspect: 'price' }])
  live.push([{ ...liquidation(T0 + MINUTE, 90), suspect: 'price' }, liquidation(T0 + MINUTE, 91)])
  const { data } = read(channelSchemas.liquidation_orders, (await one.upTo(2))[1])
  expect(data.map(({ price }) => price)).toEqual([91])
})

test.each([
  ['no JSON', '{', '400'],
  ['nothing', '', '400'],
  ['bytes that are no text', Buffer.from([0, 255, 254, 1]), '400'],
  ['null', 'null', '400'],
  ['another method', '{"method":"login","channels":["liquidation_orders"]}', '400'],
  ['no channel', '{"method":"subscribe"}', '400'],
  ['a channel that is no text', '{"method":"subscribe","channels":[{"a":1}]}', '400'],
  ['a name of every object', subscribe('__proto__'), '404'],
  ['an unknown channel', subscribe('liquidation_order'), '404'],
  ['trades', subscribe('futures_trades@Binance_BTCUSDT@10000'), '422'],
  ['a ticker', subscribe('futures_ticker@Binance_BTCUSDT'), '422'],
])(
  '%s is refused with a code and a sentence, and the connection goes on',
  async (_, sent, code) => {
    const { url } = await liveServer()
    const one = await openSubscriber(url)
    one.socket.send(sent)
    const [text] = await one.upTo(1)
    expect(refusalSchema.parse(JSON.parse(text!)).code).toBe(code)
    await ping(one)
  },
)

test.each(['ping', '"ping"', ' ping\n', '{"method":"ping"}'])(
  '%j is answered by pong',
  async (sent) => {
    const { url } = await liveServer()
    const one = await openSubscriber(url)
    one.socket.send(sent)
    expect(await one.upTo(1)).toEqual(['pong'])
  },
)

test('who sends what cannot be used again and again is let go', async () => {
  const { url } = await liveServer()
  const [rude, other] = [await openSubscriber(url), await openSubscriber(url)]
  for (let i = 0; i < 100; i++) rude.socket.send('nonsense')
  expect(await rude.closed).toBe(1008)
  await ping(other)
})

test.each([
  ['/', '?cg-api-key=any'],
  ['', '/?cg-api-key=any'],
  ['/', '/'],
])('an address with %j before it and %j behind it is meant too', async (before, behind) => {
  const { url } = await liveServer()
  await ping(await openSubscriber(`${url}${before}`, behind))
})

test('it is guarded and bounded as the own socket is', async () => {
  const { url, get } = await liveServer({ liveSocket: { perAddress: 2, inAll: 10 } })
  await openSubscriber(url, '', { Origin: url })
  await expect(openSubscriber(url, '', { Origin: 'http://evil.example' })).rejects.toThrow('403')
  await expect(openSubscriber(url, '', { Host: 'evil.example' })).rejects.toThrow('403')
  await expect(openSubscriber(url, '/more')).rejects.toThrow('404')
  // Both sockets share the bound.
  await openViewer(url)
  await expect(openSubscriber(url)).rejects.toThrow('503')
  expect((await get(SOCKET)).status).toBe(426)
})

test('where a key is needed it may stand in the address, or in a header', async () => {
  const made = keyOf('read')
  const { text } = made
  const { url } = await liveServer({ access: { keys: keyRing(made), isKeyRequired: true } })
  await expect(openSubscriber(url, '')).rejects.toThrow('401')
  await expect(openSubscriber(url, '?cg-api-key=wrong')).rejects.toThrow('401')
  await ping(await openSubscriber(url, `?cg-api-key=${text}`))
  await ping(await openSubscriber(`${url}/`, `/?cg-api-key=${text}`))
  await ping(await openSubscriber(url, '', { 'CG-API-KEY': text }))
})

const FACTS = fileURLToPath(new URL('../../../../shared/facts/coinglass-v4.md', import.meta.url))

test.skipIf(!existsSync(FACTS))('the documented messages have the same keys and types', () => {
  const documented = readFileSync(FACTS, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"channel": "liquidation'))
    .map((line) => JSON.parse(line) as { channel: Channel; data: Record<string, unknown>[] })
  expect(documented.map(({ channel }) => channel)).toEqual([...CHANNELS])
  for (const { channel, data } of documented) {
    expect(channelSchemas[channel].parse({ channel, data })).toEqual({ channel, data })
    const [one] = data
    const made = channelMessages[channel]([
      {
        exchange: 'Binance',
        symbol: 'BTCUSDT',
        coin: 'BTC',
        price: 56_738,
        notionalUsd: Number(one!['volUsd'] ?? one!['volume_usd']),
        position: 'short',
        time: 1_725_416_318_379,
      },
    ])
    expect(made).toEqual({ channel, data })
    expect(Object.keys(made.data[0]!)).toEqual(Object.keys(one!))
  }
})
