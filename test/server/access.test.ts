import { createHash } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import { OPERATIONS } from '../../src/api/operations/table.ts'
import { API, ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import type { AccessOptions } from '../../src/server/access/access.ts'
import { keyOf, keyRing } from './key-ring.ts'
import { liveServer, openViewer } from './live-fixture.ts'
import { START, fakeServer } from './serve-fixture.ts'

const made = [keyOf('read'), keyOf('write'), keyOf('admin'), keyOf('read', 2)] as const
const [reader, writer, admin, slow] = made
const keys = keyRing(...made)
const KEYED: AccessOptions = { keys, isKeyRequired: true }

const coins = '/api/futures/supported-coins'
const NOTE = { 'content-type': 'application/json' }

test('what is kept of a key is a hash of it, and every key is another', () => {
  expect(JSON.stringify(reader.key)).not.toContain(reader.text.slice(18))
  expect(reader.key.hash).toBe(createHash('sha256').update(reader.text).digest('hex'))
  expect(Buffer.from(reader.text.slice(18), 'base64url')).toHaveLength(32)
  expect(new Set(made.map(({ key }) => key.hash)).size).toBe(4)
})

test('where keys are needed, nothing but the page and /health is told without one', async () => {
  const { app } = await fakeServer({ access: KEYED })
  const printed = [...app.printRoutes({ commonPrefix: false }).matchAll(/(\/api\/\S*) \(GET/g)]
  const ours = OPERATIONS.map(({ method, path }) => [method, path] as const)
  const routes = [...ours, ...printed.map(([, path = '']) => ['GET', path] as const)]
  const status = async (url: string, method: (typeof ours)[number][0]) => {
    const body = method === 'POST' ? { payload: '{}' } : {}
    return (await app.inject({ url, method, headers: NOTE, ...body })).statusCode
  }
  expect(printed.length).toBeGreaterThan(40)
  for (const [method, path] of routes) {
    if (path === ROUTES.health || path === ROUTES.session) continue
    const url = path.replaceAll(/:\w+/g, '1').replace('*', 'nowhere')
    // The contract of CoinGlass says it with status 200.
    const refused = url.startsWith('/api/') && !url.startsWith(API) ? 200 : 401
    expect(await status(url, method), `${method} ${url}`).toBe(refused)
  }
  expect(await status(ROUTES.health, 'GET')).toBe(200)
  expect(await status('/', 'GET')).toBe(503)
})

test.each([
  ['/%61pi/v1/status'],
  ['//api/v1/status'],
  ['/api/v1/status?x'],
  ['/api/v1/./status'],
  ['/api/v1/status/'],
  ['/API/V1/STATUS'],
])('%s is no way around a key', async (url) => {
  const { app } = await fakeServer({ access: KEYED })
  const { statusCode, body } = await app.inject(url)
  expect([401, 404, 503]).toContain(statusCode)
  expect(body).not.toContain('A made-up market')
})

test.each([
  ['Authorization', { authorization: `Bearer ${reader.text}` }],
  ['authorization in other letters', { authorization: `bearer  ${reader.text}` }],
  ['X-API-Key', { 'x-api-key': reader.text }],
  ['CG-API-KEY', { 'CG-API-KEY': reader.text }],
])('a key in %s is taken', async (_, headers) => {
  const { app } = await fakeServer({ access: KEYED })
  const answer = await app.inject({ url: ROUTES.status, headers })
  expect(answer.statusCode).toBe(200)
})

test.each([
  ['a key in the address', { url: `${ROUTES.status}?key=${reader.text}` }, 'key-needed'],
  ['one as CoinGlass has it', { url: `${ROUTES.status}?cg-api-key=${reader.text}` }, 'key-needed'],
  ['a wrong one', { headers: { 'x-api-key': `${reader.text.slice(0, -3)}xyz` } }, 'key-wrong'],
  ['its id alone', { headers: { 'x-api-key': reader.text.slice(0, 17) } }, 'key-wrong'],
  ['its hash', { headers: { 'x-api-key': reader.key.hash } }, 'key-wrong'],
  ['__proto__', { headers: { 'x-api-key': '__proto__' } }, 'key-wrong'],
  ['Basic', { headers: { authorization: 'Basic YTpi' } }, 'key-needed'],
] as readonly (readonly [string, InjectOptions, string])[])(
  '%s is refused',
  async (_, asked, code) => {
    const { app } = await fakeServer({ access: KEYED })
    const answer = await app.inject({ url: ROUTES.status, ...asked })
    expect(answer.statusCode).toBe(401)
    expect(problemSchema.parse(answer.json()).code).toBe(code)
    expect(answer.body).not.toContain(reader.text)
  },
)

test('a scope holds those before it and none after', async () => {
  const { app } = await fakeServer({ access: KEYED })
  const as = ({ text }: { readonly text: string }, asked: InjectOptions) =>
    app.inject({ ...asked, headers: { ...NOTE, 'x-api-key': text } })
  const write = { url: ROUTES.paper, method: 'POST', payload: '{}' } as const
  const codes = async (key: { readonly text: string }) => {
    const answers = [{ url: ROUTES.status }, write, { url: ROUTES.metrics }]
    return Promise.all(answers.map(async (asked) => (await as(key, asked)).statusCode))
  }
  expect(await codes(reader)).toEqual([200, 403, 403])
  expect(await codes(writer)).toEqual([200, 400, 403])
  expect(await codes(admin)).toEqual([200, 400, 200])
  const refused = problemSchema.parse((await as(reader, write)).json())
  expect(refused).toMatchObject({ code: 'scope-too-small' })
})

test('clients of CoinGlass are told in its words', async () => {
  const { app } = await fakeServer({ access: KEYED })
  const ask = async (key?: string) =>
    (
      await app.inject({ url: coins, headers: key === undefined ? {} : { 'cg-api-key': key } })
    ).json()
  expect(await ask()).toEqual({ code: '400', msg: 'API key missing.' })
  expect(await ask('wrong')).toEqual({ code: '400', msg: 'Invalid API key provided' })
  expect(await ask(reader.text)).toMatchObject({ code: '0' })
  const older = { coinglassSecret: reader.text }
  expect((await app.inject({ url: coins, headers: older })).json()).toMatchObject({ code: '0' })
})

test('where no key is needed any key does, as clients of CoinGlass send one', async () => {
  const { app } = await fakeServer()
  const headers = { 'cg-api-key': 'a key of theirs' }
  expect((await app.inject({ url: coins, headers })).json()).toMatchObject({ code: '0' })
  expect((await app.inject({ url: ROUTES.status, headers })).statusCode).toBe(200)
})

test('figures of the process are for this machine and for admins', async () => {
  const { app } = await fakeServer({ access: { keys } })
  const ask = async (remoteAddress: string, headers: Record<string, string> = {}) =>
    (await app.inject({ url: ROUTES.metrics, remoteAddress, headers })).statusCode
  expect(await ask('127.0.0.1')).toBe(200)
  expect(await ask('192.0.2.1')).toBe(401)
  expect(await ask('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })).toBe(401)
  expect(await ask('192.0.2.1', { 'x-api-key': writer.text })).toBe(403)
  expect(await ask('192.0.2.1', { 'x-api-key': admin.text })).toBe(200)
})

test('who comes through a proxy on this machine does not write as if they sat at it', async () => {
  const note = async (access: AccessOptions, asked: InjectOptions) => {
    const { app } = await fakeServer({ access })
    const url = ROUTES.alertTest
    const payload = '{"channel":"none"}'
    const answer = await app.inject({
      method: 'POST',
      url,
      payload,
      ...asked,
      headers: { ...NOTE, ...asked.headers },
    })
    return problemSchema.parse(answer.json()).code
  }
  // There is no such channel: who gets so far may write.
  const may = 'no-channel'
  expect(await note({}, {})).toBe(may)
  expect(await note({}, { headers: { 'x-forwarded-for': '127.0.0.1' } })).toBe('not-from-here')
  expect(await note({}, { headers: { forwarded: 'for=127.0.0.1' } })).toBe('not-from-here')
  const proxies = ['127.0.0.1']
  expect(await note({ proxies }, { headers: { 'x-forwarded-for': '127.0.0.1' } })).toBe(may)
  const remote = { 'x-forwarded-for': '127.0.0.1, 192.0.2.1' }
  expect(await note({ proxies }, { headers: remote })).toBe('not-from-here')
  const named = { 'x-api-key': writer.text }
  expect(await note({ keys }, { remoteAddress: '192.0.2.1', headers: named })).toBe(may)
  expect(await note({ keys }, { remoteAddress: '192.0.2.1' })).toBe('not-from-here')
})

test('limits are of a key, and of an address that a trusted proxy tells', async () => {
  const limits = { burst: 3, perSecond: 1 }
  const proxies = ['127.0.0.1']
  const options = { rateLimits: limits, now: () => START }
  const { app } = await fakeServer({ access: { keys, proxies }, ...options })
  const ask = async (headers: Record<string, string>) =>
    (await app.inject({ url: ROUTES.status, headers })).statusCode
  const times = async (count: number, headers: Record<string, string>) => {
    const codes: number[] = []
    for (let i = 0; i < count; i++) codes.push(await ask(headers))
    return codes
  }
  const [one, other] = ['192.0.2.1', '192.0.2.2']
  expect(await times(4, { 'x-forwarded-for': one })).toEqual([200, 200, 200, 429])
  // What stands before the address of the proxy is a claim.
  expect(await ask({ 'x-forwarded-for': `${other}, ${one}` })).toBe(429)
  expect(await ask({ 'x-forwarded-for': other })).toBe(200)
  expect(await times(4, { 'x-api-key': reader.text })).toEqual([200, 200, 200, 429])
  expect(await times(3, { 'x-api-key': slow.text })).toEqual([200, 200, 429])
  const told = await app.inject({ url: coins, headers: { 'cg-api-key': slow.text } })
  expect(told.headers['api-key-max-limit']).toBe('2')
})

const SITE = 'https://site.example'
const ALLOWING: AccessOptions = { origins: new Set([SITE]) }

test('pages of a site that is allowed may read, and no other', async () => {
  const { app } = await fakeServer({ access: ALLOWING })
  const ask = (origin: string, method: 'GET' | 'OPTIONS' = 'GET') =>
    app.inject({ method, url: ROUTES.status, headers: { origin } })
  const read = await ask(SITE)
  expect(read.statusCode).toBe(200)
  expect(read.headers).toMatchObject({
    'access-control-allow-origin': SITE,
    vary: 'Accept-Encoding, Origin',
    'cross-origin-resource-policy': 'cross-origin',
  })
  expect(read.headers['access-control-allow-credentials']).toBeUndefined()
  const preflight = await ask(SITE, 'OPTIONS')
  expect(preflight.statusCode).toBe(204)
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': SITE,
    'access-control-allow-methods': 'GET, HEAD, POST',
    'access-control-allow-headers': expect.stringContaining('x-api-key'),
    vary: 'Origin',
  })
  for (const origin of [
    'https://site.example.evil',
    'http://site.example',
    'https://SITE.example',
    'null',
    '*',
  ]) {
    const refused = await ask(origin)
    expect(refused.statusCode).toBe(403)
    expect(refused.headers['access-control-allow-origin']).toBeUndefined()
    expect((await ask(origin, 'OPTIONS')).statusCode).toBe(405)
  }
  const elsewhere = { host: 'evil.example', origin: SITE }
  expect((await app.inject({ method: 'OPTIONS', url: '/', headers: elsewhere })).statusCode).toBe(
    403,
  )
})

test('a page of a site that is allowed does not write as if it were of this machine', async () => {
  const { app } = await fakeServer({ access: { ...ALLOWING, keys } })
  const post = async (headers: Record<string, string>) => {
    const asked = { method: 'POST', url: ROUTES.alertTest, payload: '{"channel":"none"}' } as const
    const answer = await app.inject({ ...asked, headers: { ...NOTE, origin: SITE, ...headers } })
    return problemSchema.parse(answer.json()).code
  }
  expect(await post({})).toBe('not-from-here')
  expect(await post({ 'x-api-key': writer.text })).toBe('no-channel')
})

test('browsers are told to come over https alone where the operator says that they can', async () => {
  const told = async (access: AccessOptions, url: string) => {
    const { app } = await fakeServer({ access })
    return (await app.inject(url)).headers['strict-transport-security']
  }
  for (const url of ['/', ROUTES.status, ROUTES.session]) {
    expect(await told({ isBehindTls: true }, url)).toBe('max-age=31536000')
    expect(await told({ isBehindTls: true, ...KEYED }, url)).toBe('max-age=31536000')
    expect(await told(KEYED, url)).toBeUndefined()
  }
})

test('what is told to a key is not for caches on the way', async () => {
  const { app } = await fakeServer({ access: KEYED })
  const headers = { 'x-api-key': reader.text }
  const query = `instrument=testvenue:FAKEUSD&model=isotherm`
  const map = await app.inject({ url: `${ROUTES.map}?${query}`, headers })
  const { version } = map.json<{ version: string }>()
  const tile = `/api/v1/tiles/${version}/testvenue:FAKEUSD/isotherm/side/3600000/0/1875/33`
  const answer = await app.inject({ url: tile, headers })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['cache-control']).toMatch(/^private|^no-cache/)
})

test('the live socket asks for a key as all else, and lets pages of allowed sites connect', async () => {
  const server = await liveServer({ access: { ...KEYED, ...ALLOWING } })
  await expect(openViewer(server.url)).rejects.toMatchObject({ statusCode: 401 })
  const wrong = { 'x-api-key': 'wrong' }
  await expect(openViewer(server.url, wrong)).rejects.toMatchObject({ statusCode: 401 })
  const viewer = await openViewer(server.url, { authorization: `Bearer ${reader.text}` })
  await viewer.next('hello')
  const page = await openViewer(server.url, { 'x-api-key': reader.text, origin: SITE })
  await page.next('hello')
  const evil = { 'x-api-key': reader.text, origin: 'https://evil.example' }
  await expect(openViewer(server.url, evil)).rejects.toMatchObject({ statusCode: 403 })
})
