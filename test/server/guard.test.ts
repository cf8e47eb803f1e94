import { once } from 'node:events'
import { connect } from 'node:net'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { ServerOptions } from '../../src/server/start-server.ts'
import { fakeServer } from './serve-fixture.ts'

test.each([
  'evil.example',
  'localhost.evil.example',
  'evil.example:8420',
  'localhost.',
  '127.0.0.1.nip.io',
  '0.0.0.0',
  '2130706433',
  'localhost, evil.example',
  'localhost@evil.example',
  '[::ffff:7f00:1]',
  ' ',
])('Host %j is refused', async (host) => {
  const { app } = await fakeServer()
  const answer = await app.inject({ url: ROUTES.status, headers: { host } })
  expect(answer.statusCode).toBe(403)
  expect(problemSchema.parse(answer.json()).code).toBe('host-not-allowed')
})

test.each(['localhost', 'LOCALHOST:8420', 'localhost:1'])(
  'Host %s is this server',
  async (host) => {
    const { app } = await fakeServer()
    expect((await app.inject({ url: ROUTES.status, headers: { host } })).statusCode).toBe(200)
  },
)

test.each([
  ['http://localhost:8420', 200],
  ['https://localhost:8420', 200],
  ['http://localhost:3000', 403],
  ['http://localhost', 403],
  ['null', 403],
  ['', 403],
  ['http://evil.example', 403],
  ['http://localhost:8420.evil.example', 403],
])('Origin %s gets %i', async (origin, status) => {
  const { app } = await fakeServer()
  const headers = { host: 'localhost:8420', origin }
  expect((await app.inject({ url: ROUTES.status, headers })).statusCode).toBe(status)
})

test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)(
  '%s is refused',
  async (method) => {
    const { app } = await fakeServer()
    for (const url of [ROUTES.status, '/', '/nowhere']) {
      const headers = { 'content-type': 'application/json', 'x-http-method-override': 'GET' }
      const answer = await app.inject({ method, url, headers, payload: '{"a":1}' })
      expect(answer.statusCode).toBe(405)
      expect(answer.headers['allow']).toBe('GET, HEAD')
    }
  },
)

test.each([
  ['GET', ROUTES.alertTest, 'POST'],
  ['PUT', ROUTES.paper, 'GET, HEAD, POST'],
  ['PUT', `${ROUTES.paper}?limit=1`, 'GET, HEAD, POST'],
  ['PATCH', ROUTES.alertPush, 'POST, DELETE'],
] as const)('%s of %s is told which methods there are', async (method, url, methods) => {
  const { app } = await fakeServer()
  const answer = await app.inject({ method, url })
  expect(answer.statusCode).toBe(405)
  expect(answer.headers['allow']).toBe(methods)
  const { code, detail } = problemSchema.parse(answer.json())
  expect(code).toBe('method-not-allowed')
  expect(detail).toBe(`"${method}" is not answered here: use ${methods.replaceAll(', ', ' or ')}`)
})

test('every answer carries the security headers', async () => {
  const { app } = await fakeServer()
  for (const url of [ROUTES.status, '/', '/nowhere', '/api/v1/map?x']) {
    const { headers } = await app.inject(url)
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
})

test('an address over 2 KiB is refused', async () => {
  const { app } = await fakeServer()
  const answer = await app.inject(`${ROUTES.status}?a=${'x'.repeat(3_000)}`)
  expect(answer.statusCode).toBe(414)
})

/** A server on a free port of this machine, which is closed when the test ends. */
async function listening(options: Partial<ServerOptions> = {}) {
  const fake = await fakeServer()
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    sources: [],
    models: [],
    createMap: () => {
      throw new RangeError('no maps here')
    },
    tileCache: {
      strip: (_, build) => build(),
      size: () => ({ bytes: 0, files: 0 }),
      lookups: () => ({ memory: 0, file: 0, made: 0 }),
    },
    page: new Map(),
    status: { version: '0', notice: '', hasHistory: false },
    logger: pino({ level: 'silent' }),
    ...options,
  })
  onTestFinished(() => server.close())
  return { ...server, port: Number(new URL(server.url).port), fake }
}

/** Sends bytes as they are and returns all that comes back. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (data: Buffer) => (answer += data.toString('latin1')))
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

test.each([
  [
    '64 KB of headers',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(65_536)}\r\n\r\n`,
    431,
  ],
  ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', 400],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    400,
  ],
  [
    'length and chunks',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['no Host', 'GET /api/v1/status HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['an empty Host', 'GET / HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n', 403],
  ['no Host in HTTP/1.0', 'GET /api/v1/status HTTP/1.0\r\n\r\n', 403],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 405],
  ['an unknown method', 'BREW / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400],
  ['dots', 'GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 404],
  ['a foreign Host', 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 403],
  [
    'a whole address',
    'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    404,
  ],
])('%s is refused and the server lives on', async (_, bytes, status) => {
  const { port, url } = await listening()
  expect(await raw(port, bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  const after = await fetch(`${url}${ROUTES.status}`)
  expect(after.status).toBe(200)
  await after.arrayBuffer()
})

test('a request that never ends is ended', async () => {
  const { port, url } = await listening({ requestMs: 100 })
  expect(await raw(port, 'GET / HTTP/1.1\r\nHost: loc')).toMatch(/^HTTP\/1\.1 408 /)
  expect((await fetch(`${url}${ROUTES.status}`)).status).toBe(200)
})

test('a port that is taken is said in one line that names the flag', async () => {
  const { port } = await listening()
  await expect(listening({ port })).rejects.toThrow(
    `port ${port} is taken: choose another with --port`,
  )
})

test('an address of another machine is said in one line', async () => {
  await expect(listening({ host: '192.0.2.1' })).rejects.toThrow('--host 192.0.2.1')
})
