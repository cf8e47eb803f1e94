import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { OPERATIONS } from '../../src/api/operations/table.ts'
import { createClient, isClientError } from '../../src/client/client.ts'
import type { Asked, ClientError, GetId } from '../../src/client/client.ts'
import { HOUR } from '../../src/market/units.ts'
import {
  ID,
  T0,
  instrument,
  liquidation,
  liveServer,
  minutesOfTrade,
} from '../server/live-fixture.ts'
import { createLive } from '../../src/server/live/live.ts'
import { simulated, wholeServer } from '../server/whole-fixture.ts'

/** The client against the real server, and against ones that misbehave. */

const { from, to, price, base: coin } = simulated
const ofMap = { instrument: simulated.id, model: 'isotherm' }
const bars = { instrument: simulated.id, from, to, interval: HOUR }

/** A question for every operation that reads; the compiler asks for one of a new operation. */
const QUESTIONS: { readonly [Id in Exclude<GetId, 'tile'>]: Asked<Id> } = {
  status: {},
  instruments: {},
  currencyRates: {},
  candles: bars,
  openInterest: bars,
  funding: bars,
  liquidationTotals: bars,
  pastLiquidations: { instrument: simulated.id, from, to },
  liquidationWindows: { instrument: simulated.id },
  map: ofMap,
  levels: { ...ofMap, time: 'newest', priceFrom: price / 1.3, priceTo: price * 1.3 },
  cell: { ...ofMap, time: to - HOUR, price: price * 0.987_654_321_987, bucket: HOUR },
  weights: ofMap,
  year: ofMap,
  signals: ofMap,
  signalHistory: { instrument: simulated.id, from, to, interval: HOUR },
  cascade: { instrument: simulated.id, side: 'long', price: price * 0.97 },
  setups: { instrument: simulated.id, horizon: '4h' },
  signalRecords: { instrument: simulated.id },
  coinSignals: { coin },
  venueFailure: { coin, venue: 'simulated' },
  scores: {},
  score: { instrument: simulated.id },
  venues: {},
  coverage: { instrument: ID, from: T0, to: T0 + HOUR },
  liquidations: { limit: 5 },
  measured: { instrument: ID },
  quoteRates: {},
  book: { instrument: ID },
  health: {},
  metrics: {},
  document: {},
  docs: {},
  docsStyle: {},
  alerts: {},
  alertPushKey: {},
  paper: { limit: 3 },
  paperStatistics: {},
  paperCsv: {},
  session: {},
}

/** What the tested server does not have; it says so. */
const REFUSED: Readonly<Record<string, string>> = {
  book: 'no-book',
  measured: 'not-measured',
  alertPushKey: 'no-channel',
}

const failure = async (asked: Promise<unknown>): Promise<ClientError> => {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(isClientError(error), String(error)).toBe(true)
  return error as ClientError
}

/** A server that answers as it is told. */
async function fakeServer(answer: (request: IncomingMessage, reply: ServerResponse) => void) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const STATUS = { version: '1', notice: 'All is well.', hasHistory: true }
const problemOf = (status: number, code: string, detail: string) =>
  JSON.stringify({ type: 'about:blank', title: '', status, code, detail })

test('every operation that reads is answered, typed and as the server says it', async () => {
  const { url, get } = await wholeServer()
  const client = createClient({ url, retries: 0 })
  const ask = (id: GetId, asked: object): Promise<unknown> => client.get(id, asked as never)
  for (const [id, asked] of Object.entries(QUESTIONS) as [GetId, object][]) {
    const code = REFUSED[id]
    // One after the other: which of them failed is to be seen.
    // oxlint-disable-next-line no-await-in-loop
    if (code !== undefined) expect((await failure(ask(id, asked))).code).toBe(code)
    // oxlint-disable-next-line no-await-in-loop
    else expect(await ask(id, asked), id).toBeDefined()
  }
  const reading = OPERATIONS.filter(
    ({ method, id, lines }) => method === 'GET' && id !== 'tile' && lines === undefined,
  )
  expect(Object.keys(QUESTIONS).toSorted()).toEqual(reading.map(({ id }) => id).toSorted())

  const { levels } = await client.get('levels', { ...ofMap, time: 'newest', zoom: 2 })
  const raw = await get(
    `/api/v1/levels?instrument=${simulated.id}&model=isotherm&time=newest&zoom=2`,
  )
  expect(levels).toEqual(((await raw.json()) as { levels: unknown }).levels)
  expect(levels.length).toBeGreaterThan(0)
})

test('a tile is decoded, and asked for no more once it never changes', async () => {
  const { url } = await wholeServer()
  let asked = 0
  const counting: typeof fetch = (...given) => {
    asked++
    return fetch(...given)
  }
  const client = createClient({ url, fetch: counting })
  const { version } = await client.get('map', ofMap)
  const at = { version, ...ofMap, planes: 'side', bucket: HOUR, zoom: 6, y: 0 } as const
  const x = Math.floor(from / (256 * HOUR))
  const { priceFrom } = await client.get('map', ofMap)
  const y = Math.floor(Math.floor(Math.log(priceFrom) / Math.log(1.0005) / 64) / 256)
  const tile = await client.get('tile', { ...at, x, y })
  expect(tile).toMatchObject({ planes: 2, zoom: 6, x, y, bucket: HOUR })
  const before = asked
  const again = await client.get('tile', { ...at, x, y })
  expect(again).toEqual(tile)
  expect(asked - before).toBe(tile.closed ? 0 : 1)
})

