import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { SOCKET } from '../../src/api/coinglass/channels.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { T0, liquidation, liveServer, openViewer } from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'
import { openStream } from './open-stream.ts'

/** What a server answers to the bytes of a request, until it hangs up. */
async function rawAnswer({ app }: LiveServer, lines: readonly string[]): Promise<string> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  let text = ''
  socket.on('data', (data) => (text += data.toString()))
  await once(socket, 'close')
  return text
}

const metricsOf = async ({ get }: LiveServer) => (await get(ROUTES.metrics)).text()

const upgrade = (path: string, more: readonly string[]) => [
  `GET ${path} HTTP/1.1`,
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ...more,
]

test.each([
  ['another host', ROUTES.live, ['Host: evil.example'], 403, 'host-not-allowed'],
  ['no host', ROUTES.live, ['Host:'], 403, 'host-not-allowed'],
  [
    "another site's page",
    ROUTES.live,
    ['Host: localhost:8420', 'Origin: http://evil.example'],
    403,
    'origin-not-allowed',
  ],
  ['a file', ROUTES.live, ['Host: localhost:8420', 'Origin: null'], 403, 'origin-not-allowed'],
  ['another address', '/', ['Host: localhost'], 404, 'not-found'],
  ['an address below it', `${ROUTES.live}/x`, ['Host: localhost'], 404, 'not-found'],
])('a connection from %s is refused', async (_, path, headers, status, code) => {
  const server = await liveServer()
  const text = await rawAnswer(server, upgrade(path, headers))
  expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  const body: unknown = JSON.parse(text.slice(text.indexOf('\r\n\r\n')))
  expect(problemSchema.parse(body).code).toBe(code)
})

test('a page of this very server may connect', async () => {
  const server = await liveServer()
  const viewer = await openViewer(server.url, { Origin: server.url })
  expect((await viewer.next('hello')).version).toBe('0')
})

test('fault 67: one address may open so many connections, all together so many; then 503 and Retry-After', async () => {
  const server = await liveServer({ liveSocket: { perAddress: 3, inAll: 5 } })
  const open = () => openViewer(server.url)
  const viewers = await Promise.all([open(), open(), open()])
  const refused = { statusCode: 503, retryAfter: '10' }
  await expect(open()).rejects.toMatchObject(refused)
  // What has closed makes room.
  viewers[0]!.socket.close()
  await viewers[0]!.closed
  const again = await open()
  await again.next('hello')
  // The rest of the server goes on.
  server.live.setReady()
  server.live.push([liquidation(T0, 90)])
  await again.next('liquidations')
  expect((await server.get(ROUTES.status)).status).toBe(200)
  const crowded = await liveServer({ liveSocket: { perAddress: 50, inAll: 1 } })
  await openViewer(crowded.url)
  await expect(openViewer(crowded.url)).rejects.toMatchObject(refused)
})

test('a message that is too large ends its connection with 1009 and no other', async () => {
  const server = await liveServer()
  const [rude, other] = await Promise.all([openViewer(server.url), openViewer(server.url)])
  rude.socket.send('x'.repeat(64 * 1_024 + 1))
  expect(await rude.closed).toBe(1009)
  other.send({ op: 'ping' })
  await other.next('pong')
})

test('bytes that are no frame end the connection, bytes that are no text are answered', async () => {
  const server = await liveServer()
  const viewer = await openViewer(server.url)
  viewer.socket.send(Buffer.from([0, 255, 254, 1]))
  expect((await viewer.next('problem')).code).toBe('invalid-message')
  const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(`${upgrade(ROUTES.live, ['Host: localhost']).join('\r\n')}\r\n\r\n`)
  await once(socket, 'data')
  socket.write(Buffer.alloc(64, 255))
  socket.resume()
  await once(socket, 'close')
  viewer.send({ op: 'ping' })
  await viewer.next('pong')
})

test('when the server stops it says goodbye', async () => {
  const server = await liveServer()
  const viewer = await openViewer(server.url)
  await viewer.next('hello')
  await server.app.close()
  expect(await viewer.closed).toBe(1001)
})

