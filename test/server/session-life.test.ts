import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { openSessionFile } from '../../src/server/access/session-file.ts'
import { SESSION_LENGTH, Sessions } from '../../src/server/access/sessions.ts'
import { keyOf, keyRing } from './key-ring.ts'
import { liveServer, openViewer } from './live-fixture.ts'
import { fakeServer, START } from './serve-fixture.ts'
import { ask, cookieOf, hosts, keyedServer, logIn, PAGE } from './session-fixture.ts'

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
