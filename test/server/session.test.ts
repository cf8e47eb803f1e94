import fc from 'fast-check'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { OPERATIONS } from '../../src/api/operations/table.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { sessionSchema } from '../../src/api/session.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { openSessionFile } from '../../src/server/access/session-file.ts'
import { SESSION_LENGTH, Sessions } from '../../src/server/access/sessions.ts'
import { keyOf, keyRing } from './key-ring.ts'
import { liveServer, openViewer } from './live-fixture.ts'
import { START, fakeServer } from './serve-fixture.ts'

const HOST = 'heat.example.org'
const OWN = `https://${HOST}`
const hosts = new Set([HOST, 'localhost'])

/** A server that answers to keys alone, and a clock that a test moves. */
async function keyedServer() {
  const [reader, writer] = [keyOf('read'), keyOf('write')] as const
  const keys = keyRing(reader, writer)
  const clock = { time: START }
  const { app } = await fakeServer({
    access: { keys, isKeyRequired: true, proxies: ['127.0.0.1'] },
    hosts,
    now: () => clock.time,
  })
  return { app, reader, writer, keys, clock }
}

const JSON_TYPE = { 'content-type': 'application/json' }
const PAGE = { host: HOST, origin: OWN }

const logIn = (app: FastifyInstance, key: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: ROUTES.session,
    headers: { ...JSON_TYPE, ...PAGE, ...headers },
    payload: JSON.stringify({ key }),
  })

/** The cookie that an answer sets, as a browser sends it back. */
const cookieOf = ({ headers }: { readonly headers: InjectAnswer['headers'] }): string =>
  String(headers['set-cookie']).split(';')[0]!

type InjectAnswer = Awaited<ReturnType<typeof logIn>>

const codeOf = (answer: InjectAnswer) => problemSchema.parse(answer.json()).code

async function ask(app: FastifyInstance, cookie: string, asked: InjectOptions = {}) {
  const headers = { host: HOST, cookie, ...asked.headers }
  return app.inject({ url: ROUTES.status, ...asked, headers })
}

test('a key lets a page in: its cookie is taken from then on, and is no key', async () => {
  const { app, reader, clock } = await keyedServer()
  const answer = await logIn(app, ` ${reader.text}\n`)
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(String(answer.headers['set-cookie'])).toMatch(
    /^__Host-isotherm=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000$/,
  )
  const cookie = cookieOf(answer)
  expect(cookie).not.toContain(reader.text.slice(18))
  expect((await ask(app, cookie)).statusCode).toBe(200)
  expect((await ask(app, `other=1; ${cookie}; more=2`)).statusCode).toBe(200)
  const told = await ask(app, cookie, { url: ROUTES.session })
  expect(sessionSchema.parse(told.json())).toEqual({
    keyNeeded: true,
    key: { name: 'read', scope: 'read' },
    until: clock.time + SESSION_LENGTH,
  })
  expect(answer.json()).toEqual(told.json())
  const [, text = ''] = cookie.split('=')
  expect((await ask(app, '', { headers: { 'x-api-key': text } })).statusCode).toBe(401)
  expect((await ask(app, `__Host-isotherm=${reader.text}`)).statusCode).toBe(401)
})

test('it is told whether a key is needed, and whose came, without one', async () => {
  const { app, writer } = await keyedServer()
  const told = async (headers: Record<string, string>) =>
    (await app.inject({ url: ROUTES.session, headers })).json<unknown>()
  const nobody = { keyNeeded: true, key: null, until: null }
  expect(await told({})).toEqual(nobody)
  expect(await told({ 'x-api-key': 'wrong' })).toEqual(nobody)
  expect(await told({ 'x-api-key': writer.text })).toEqual({
    ...nobody,
    key: { name: 'write', scope: 'write' },
  })
  const open = await fakeServer()
  expect((await open.json(ROUTES.session)).body).toEqual({ ...nobody, keyNeeded: false })
})

test('whatever is wrong with a key, the answer is the same', async () => {
  const { app, reader, writer, keys, clock } = await keyedServer()
  keys.revoke(writer)
  const wrong = [
    'x',
    '__proto__',
    reader.text.slice(0, -1),
    `${reader.text.slice(0, -3)}xyz`,
    `isotherm_00000000_${reader.text.slice(18)}`,
    reader.key.hash,
    writer.text,
  ]
  const answers = []
  for (const one of wrong) {
    clock.time += MINUTE
    answers.push(await logIn(app, one))
  }
  for (const { statusCode, body, headers } of answers) {
    expect(statusCode).toBe(401)
    expect(body).toBe(answers[0]!.body)
    expect(headers['set-cookie']).toBeUndefined()
  }
  expect(codeOf(answers[0]!)).toBe('key-wrong')
})

