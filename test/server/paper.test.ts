import { describe, expect, test } from 'vitest'
import { notedSchema } from '../../src/api/paper.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import type { HeldBook } from '../../src/feed/feed.ts'
import { HOUR, MINUTE, quantity } from '../../src/market/units.ts'
import { PROBLEMS } from '../../src/server/http/problems.ts'
import { END, fakeServer, ID, START } from './serve-fixture.ts'
import { AT, codeOf, paperServer, TRADE } from './paper-fixture.ts'

describe('a note', () => {
  test('is taken, followed by the candles, and told again after a start', async () => {
    const { disk, file, post, list } = await paperServer()
    const { status, body, headers } = await post(TRADE)
    expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
    const { entry } = notedSchema.parse(body)
    expect({ entry }).toEqual(body)
    expect(entry).toMatchObject({
      number: 0,
      id: 'one',
      inHindsight: true,
      book: null,
      trade: { rewardOverRisk: 16 / 19, risk: 0.01, outcome: { state: 'closed', how: 'target' } },
    })
    const { outcome } = entry.trade!
    // Low 90 − i % 5 and high 110 + i % 11: the entry is in every candle, the target from i % 11 = 5 on.
    expect(outcome).toMatchObject({ fill: 99, exit: 115, r: 16 / 19, missing: 0, ambiguous: false })
    expect(outcome.entered).toBe(AT + HOUR)
    expect((await list()).entries).toEqual([entry])
    await file.close()
    const again = await paperServer({ disk: disk.afterKill() })
    expect((await again.list()).entries).toEqual([entry])
  })

  test('without a time is of the newest moment, and nothing has followed it', async () => {
    const { post } = await paperServer()
    const { time: _, ...now } = TRADE
    const { entry } = notedSchema.parse((await post(now)).body)
    expect(entry).toMatchObject({
      time: END,
      written: END + HOUR,
      inHindsight: false,
      trade: { outcome: { state: 'waiting', known: null } },
    })
  })

  test('of a formation tells how far price went', async () => {
    const { post } = await paperServer()
    const { body } = await post({ kind: 'formation', instrument: ID, time: AT, label: 'wall' })
    const { entry } = notedSchema.parse(body)
    expect(entry).toMatchObject({ kind: 'formation', trade: null, label: 'wall', text: '' })
    expect(entry.followed!.map(({ span }) => span / HOUR)).toEqual([4, 24, 72])
    // The candle at AT is the 31st: it opens at 100 + 30 % 7, the lowest of four is at 90 − 33 % 5.
    expect(entry.followed![0]).toMatchObject({ low: 87 / 102 - 1, missing: 0 })
    const late = await post({ kind: 'formation', instrument: ID, time: END - HOUR, label: 'x' })
    expect(notedSchema.parse(late.body).entry.followed).toEqual([])
  })

  test('sent again with its id is noted once; another with that id is refused', async () => {
    const { post, list } = await paperServer()
    const [first, again] = [await post(TRADE), await post(TRADE)]
    expect(again.body).toEqual(first.body)
    const other = await post({ ...TRADE, stop: 81 })
    expect([other.status, codeOf(other.body)]).toEqual([409, 'other-note'])
    expect((await list()).total).toBe(1)
  })

  test('sent many times at once with one id is noted once', async () => {
    const { post, list } = await paperServer()
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(TRADE)))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect((await list()).total).toBe(1)
  })

  test('keeps the book as it was, where one is watched', async () => {
    const level = (price: number, usd: number) => ({ price, quantity: quantity(usd / price) })
    const book: HeldBook = {
      exchangeTime: END,
      receivedTime: END,
      bids: [level(100, 500), level(99, 700), level(97, 900)],
      asks: [level(100.1, 300), level(104, 900)],
    }
    const { post } = await paperServer({ books: () => book })
    const { time: _, ...now } = TRADE
    const kept = notedSchema.parse((await post(now)).body).entry.book!
    expect(kept).toMatchObject({ receivedTime: END, bestBid: 100, bestAsk: 100.1 })
    // What lies beyond 2 % is not kept.
    expect(kept.bins.reduce((sum, [, bid]) => sum + bid, 0)).toBe(1_200)
    expect(kept.bins.reduce((sum, [, , ask]) => sum + ask, 0)).toBe(300)
    // The book of now says nothing of the past.
    const past = await post({ ...TRADE, id: 'two' })
    expect(notedSchema.parse(past.body).entry.book).toBeNull()
  })
})

