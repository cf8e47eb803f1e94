import { availableParallelism } from 'node:os'
import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import { HeavyGate } from '../../src/server/http/heavy-gate.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { MarketSource } from '../../src/server/market/market.ts'
import { END, ID, START, fakeMarket, fakeServer } from './serve-fixture.ts'

/** A promise, and what keeps it. */
function promised<Value>() {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const unread: MarketSource = { markets: () => Promise.reject(new Error('must not be read')) }
const years = `instrument=${ID}&from=${START - 3_650 * DAY}&to=${START}`
const many = Array.from({ length: 10_000 }, (_, i) => `venue:S${i}`)

test.each([
  ['ten years by the second', `${ROUTES.candles}?${years}&interval=1000`, 'invalid-parameter'],
  ['ten years by the minute', `${ROUTES.candles}?${years}&interval=${MINUTE}`, 'range-too-large'],
  ['their funding', `${ROUTES.funding}?${years}&interval=${MINUTE}`, 'range-too-large'],
  ['their sums', `${ROUTES.liquidationTotals}?${years}&interval=${MINUTE}`, 'range-too-large'],
  ['10,000 symbols', `${ROUTES.candles}?instrument=${many.join(',')}`, 'url-too-long'],
  ['two instruments', `${ROUTES.map}?instrument=${ID}&instrument=${ID}`, 'invalid-parameter'],
  ['1e9 rows', `${ROUTES.pastLiquidations}?${years}&limit=1e9`, 'invalid-parameter'],
  ['a billion rows', `${ROUTES.pastLiquidations}?${years}&limit=1000000000`, 'invalid-parameter'],
  ['a billion bins', `${ROUTES.book}?instrument=${ID}&rows=1000000000`, 'invalid-parameter'],
])('fault 68: %s are refused before anything is read', async (_, url, code) => {
  const { json } = await fakeServer({ sources: [unread] })
  const { status, body } = await json(url)
  expect(status).toBeLessThan(500)
  expect(problemSchema.parse(body).code).toBe(code)
})

test('fault 68: of 500 heavy questions at once few are answered, a hundred wait, and others are told so', async () => {
  const [market] = await memorySource(fakeMarket, { simulated: true, fingerprint: 'f' }).markets()
  const candles = promised<void>()
  let [running, most] = [0, 0]
  const slow: MarketSource = {
    markets: () =>
      Promise.resolve([
        {
          ...market!,
          async candles(from, to) {
            most = Math.max(most, ++running)
            await candles.promise
            running--
            return market!.candles(from, to)
          },
        },
      ]),
  }
  const { app, json } = await fakeServer({ sources: [slow] })
  const url = `${ROUTES.candles}?instrument=${ID}&to=${END}&interval=${HOUR}&from=`
  // Each asks something else: equal questions are answered as one.
  const answers = Array.from({ length: 500 }, (_, i) => app.inject(`${url}${START + i}`))
  const atOnce = 2 * availableParallelism()
  const answeredBusy = 500 - 100 - atOnce
  const early: number[] = []
  for (const answer of answers) void answer.then(({ statusCode }) => early.push(statusCode))
  while (early.length < answeredBusy) await new Promise(setImmediate)
  expect(new Set(early)).toEqual(new Set([503]))
  // What is light is answered meanwhile.
  expect((await json(ROUTES.status)).status).toBe(200)
  candles.resolve()
  const all = await Promise.all(answers)
  const busy = all.filter(({ statusCode }) => statusCode === 503)
  expect(busy).toHaveLength(answeredBusy)
  expect(busy[0]!.headers['retry-after']).toBe('1')
  expect(problemSchema.parse(busy[0]!.json()).code).toBe('busy')
  expect(all.filter(({ statusCode }) => statusCode === 200)).toHaveLength(100 + atOnce)
  expect(most).toBe(atOnce)
})

test('what is asked by many at once is made once, and packed once, and told to all', async () => {
  const [market] = await memorySource(fakeMarket, { simulated: true, fingerprint: 'f' }).markets()
  let read = 0
  const counted: MarketSource = {
    markets: async () => [
      {
        ...market!,
        candles: (from, to) => {
          read++
          return market!.candles(from, to)
        },
      },
    ],
  }
  const { app } = await fakeServer({ sources: [counted] })
  const url = `${ROUTES.candles}?instrument=${ID}&from=${START}&to=${END}&interval=${HOUR}`
  const headers = { 'accept-encoding': 'br' }
  const [first, ...others] = await Promise.all(
    Array.from({ length: 20 }, () => app.inject({ url, headers })),
  )
  expect(first!.statusCode).toBe(200)
  for (const { rawPayload } of others) expect(rawPayload).toEqual(first!.rawPayload)
  expect(read).toBe(1)
  const plain = await app.inject(url)
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.headers.etag).toBe(first!.headers.etag)
})

test('who asks too often is told when to ask again, and nobody else is', async () => {
  let now = START
  const { app } = await fakeServer({
    now: () => now,
    rateLimits: { burst: 5, perSecond: 0.5 },
  })
  const ask = (remoteAddress: string, more: InjectOptions = {}) =>
    app.inject({ url: ROUTES.status, remoteAddress, ...more })
  for (let i = 0; i < 5; i++) expect((await ask('192.0.2.1')).statusCode).toBe(200)
  const refused = await ask('192.0.2.1')
  expect(refused.statusCode).toBe(429)
  expect(refused.headers['retry-after']).toBe('2')
  expect(problemSchema.parse(refused.json())).toMatchObject({
    code: 'too-many-requests',
    numbers: { retryAfterSeconds: 2 },
  })
  // An address that says it is another is still itself.
  const forwarded = { headers: { 'x-forwarded-for': '192.0.2.9' } }
  expect((await ask('192.0.2.1', forwarded)).statusCode).toBe(429)
  expect((await ask('192.0.2.2')).statusCode).toBe(200)
  expect((await ask('192.0.2.1', { url: ROUTES.health })).statusCode).toBe(200)
  now += 2_000
  expect((await ask('192.0.2.1')).statusCode).toBe(200)
})

test('a question whose asker is gone is not answered, and holds nobody up', async () => {
  const gate = new HeavyGate(1, 2)
  const first = promised<string>()
  const one = gate.pass(
    () => first.promise,
    () => false,
  )
  let asked = 0
  const answer = () => Promise.resolve(++asked)
  const gone = gate.pass(answer, () => true)
  const waiting = gate.pass(answer, () => false)
  await expect(gate.pass(answer, () => false)).rejects.toThrow('2 questions wait')
  first.resolve('one')
  await expect(gone).rejects.toThrow('nobody waits')
  expect(await Promise.all([one, waiting])).toEqual(['one', 1])
  expect(await gate.pass(answer, () => false)).toBe(2)
})