test.each([
  ['no JSON', '{', 400],
  ['no object', '"key"', 400],
  ['nothing', '{}', 400],
  ['a number', '{"key":1}', 400],
  ['an empty key', '{"key":""}', 400],
  ['more than a key', '{"key":"a","remember":true}', 400],
  ['a key without end', `{"key":"${'x'.repeat(900)}"}`, 400],
])('a body with %s lets nobody in', async (_, payload, status) => {
  const { app } = await keyedServer()
  const headers = { ...JSON_TYPE, ...PAGE }
  const answer = await app.inject({ method: 'POST', url: ROUTES.session, headers, payload })
  expect(answer.statusCode).toBe(status)
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('keys are tried so often from one address, right ones too, and from others as before', async () => {
  const { app, reader, clock } = await keyedServer()
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const [one, other] = [from('192.0.2.1'), from('192.0.2.2')]
  for (let i = 0; i < 10; i++) expect(codeOf(await logIn(app, 'wrong', one))).toBe('key-wrong')
  const refused = await logIn(app, reader.text, one)
  expect(refused.statusCode).toBe(429)
  expect(codeOf(refused)).toBe('too-many-attempts')
  expect(refused.headers['retry-after']).toBe('6')
  expect(refused.headers['set-cookie']).toBeUndefined()
  // What stands before the address of the proxy is a claim, and names nobody else.
  expect((await logIn(app, 'x', from('192.0.2.9, 192.0.2.1'))).statusCode).toBe(429)
  expect((await logIn(app, reader.text, other)).statusCode).toBe(200)
  clock.time += 6 * SECOND
  expect((await logIn(app, reader.text, one)).statusCode).toBe(200)
})

const FOREIGN: readonly (readonly [string, Record<string, string>])[] = [
  ['no page', { host: HOST }],
  ['a page that names itself nothing', { host: HOST, origin: 'null' }],
  ['a page over plain http', { host: HOST, origin: `http://${HOST}` }],
  ['a page of another port', { host: HOST, origin: `${OWN}:8443` }],
  ['a page of a name below', { host: HOST, origin: `https://x.${HOST}` }],
  ['a page of a name that begins like it', { host: HOST, origin: `${OWN}.evil` }],
  ['a page in other letters', { host: HOST, origin: OWN.toUpperCase() }],
  ['a page of another port of this machine', { host: 'localhost:1', origin: 'http://localhost:2' }],
]

test.each(FOREIGN)('%s begins and ends no session, and writes nothing with one', async (_, of) => {
  const { app, writer } = await keyedServer()
  const cookie = cookieOf(await logIn(app, writer.text))
  const post = { method: 'POST', payload: '{"channel":"none"}' } as const
  const own = await ask(app, cookie, {
    ...post,
    url: ROUTES.alertTest,
    headers: { ...JSON_TYPE, ...PAGE },
  })
  expect(codeOf(own)).toBe('no-channel')

  const begun = await app.inject({
    method: 'POST',
    url: ROUTES.session,
    headers: { ...JSON_TYPE, ...of },
    payload: JSON.stringify({ key: writer.text }),
  })
  expect(codeOf(begun)).toBe('origin-not-allowed')
  expect(begun.headers['set-cookie']).toBeUndefined()
  const headers = { ...of, cookie }
  const ended = await app.inject({ method: 'DELETE', url: ROUTES.session, headers })
  expect(codeOf(ended)).toBe('origin-not-allowed')
  const typed = { ...headers, ...JSON_TYPE }
  const written = await app.inject({ ...post, url: ROUTES.alertTest, headers: typed })
  expect(['origin-not-allowed', 'key-needed']).toContain(codeOf(written))
  expect((await ask(app, cookie)).statusCode).toBe(200)
})

test('a site that may read begins no session and does not read with one', async () => {
  const site = 'https://site.example'
  const reader = keyOf('read')
  const access = { keys: keyRing(reader), isKeyRequired: true, origins: new Set([site]) }
  const { app } = await fakeServer({ access, hosts })
  const cookie = cookieOf(await logIn(app, reader.text))
  expect(codeOf(await logIn(app, reader.text, { origin: site }))).toBe('origin-not-allowed')
  expect(codeOf(await ask(app, cookie, { headers: { origin: site } }))).toBe('key-needed')
  const own = { headers: { origin: OWN } }
  expect((await ask(app, cookie, own)).statusCode).toBe(200)
  const preflight = await app.inject({
    method: 'OPTIONS',
    url: ROUTES.session,
    headers: { host: HOST, origin: site },
  })
  expect(preflight.headers['access-control-allow-methods']).not.toContain('DELETE')
  expect(preflight.headers['access-control-allow-credentials']).toBeUndefined()
})

test('a page of this machine needs no TLS', async () => {
  const { app, reader } = await keyedServer()
  const here = { host: 'localhost:8420', origin: 'http://localhost:8420' }
  expect((await logIn(app, reader.text, here)).statusCode).toBe(200)
})

test('a session ends by itself, with its key, and when it is ended; others go on', async () => {
  const { app, reader, writer, keys, clock } = await keyedServer()
  const [first, second, third] = [
    cookieOf(await logIn(app, reader.text)),
    cookieOf(await logIn(app, reader.text)),
    cookieOf(await logIn(app, writer.text)),
  ]
  const codes = async () =>
    Promise.all([first, second, third].map(async (one) => (await ask(app, one)).statusCode))
  expect(await codes()).toEqual([200, 200, 200])
  const ended = await ask(app, first, { method: 'DELETE', url: ROUTES.session, headers: PAGE })
  expect(ended.statusCode).toBe(200)
  expect(ended.json()).toEqual({ keyNeeded: true, key: null, until: null })
  expect(ended.headers).toMatchObject({ 'clear-site-data': '"cache"', 'cache-control': 'no-store' })
  expect(String(ended.headers['set-cookie'])).toBe(
    '__Host-isotherm=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0',
  )
  expect(await codes()).toEqual([401, 200, 200])
  keys.revoke(writer)
  expect(await codes()).toEqual([401, 200, 401])
  clock.time += SESSION_LENGTH - 1
  expect(await codes()).toEqual([401, 200, 401])
  clock.time += 1
  expect(await codes()).toEqual([401, 401, 401])
})

test('who logs in anew has one session, another one than before', async () => {
  const { app, reader } = await keyedServer()
  const first = cookieOf(await logIn(app, reader.text))
  const second = cookieOf(await logIn(app, reader.text, { cookie: first }))
  expect(second).not.toBe(first)
  expect((await ask(app, first)).statusCode).toBe(401)
  expect((await ask(app, second)).statusCode).toBe(200)
})

test('of one key so many sessions are open, the newest', () => {
  const sessions = new Sessions(() => START)
  const { key } = keyOf('read')
  const other = sessions.begin(keyOf('read').key)
  const begun = Array.from({ length: 60 }, () => sessions.begin(key))
  const open = begun.map(({ text }) => sessions.find(text) !== undefined)
  expect(open).toEqual([...Array<boolean>(10).fill(false), ...Array<boolean>(50).fill(true)])
  expect(sessions.find(other.text)).toBe(other.session)
})

test('sessions outlast a restart, as hashes that only their owner may read; those that ended do not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-sessions-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'sessions.json')
  const [reader, writer] = [keyOf('read'), keyOf('write')] as const
  const keys = keyRing(reader, writer)
  const problems: string[] = []
  const start = async () => {
    const sessions = await openSessionFile(folder, (what) => problems.push(what))
    const access = { keys, sessions, isKeyRequired: true }
    const { app } = await fakeServer({ access, hosts, now: () => START })
    return { app, close: () => sessions.close() }
  }
  const first = await start()
  const [stays, ends, revoked] = [
    cookieOf(await logIn(first.app, reader.text)),
    cookieOf(await logIn(first.app, reader.text)),
    cookieOf(await logIn(first.app, writer.text)),
  ]
  await ask(first.app, ends, { method: 'DELETE', url: ROUTES.session, headers: PAGE })
  await first.close()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const kept = await readFile(path, 'utf8')
  for (const one of [stays, ends, revoked]) expect(kept).not.toContain(one.split('=')[1])

  keys.revoke(writer)
  const second = await start()
  const codes = [stays, ends, revoked].map(async (one) => (await ask(second.app, one)).statusCode)
  expect(await Promise.all(codes)).toEqual([200, 401, 401])
  await second.close()
  expect(problems).toEqual([])

  for (const damaged of [kept.slice(0, -9), '{"format":2,"sessions":[]}', '[]']) {
    await writeFile(path, damaged)
    const third = await start()
    expect((await ask(third.app, stays)).statusCode).toBe(401)
    await third.close()
  }
  expect(problems).toEqual(Array(3).fill(`${path} cannot be read: pages have to log in anew`))
})

test('no operation but those that let a page in and /health answers to what is no key', async () => {
  const { app, reader, clock } = await keyedServer()
  const open: readonly string[] = [ROUTES.session, ROUTES.health]
  const closed = OPERATIONS.filter(({ path }) => !open.includes(path))
  const text = fc.oneof(
    fc.stringMatching(/^[\w-]{43}$/),
    fc.stringMatching(/^isotherm_[0-9a-f]{8}_[\w-]{43}$/),
    fc.constantFrom('', '__proto__', reader.key.hash, reader.key.id, reader.text.slice(0, -1)),
  )
  const where = fc.constantFrom('cookie', 'x-api-key', 'cg-api-key', 'authorization', 'none')
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...closed), text, where, async (operation, one, at) => {
      clock.time += SECOND
      const { method, path } = operation
      const said = { cookie: `__Host-isotherm=${one}`, authorization: `Bearer ${one}` }
      const given = at === 'none' ? {} : { [at]: at in said ? said[at as keyof typeof said] : one }
      const answer = await app.inject({
        method,
        url: path.replaceAll(/:\w+/g, '1'),
        headers: { ...PAGE, ...JSON_TYPE, ...given },
        ...(method === 'GET' ? {} : { payload: '{}' }),
      })
      expect(answer.statusCode, `${method} ${path}`).toBe(401)
    }),
    { numRuns: 400 },
  )
})