/** A peer that asks to be upgraded and never says a word again; what it is answered is not read. */
async function mutePeer({ app }: LiveServer, path: string) {
  const options = { port: (app.server.address() as AddressInfo).port, allowHalfOpen: true }
  const mute = connect(options)
  mute.on('error', () => undefined)
  onTestFinished(() => void mute.destroy())
  mute.write(`${upgrade(path, ['Host: localhost']).join('\r\n')}\r\n\r\n`)
  const [begin] = (await once(mute, 'data')) as [Buffer]
  mute.pause()
  return begin.toString()
}

test.each([ROUTES.live, SOCKET])(
  'when the server stops, it waits for a goodbye from %s for two seconds and no longer',
  async (path) => {
    const planned: { readonly wait: number; readonly call: () => void }[] = []
    const after = (wait: number, call: () => void) => {
      planned.push({ wait, call })
      return () => undefined
    }
    const server = await liveServer({ liveSocket: { after } })
    expect(await mutePeer(server, path)).toMatch(/^HTTP\/1\.1 101 /)
    let isClosed = false
    const closed = server.app.close().then(() => (isClosed = true))
    while (planned.length === 0) await new Promise(setImmediate)
    expect(isClosed).toBe(false)
    expect(planned.map(({ wait }) => wait)).toEqual([2_000])
    planned[0]!.call()
    await closed
  },
)

test('when the server stops, it waits for nobody who was not let in, nor for those who have left', async () => {
  const planned: number[] = []
  const after = (wait: number) => {
    planned.push(wait)
    return () => undefined
  }
  const server = await liveServer({ liveSocket: { after } })
  expect(await mutePeer(server, '/nowhere')).toMatch(/^HTTP\/1\.1 404 /)
  const viewer = await openViewer(server.url)
  viewer.socket.close()
  await viewer.closed
  await vi.waitUntil(async () => /^isotherm_viewers 0$/m.test(await metricsOf(server)))
  await server.app.close()
  expect(planned).toEqual([])
})

test('fault 66: a peer that never reads does not slow down one that does', async () => {
  const server = await liveServer()
  const { live, app } = server
  live.setReady()
  const deaf = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  deaf.on('error', () => undefined)
  deaf.write(`${upgrade(ROUTES.live, ['Host: localhost']).join('\r\n')}\r\n\r\n`)
  await once(deaf, 'data')
  deaf.pause()
  const viewer = await openViewer(server.url)
  await viewer.next('hello')
  const batches = 150
  for (let i = 0; i < batches; i++) {
    live.push(Array.from({ length: 500 }, (_, j) => liquidation(T0 + i * 1_000 + j, 100)))
    const last = T0 + i * 1_000 + 499
    await viewer.next('liquidations', ({ liquidations }) => liquidations.at(-1)?.time === last)
  }
  // The other has been spared most of it: its buffer has an end.
  expect(await metricsOf(server)).toMatch(/^isotherm_viewers_slow 1$/m)
  deaf.destroy()
})

test('fault 66: who begins to read when it is too late learns by a message and a code that it was too slow', async () => {
  let now = T0
  const server = await liveServer({ now: () => now })
  const { live } = server
  live.setReady()
  const slow = await openViewer(server.url)
  await slow.next('hello')
  slow.socket.pause()
  const isSlow = async () =>
    (await (await server.get(ROUTES.metrics)).text()).includes('\nisotherm_viewers_slow 1\n')
  let pushed = 0
  // oxlint-disable-next-line no-await-in-loop
  while (!(await isSlow())) {
    const at = T0 + pushed++ * 1_000
    live.push(Array.from({ length: 500 }, (_, i) => liquidation(at + i, 100)))
  }
  // By its heartbeat the server has looked at all who came before this one.
  const stream = await openStream(server.url, '?channels=gap')
  now += 10_001
  await stream.next('heartbeat')
  slow.socket.resume()
  expect((await slow.next('problem')).code).toBe('too-slow')
  expect(await slow.closed).toBe(1013)
})
