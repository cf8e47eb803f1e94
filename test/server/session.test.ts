import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OPERATIONS } from '../../src/api/operations/table.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { sessionSchema } from '../../src/api/session.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { SESSION_LENGTH } from '../../src/server/access/sessions.ts'
import { keyOf, keyRing } from './key-ring.ts'
import { fakeServer } from './serve-fixture.ts'
import {
  ask,
  codeOf,
  cookieOf,
  HOST,
  hosts,
  JSON_TYPE,
  keyedServer,
  logIn,
  OWN,
  PAGE,
} from './session-fixture.ts'

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