test('an answer that still holds is not sent again', async () => {
  let sent = 0
  const url = await fakeServer((request, reply) => {
    if (request.headers['if-none-match'] === '"a"') {
      reply.writeHead(304, { etag: '"a"' }).end()
      return
    }
    sent++
    reply.writeHead(200, { etag: '"a"', 'content-type': 'application/json' })
    reply.end(JSON.stringify(STATUS))
  })
  const client = createClient({ url })
  const first = await client.get('status')
  Object.assign(first, { notice: 'changed by the caller' })
  expect(await client.get('status')).toEqual(STATUS)
  expect(sent).toBe(1)
  expect(await createClient({ url, keptBytes: 0 }).get('status')).toEqual(STATUS)
  expect(sent).toBe(2)
})

test('a refusal has the code, the sentence, the field and the numbers of the server', async () => {
  const { url } = await wholeServer()
  const client = createClient({ url })
  const wrong = await failure(client.get('candles', { ...bars, interval: 7 }))
  expect(wrong).toMatchObject({ code: 'invalid-parameter', status: 400, field: 'interval' })
  expect(wrong.message).toContain('must be one of 60000')
  const unknown = await failure(
    client.get('map', { instrument: 'binance:NOPE', model: 'isotherm' }),
  )
  expect(unknown).toMatchObject({ code: 'unknown-instrument', status: 404 })
  expect(unknown.field).toBeUndefined()
  const post = await failure(client.post('testChannel', { channel: 'none' }))
  expect(post.code).toBe('no-channel')
})

test.each([429, 503])(
  '%i is asked again as long as it may be, when the server says',
  async (status) => {
    let asked = 0
    const url = await fakeServer((_, reply) => {
      asked++
      reply.writeHead(status, { 'retry-after': '0', 'content-type': 'application/problem+json' })
      reply.end(problemOf(status, 'busy', 'Too much is being made at once'))
    })
    expect((await failure(createClient({ url, retries: 2 }).get('status'))).code).toBe('busy')
    expect(asked).toBe(3)
  },
)

test('who names a wait of an hour is not waited for, and a wait ends with the signal', async () => {
  let wait = '3600'
  const url = await fakeServer((_, reply) => {
    reply.writeHead(503, { 'retry-after': wait, 'content-type': 'application/problem+json' })
    reply.end(problemOf(503, 'too-many-viewers', 'Too many pages are connected'))
    controller.abort(new Error('no longer needed'))
  })
  const controller = new AbortController()
  expect((await failure(createClient({ url }).get('status'))).code).toBe('too-many-viewers')
  wait = '50'
  const { signal } = controller
  await expect(createClient({ url }).get('status', {}, { signal })).rejects.toThrow(
    'no longer needed',
  )
})

test('a server that is not ready answers all the same how it fares', async () => {
  const live = createLive([instrument])
  const { url } = await liveServer({ live })
  expect(await createClient({ url }).get('health')).toMatchObject({ up: true, ready: false })
})

test('no server, a slow one and one of another kind are told apart', async () => {
  const gone = await fakeServer(() => undefined)
  const slow = await failure(createClient({ url: gone, timeoutMs: 20 }).get('status'))
  expect(slow.code).toBe('timeout')
  const offline = await failure(createClient({ url: 'http://127.0.0.1:1' }).get('status'))
  expect(offline).toMatchObject({ code: 'offline' })
  expect(offline.message).toContain('is Isotherm running there?')
  const other = await fakeServer((_, reply) => void reply.writeHead(502).end('<b>Bad gateway</b>'))
  const refused = await failure(createClient({ url: other }).get('status'))
  expect(refused).toMatchObject({ code: 'http-502', message: 'The server answered 502.' })
  const html = await fakeServer((_, reply) => void reply.end('<html>'))
  expect((await failure(createClient({ url: html }).get('status'))).code).toBe('not-understood')
  const leads = await fakeServer(
    (_, reply) => void reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  )
  expect((await failure(createClient({ url: leads }).get('status'))).code).toBe('offline')
})

test('an answer of another shape is refused, unless nothing is validated', async () => {
  const url = await fakeServer((_, reply) => {
    reply.writeHead(200, { 'content-type': 'application/json' }).end('{"version":7}')
  })
  expect((await failure(createClient({ url }).get('status'))).code).toBe('not-understood')
  expect(await createClient({ url, validates: false }).get('status')).toEqual({ version: 7 })
})

test('a key is sent as a header alone', async () => {
  const seen: unknown[] = []
  const url = await fakeServer(({ headers, url: address }, reply) => {
    seen.push(headers.authorization, address)
    reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(STATUS))
  })
  await createClient({ url, key: 'iso_test' }).get('status')
  expect(seen).toEqual(['Bearer iso_test', '/api/v1/status'])
})

test('pages follow each other until the last, and every row comes once', async () => {
  const live = createLive([instrument])
  live.setReady()
  const liquidations = Array.from({ length: 57 }, (_, i) => liquidation(T0 + 1_000 * i, 100 + i))
  live.push([...minutesOfTrade(0, 3), ...liquidations])
  const { url } = await liveServer({ live, now: () => T0 + HOUR })
  const client = createClient({ url })
  const prices: number[] = []
  const asked = { instrument: ID, from: T0, to: T0 + HOUR, limit: 10 }
  for await (const row of client.each('pastLiquidations', asked)) prices.push(row.price)
  expect(prices).toEqual(Array.from({ length: 57 }, (_, i) => 156 - i))
  const notes: unknown[] = []
  for await (const note of client.each('paper', {})) notes.push(note)
  expect(notes).toEqual([])
})
