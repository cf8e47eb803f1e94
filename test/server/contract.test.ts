import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import {
  candlesSchema,
  cellSchema,
  instrumentsSchema,
  levelsSchema,
  weightsSchema,
  mapSchema,
  openInterestSchema,
  problemSchema,
  statusSchema,
} from '../../src/api/schema.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import { PROBLEMS } from '../../src/server/problems.ts'
import { END, HOURS, ID, START, fakeServer } from './serve-fixture.ts'

const range = `instrument=${ID}&from=${START}&to=${END}`

test.each([
  ['status', ROUTES.status, statusSchema],
  ['instruments', ROUTES.instruments, instrumentsSchema],
  ['candles', `${ROUTES.candles}?${range}&interval=${HOUR}`, candlesSchema],
  ['open interest', `${ROUTES.openInterest}?${range}`, openInterestSchema],
  ['map', `${ROUTES.map}?instrument=${ID}&model=isotherm`, mapSchema],
  ['weights', `${ROUTES.weights}?instrument=${ID}&model=isotherm`, weightsSchema],
  ['levels', `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=${END}&zoom=2`, levelsSchema],
  [
    'levels between two prices',
    `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=${END}&priceFrom=80&priceTo=95.5`,
    levelsSchema,
  ],
  [
    'cell',
    `${ROUTES.cell}?instrument=${ID}&model=isotherm&time=${START}&price=99.5&bucket=${HOUR}`,
    cellSchema,
  ],
] as const)('%s answers as the schema says, no field more or less', async (_, url, schema) => {
  const server = await fakeServer()
  const { status, body } = await server.json(url)
  expect(status).toBe(200)
  expect(schema.parse(body)).toEqual(body)
})

test('an instrument is described by its first and last candle', async () => {
  const { body } = await (await fakeServer()).json(ROUTES.instruments)
  const [instrument] = instrumentsSchema.parse(body).instruments
  expect(instrument).toMatchObject({
    id: ID,
    from: START,
    to: END,
    candleInterval: HOUR,
    simulated: true,
    lastPrice: 100 + (HOURS % 7),
    hasOpenInterest: true,
  })
})

test('candles come by open time in [from, to), unknown values as null', async () => {
  const server = await fakeServer()
  const hours = await server.json(
    `${ROUTES.candles}?instrument=${ID}&from=${START + HOUR}&to=${START + 3 * HOUR}&interval=${HOUR}`,
  )
  expect(hours.body).toMatchObject({
    openTime: [START + HOUR, START + 2 * HOUR],
    volume: [1, 2],
    takerBuyVolume: [null, 1],
  })
  // A bucket that opens before `from` is not in the range, one that closes after `to` is.
  const days = await server.json(
    `${ROUTES.candles}?instrument=${ID}&from=${START + 1}&to=${START + DAY + 1}&interval=${DAY}`,
  )
  expect(days.body).toMatchObject({ openTime: [START + DAY], open: [100 + (24 % 7)] })
})

test('an answer is validated by its ETag without being made again', async () => {
  const { app } = await fakeServer()
  const url = `${ROUTES.candles}?${range}&interval=${HOUR}`
  const first = await app.inject(url)
  const tag = String(first.headers.etag)
  const known = await app.inject({ url, headers: { 'if-none-match': `"other", ${tag}` } })
  expect(known.statusCode).toBe(304)
  expect(known.body).toBe('')
  expect(first.headers['cache-control']).toBe('no-cache')
  const other = await app.inject({ url, headers: { 'if-none-match': '"other"' } })
  expect(other.body).toBe(first.body)
})

test('HEAD answers as GET without a body', async () => {
  const { app } = await fakeServer()
  const head = await app.inject({ method: 'HEAD', url: ROUTES.status })
  const get = await app.inject(ROUTES.status)
  expect(head.body).toBe('')
  expect(head.headers).toMatchObject({ etag: get.headers.etag })
  expect(head.headers['content-length']).toBe(get.headers['content-length'])
})

test('a map that cannot be made says why', async () => {
  const server = await fakeServer({
    createMap: () => {
      throw new RangeError('it has no open interest')
    },
  })
  const { status, body } = await server.json(`${ROUTES.map}?instrument=${ID}&model=isotherm`)
  expect(status).toBe(422)
  expect(problemSchema.parse(body)).toMatchObject({ code: 'no-map' })
  expect(problemSchema.parse(body).detail).toContain('it has no open interest')
})

test('a mistake of the server is a 500 that tells nothing of it, and the next map is made anew', async () => {
  let fails = true
  const server = await fakeServer({
    createMap: () => {
      if (fails) throw new Error('a secret path')
      throw new RangeError('second time')
    },
  })
  const first = await server.json(`${ROUTES.map}?instrument=${ID}&model=isotherm`)
  expect(first.status).toBe(500)
  expect(JSON.stringify(first.body)).not.toContain('secret')
  fails = false
  expect((await server.json(`${ROUTES.map}?instrument=${ID}&model=isotherm`)).status).toBe(422)
})

test('docs/api.md lists every code with its status, and every route', () => {
  const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ])
  expect(listed).toEqual(Object.entries(PROBLEMS).map(([code, { status }]) => [code, status]))
  for (const route of Object.values(ROUTES))
    expect(page).toContain(`\`${route.replaceAll(/:(\w+)/g, '{$1}')}\``)
})