describe('what is said later', () => {
  test('is a line of its own, and changes nothing of what was noted', async () => {
    const { post, amend, list } = await paperServer()
    await post(TRADE)
    const { status } = await amend({ id: 'one', how: 'correct', text: 'it was the other wall' })
    expect(status).toBe(200)
    const [entry] = (await list()).entries
    expect(entry).toMatchObject({ text: 'a thought', amended: [{ how: 'correct' }] })
  })

  test('takes an order back that was not filled, not one that was', async () => {
    const { post, amend } = await paperServer()
    await post({ ...TRADE, id: 'never', entry: 60, stop: 50, target: 70 })
    await post(TRADE)
    const stateOf = async (id: string) =>
      notedSchema.parse((await amend({ id, how: 'cancel' })).body).entry.trade!.outcome.state
    expect(await stateOf('never')).toBe('cancelled')
    expect(await stateOf('never')).toBe('cancelled')
    expect(await stateOf('one')).toBe('closed')
    const unknown = await amend({ id: 'nobody', how: 'cancel' })
    expect([unknown.status, codeOf(unknown.body)]).toEqual([404, 'no-note'])
  })

  test('stops at fifty lines', async () => {
    const { post, amend, wait } = await paperServer()
    await post(TRADE)
    for (let i = 0; i < 50; i++) {
      wait(MINUTE)
      // oxlint-disable-next-line no-await-in-loop -- in order
      expect((await amend({ id: 'one', how: 'correct', text: `${i}` })).status).toBe(200)
    }
    wait(MINUTE)
    expect(codeOf((await amend({ id: 'one', how: 'correct' })).body)).toBe('too-many-notes')
  })
})