test('the live socket is of a page of this server, and ends with its session', async () => {
  const [one, two] = [keyOf('read'), keyOf('read')] as const
  const keys = keyRing(one, two)
  const { app, url } = await liveServer({ access: { keys, isKeyRequired: true } })
  const here = { host: new URL(url).host, origin: url }
  const [first, second, third] = [
    cookieOf(await logIn(app, one.text, here)),
    cookieOf(await logIn(app, one.text, here)),
    cookieOf(await logIn(app, two.text, here)),
  ]
  const refused = { statusCode: 401 }
  await expect(openViewer(url, { cookie: first })).rejects.toMatchObject(refused)
  const foreign = { cookie: first, origin: 'http://localhost:1' }
  await expect(openViewer(url, foreign)).rejects.toMatchObject({ statusCode: 403 })
  const open = (cookie: string) => openViewer(url, { cookie, origin: url })
  const viewers = await Promise.all([first, second, third].map(open))
  const byKey = await openViewer(url, { 'x-api-key': two.text })
  await Promise.all([...viewers, byKey].map((one) => one.next('hello')))

  const cookie = { ...here, cookie: first }
  await app.inject({ method: 'DELETE', url: ROUTES.session, headers: cookie })
  expect(await viewers[0]!.closed).toBe(1008)
  keys.revoke(two)
  expect(await viewers[2]!.closed).toBe(1008)
  expect(await byKey.closed).toBe(1008)
  viewers[1]!.send({ op: 'ping' })
  await viewers[1]!.next('pong')
})

test('neither key nor session is in a log, whatever becomes of them', async () => {
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const reader = keyOf('read')
  const access = { keys: keyRing(reader), isKeyRequired: true }
  const broken = { markets: () => Promise.reject(new Error('the disk is gone')) }
  const { app } = await fakeServer({ access, hosts, logger, sources: [broken] })
  const answer = await logIn(app, reader.text)
  const cookie = cookieOf(answer)
  const told = await Promise.all([
    logIn(app, `${reader.text.slice(0, -4)}wxyz`),
    logIn(app, { [reader.text]: reader.text }),
    ask(app, cookie, { url: ROUTES.instruments }),
    ask(app, cookie, { url: ROUTES.session }),
    ask(app, cookie, { method: 'DELETE', url: ROUTES.session, headers: PAGE }),
  ])
  expect(lines.join('')).toContain('the disk is gone')
  const texts = [...lines, answer.body, ...told.map(({ body }) => body)]
  for (const secret of [reader.text.slice(18, -4), cookie.split('=')[1]!, reader.key.hash])
    expect(texts.filter((text) => text.includes(secret))).toEqual([])
})
