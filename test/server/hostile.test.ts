import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { keyOf, keyRing } from './key-ring.ts'
import { T0, liquidation, liveServer, openViewer } from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'
import { fakeServer } from './serve-fixture.ts'

test.each([
  ['ranges without end', { range: `bytes=${'0-0,'.repeat(1_000)}0-0` }, 200],
  ['10 KB of tags', { 'if-none-match': '"x",'.repeat(2_500) }, 200],
  ['a coding that is none', { 'accept-encoding': 'gzip;q=nonsense, br;q=-1, *;q=2, \u00ff' }, 200],
  ['another method by its name', { 'x-http-method-override': 'DELETE' }, 200],
  ['a type that is not had', { accept: 'image/png' }, 200],
  ['forwarding for everyone', { 'x-forwarded-for': '1.1.1.1, '.repeat(500) }, 200],
] as const)('a request with %s is answered as if without', async (_, headers, status) => {
  const { app } = await fakeServer()
  const answer = await app.inject({ url: ROUTES.status, headers })
  expect(answer.statusCode).toBe(status)
  expect(answer.json()).toMatchObject({ version: '0' })
})

const JSON_TYPE = { 'content-type': 'application/json' }

test.each([
  ['of another type', { 'content-type': 'text/xml' }, '<a/>', 415],
  ['without a type', {}, '{"channel":"a"}', 415],
  ['as pages of other sites may send it', { 'content-type': 'text/plain' }, '{"channel":"a"}', 415],
  ['that is no JSON', JSON_TYPE, '{', 400],
  ['nested without end', JSON_TYPE, '['.repeat(1_000), 400],
  ['that is larger than any', JSON_TYPE, `"${'x'.repeat(5_000)}"`, 413],
  ['with a prototype', JSON_TYPE, '{"__proto__":{"polluted":1}}', 400],
  ['with a constructor', JSON_TYPE, '{"constructor":{"prototype":{"polluted":1}}}', 400],
] as const)('a body %s is refused', async (_, headers, payload, status) => {
  const { app } = await fakeServer()
  const answer = await app.inject({ method: 'POST', url: ROUTES.alertTest, headers, payload })
  expect(answer.statusCode).toBe(status)
  expect(problemSchema.parse(answer.json()).status).toBe(status)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('a packed body is not unpacked', async () => {
  const { app } = await fakeServer()
  const payload = gzipSync(Buffer.alloc(500_000, ' '))
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  const answer = await app.inject({ method: 'POST', url: ROUTES.alertTest, headers, payload })
  expect(answer.statusCode).toBe(400)
})

test('a storm of OPTIONS is refused one by one', async () => {
  const { app } = await fakeServer()
  const storm = Array.from({ length: 300 }, () =>
    app.inject({ method: 'OPTIONS', url: ROUTES.status }),
  )
  const codes = (await Promise.all(storm)).map(({ statusCode }) => statusCode)
  expect(new Set(codes)).toEqual(new Set([405]))
})

/** Bytes of a connection that has asked for a WebSocket, with what else its request says. */
async function rawSocket({ app }: LiveServer, more: readonly string[] = []) {
  const { port } = app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  const version = more.some((one) => one.startsWith('Sec-WebSocket-Version'))
    ? []
    : ['Sec-WebSocket-Version: 13']
  const lines = [
    `GET ${ROUTES.live} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...version,
    ...more,
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const [first] = (await once(socket, 'data')) as [Buffer]
  return { socket, head: first.toString('latin1').split('\r\n')[0]! }
}

async function stillServes(server: LiveServer): Promise<void> {
  const viewer = await openViewer(server.url)
  await viewer.next('hello')
  server.live.setReady()
  server.live.push([liquidation(T0, 90)])
  await viewer.next('liquidations')
}

test.each(['0', '12', '99', 'x'])('WebSocket version %s is refused', async (version) => {
  const server = await liveServer()
  const { head } = await rawSocket(server, [`Sec-WebSocket-Version: ${version}`])
  expect(head).toMatch(/^HTTP\/1\.1 4\d\d /)
  await stillServes(server)
})

/** A frame of a client, masked with zeros. */
function frame(first: number, payload: Buffer): Buffer {
  const size =
    payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255]
  return Buffer.concat([
    Buffer.from([first, 0x80 | size[0]!, ...size.slice(1), 0, 0, 0, 0]),
    payload,
  ])
}

test.each([
  ['a message in pieces without end', 0x01, 0x00, Buffer.alloc(1_000, 'a'), 200],
  ['a message of unknown kind', 0x83, 0x83, Buffer.from('x'), 1],
  ['packed frames, which were not agreed on', 0xc1, 0xc1, Buffer.from('x'), 1],
  ['a close of code 999', 0x88, 0x88, Buffer.from([0x03, 0xe7]), 1],
  ['a ping that is too long', 0x89, 0x89, Buffer.alloc(200), 1],
  ['text that is no UTF-8', 0x81, 0x81, Buffer.from([0xff, 0xfe]), 1],
])('a client with %s is cut off, and no other', async (_, first, then, payload, frames) => {
  const server = await liveServer()
  const { socket, head } = await rawSocket(server)
  expect(head).toContain(' 101 ')
  const closed = once(socket, 'close')
  socket.resume()
  for (let i = 0; i < frames; i++) socket.write(frame(i === 0 ? first : then, payload))
  await closed
  await stillServes(server)
})

test('a flood of messages that can be used is answered, and holds nobody up', async () => {
  const server = await liveServer()
  const rude = await openViewer(server.url)
  const watch = { op: 'watch', instrument: 'testvenue:FAKEUSD', model: 'isotherm', zoom: 0 }
  for (let i = 0; i < 10_000; i++) rude.send(watch)
  for (let i = 0; i < 1_000; i++) rude.send({ op: 'unwatch' })
  rude.send({ op: 'ping' })
  await rude.next('pong')
  await stillServes(server)
})

test('a flood of pings ends its connection, and no other', async () => {
  const server = await liveServer()
  const rude = await openViewer(server.url)
  for (let i = 0; i < 10_000; i++) rude.socket.ping()
  expect(await rude.closed).toBe(1006)
  await stillServes(server)
})

test.each([
  '{"op":"watch","instrument":{"id":1},"model":"isotherm","zoom":0}',
  '{"op":"subscribe","channels":["*"]}',
  '{"op":"unwatch","id":{"toString":1}}',
  `{"op":"ping","a":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
])('%.60s is answered as what cannot be used', async (text) => {
  const server = await liveServer()
  const viewer = await openViewer(server.url)
  viewer.socket.send(text)
  expect((await viewer.next('problem')).code).toBe('invalid-message')
  expect(viewer.socket.readyState).toBe(WebSocket.OPEN)
})

test('a key is in no log and no answer, wherever it was put', async () => {
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const made = keyOf('read')
  const { text } = made
  const access = { keys: keyRing(made), isKeyRequired: true }
  const broken = { markets: () => Promise.reject(new Error('the disk is gone')) }
  const { app } = await fakeServer({ access, logger, sources: [broken] })
  const wrong = `${text.slice(0, -4)}wxyz`
  const answers = await Promise.all(
    [text, wrong].flatMap((one) =>
      [ROUTES.status, ROUTES.instruments, '/nowhere', '/api/futures/supported-coins'].flatMap(
        (url) => [
          app.inject({ url, headers: { 'x-api-key': one } }),
          app.inject({ url, headers: { authorization: `Bearer ${one}` } }),
          app.inject({
            url: `${url}?cg-api-key=${one}`,
            headers: { cookie: `__Host-isotherm=${one}` },
          }),
        ],
      ),
    ),
  )
  expect(lines.join('')).toContain('the disk is gone')
  const secrets = [text.slice(18, -4), wrong.slice(18, -4)]
  const told = [...lines, ...answers.map(({ body, headers }) => body + JSON.stringify(headers))]
  for (const secret of secrets) expect(told.filter((one) => one.includes(secret))).toEqual([])
})