describe('what is refused', () => {
  test.each([
    ['another Host', TRADE, { host: 'evil.example' }, 'host-not-allowed'],
    ['another site', TRADE, { origin: 'http://evil.example' }, 'origin-not-allowed'],
    ['a form', TRADE, { 'content-type': 'text/plain' }, 'not-json'],
    ['no JSON', '{', {}, 'malformed-request'],
    ['nothing', '', {}, 'malformed-request'],
    ['a list', [TRADE], {}, 'invalid-parameter'],
    ['a prototype', '{"__proto__":{"kind":"trade"}}', {}, 'malformed-request'],
    ['too much', { ...TRADE, text: 'x'.repeat(9_000) }, {}, 'body-too-large'],
    ['a text that is too long', { ...TRADE, text: 'x'.repeat(501) }, {}, 'invalid-parameter'],
    ['a field that is not known', { ...TRADE, number: 7 }, {}, 'invalid-parameter'],
    ['a stop on the wrong side', { ...TRADE, stop: 101 }, {}, 'invalid-parameter'],
    ['a target on the wrong side', { ...TRADE, side: 'short' }, {}, 'invalid-parameter'],
    ['an unknown instrument', { ...TRADE, instrument: 'testvenue:NONE' }, {}, 'unknown-instrument'],
    ['a time before the candles', { ...TRADE, time: START - HOUR }, {}, 'outside-map'],
    ['a time to come', { ...TRADE, time: END + MINUTE }, {}, 'outside-map'],
    [
      'a price beyond all numbers',
      JSON.stringify(TRADE).replace('99', '1e999'),
      {},
      'invalid-parameter',
    ],
    ['a mark that turns the order', { ...TRADE, label: '\u202egnol' }, {}, 'invalid-parameter'],
  ])('%s, and nothing is noted', async (_, body, headers, code) => {
    const { post, list, disk } = await paperServer()
    const answer = await post(body, headers as unknown as Record<string, string>)
    expect(codeOf(answer.body)).toBe(code)
    expect(answer.status).toBe(PROBLEMS[code as keyof typeof PROBLEMS].status)
    expect((await list()).total).toBe(0)
    expect(disk.names()).toEqual([])
  })

  test.each([
    ['nothing', '', 'the body is empty: send a JSON object'],
    ['half an object', '{', 'the body is not valid JSON'],
    ['too much', { text: 'x'.repeat(9_000) }, 'the body is longer than this address takes'],
  ])('a body that is %s is told what is wrong with it', async (_, body, sentence) => {
    const { post } = await paperServer()
    expect(problemSchema.parse((await post(body)).body).detail).toBe(sentence)
  })

  /** Facts of reliability, values V, as JSON has them. */
  const BAD: readonly unknown[] = [
    null, '', ' ', 'null', 'NaN', -1, 0, -0, true, [], {}, [1], '1', '0x10', '１２', 1e308 * 10,
    '__proto__', 'constructor', 'x'.repeat(600), '\0', '\r\nSet-Cookie: a=b', '\ud800', '\u202e1',
    '../../etc/passwd', "=cmd|' /C calc'!A0",
  ] // biome-ignore format: a table

  test('every value that no field allows, by the name of the field', async () => {
    const { post, list } = await paperServer()
    const texts = new Set(['label', 'text'])
    for (const name of Object.keys(TRADE))
      for (const value of BAD) {
        if (texts.has(name) && typeof value === 'string') continue
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const { status, body } = await post({ ...TRADE, [name]: value })
        // An id may be any word of its letters.
        if (name === 'id' && status === 200) continue
        if (status === 429) continue
        expect([status, name, value]).toEqual([400, name, value])
        expect(problemSchema.parse(body).detail).toMatch(/^[\u0020-\u007e…]*$/)
      }
    expect((await list()).entries.every(({ id }) => /^[\w.:-]+$/.test(id))).toBe(true)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('more than thirty notes in a minute', async () => {
    const { post, wait } = await paperServer()
    for (let i = 0; i < 30; i++)
      // oxlint-disable-next-line no-await-in-loop -- in order
      expect((await post({ ...TRADE, id: `n${i}` })).status).toBe(200)
    const next = await post({ ...TRADE, id: 'next' })
    expect([codeOf(next.body), next.headers['retry-after']]).toEqual(['too-many-notes', '60'])
    wait(MINUTE)
    expect((await post({ ...TRADE, id: 'next' })).status).toBe(200)
  })

  test('other machines, unless the operator takes them', async () => {
    const from = '192.0.2.7'
    const alone = await paperServer()
    expect(codeOf((await alone.post(TRADE, {}, ROUTES.paper, from)).body)).toBe('not-from-here')
    const open = await paperServer({ takesRemote: true })
    expect((await open.post(TRADE, {}, ROUTES.paper, from)).status).toBe(200)
  })

  test('all, where no journal is kept', async () => {
    const { app, json } = await fakeServer()
    expect((await json(ROUTES.paper)).body).toMatchObject({
      readOnly: 'this server keeps no paper journal',
      entries: [],
    })
    const answer = await app.inject({ method: 'POST', url: ROUTES.paper, payload: TRADE })
    expect(problemSchema.parse(answer.json())).toMatchObject({
      code: 'paper-read-only',
      detail: 'nothing can be noted: this server keeps no paper journal',
    })
  })
})

test('a full disk is told, nothing is noted, and a note is taken once there is room', async () => {
  const { disk, post, list } = await paperServer()
  await post(TRADE)
  disk.capacity = disk.bytes('notes-00000001.log').length + 10
  const full = await post({ ...TRADE, id: 'two' })
  expect(problemSchema.parse(full.body)).toMatchObject({
    status: 503,
    code: 'not-noted',
    detail: 'nothing was noted: disk full',
  })
  expect((await list()).total).toBe(1)
  disk.capacity = Infinity
  expect((await post({ ...TRADE, id: 'two' })).status).toBe(200)
  const again = await paperServer({ disk: disk.afterKill() })
  expect((await again.list()).entries.map(({ id }) => id)).toEqual(['two', 'one'])
  expect((await again.list()).lostLines).toBe(0)
})
