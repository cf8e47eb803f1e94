import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  fundingSchema,
  liquidationTotalsSchema,
  liquidationWindowsSchema,
} from '../../src/api/flows.ts'
import { liquidationsSchema } from '../../src/api/live.ts'
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
import { yearSchema } from '../../src/api/year.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { PROBLEMS } from '../../src/server/http/problems.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { END, HOURS, ID, START, fakeServer } from './serve-fixture.ts'

const range = `instrument=${ID}&from=${START}&to=${END}`

test.each([
  ['status', ROUTES.status, statusSchema],
  ['instruments', ROUTES.instruments, instrumentsSchema],
  ['candles', `${ROUTES.candles}?${range}&interval=${HOUR}`, candlesSchema],
  ['open interest', `${ROUTES.openInterest}?${range}`, openInterestSchema],
  ['funding', `${ROUTES.funding}?${range}&interval=${HOUR}`, fundingSchema],
  [
    'sums of liquidations',
    `${ROUTES.liquidationTotals}?${range}&interval=${HOUR}`,
    liquidationTotalsSchema,
  ],
  ['past liquidations', `${ROUTES.pastLiquidations}?${range}`, liquidationsSchema],
  [
    'liquidations of the last hours',
    `${ROUTES.liquidationWindows}?instrument=${ID}`,
    liquidationWindowsSchema,
  ],
  ['map', `${ROUTES.map}?instrument=${ID}&model=isotherm`, mapSchema],
  ['year', `${ROUTES.year}?instrument=${ID}`, yearSchema],
  ['weights', `${ROUTES.weights}?instrument=${ID}&model=isotherm`, weightsSchema],
  ['levels', `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=${END}&zoom=2`, levelsSchema],
  [
    'levels between two prices',
    `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=${END}&priceFrom=80&priceTo=95.5`,
    levelsSchema,
  ],
  [
    'levels by band, with what lies on the way, of the newest column',
    `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=newest&zoom=2&by=band&cumulative=outward`,
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

test('levels by band and outward are asked for, and sum to what is answered without', async () => {
  const source = simulatedMarket(5, 4, HOUR)
  const server = await fakeServer({
    sources: [memorySource(source, { simulated: true, fingerprint: 'sim' })],
    createMap: (data, model) => makeMap(data, model),
  })
  const url = `${ROUTES.levels}?instrument=${source.instrument.id}&model=isotherm&time=newest&zoom=1`
  const ask = async (more: string) => levelsSchema.parse((await server.json(url + more)).body)
  const plain = await ask('')
  const { levels, total, byBand, maxPain, price } = await ask('&by=band&cumulative=outward')
  expect(plain.levels).toEqual(
    levels.map(({ byBand: _byBand, cumulative: _cumulative, ...level }) => level),
  )
  const bands = (of: typeof byBand, side: 'longUsd' | 'shortUsd') =>
    of.reduce((sum, band) => sum + band[side], 0)
  for (const side of ['longUsd', 'shortUsd'] as const) {
    for (const level of levels) expect(bands(level.byBand!, side)).toBe(level[side])
    expect(bands(byBand, side)).toBe(total[side])
    const end = (side === 'longUsd' ? levels[0] : levels.at(-1))!.cumulative!
    for (const one of [end, end.low, end.high])
      expect(one[side]).toBeCloseTo(
        (one === end ? total : one === end.low ? total.low : total.high)[side],
        2,
      )
    const pain = side === 'longUsd' ? maxPain.long! : maxPain.short!
    expect(pain.usd).toBe(Math.max(...levels.map((level) => level[side])))
  }
  // The field has it the other way round in its example; in what it serves, long is below.
  expect(maxPain.long!.priceFrom).toBeLessThan(price)
  expect(maxPain.short!.priceTo).toBeGreaterThan(price)
  // A part of the column keeps what lies on the way to it.
  const [from, to] = [price * 0.9, price * 0.95]
  const part = await ask(
    `&cumulative=outward&priceFrom=${from.toFixed(4)}&priceTo=${to.toFixed(4)}`,
  )
  const far = part.levels.at(-1)!
  expect(far.cumulative).toEqual(levels.find(({ bin }) => bin === far.bin)!.cumulative)
  expect(part.levels[0]!.cumulative!.longUsd).toBeCloseTo(
    far.cumulative!.longUsd - far.longUsd + part.between!.longUsd,
    2,
  )
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
