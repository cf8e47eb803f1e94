import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { PROBLEMS } from '../../src/server/http/problems.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { BAD_VALUES } from './bad-values.ts'
import { END, ID, START, fakeServer } from './serve-fixture.ts'

const RIGHT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [ROUTES.candles]: { instrument: ID, from: `${START}`, to: `${END}`, interval: `${HOUR}` },
  [ROUTES.openInterest]: { instrument: ID, from: `${START}`, to: `${END}` },
  [ROUTES.map]: { instrument: ID, model: 'isotherm' },
  [ROUTES.weights]: { instrument: ID, model: 'isotherm' },
  [ROUTES.levels]: {
    instrument: ID,
    model: 'isotherm',
    time: `${END}`,
    zoom: '0',
    by: 'band',
    cumulative: 'outward',
  },
  [ROUTES.cell]: {
    instrument: ID,
    model: 'isotherm',
    time: `${START}`,
    price: '100',
    bucket: `${HOUR}`,
    zoom: '0',
  },
}

const signalled = simulatedMarket(7, 2, HOUR)
const ofSignals = {
  instrument: signalled.instrument.id,
  model: 'isotherm',
}
const [signalsFrom, signalsTo] = [signalled.candles.openTime[24]!, signalled.candles.openTime[40]!]

/** What is asked of a map that is read by rule. */
const RIGHT_SIGNALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [ROUTES.signals]: { ...ofSignals, time: `${signalsTo}` },
  [ROUTES.signalHistory]: {
    ...ofSignals,
    from: `${signalsFrom}`,
    to: `${signalsTo}`,
    interval: `${HOUR}`,
  },
  [ROUTES.cascade]: { ...ofSignals, time: `${signalsTo}`, side: 'long', usd: '1000000' },
  [ROUTES.setups]: { ...ofSignals, time: `${signalsTo}`, horizon: '4h' },
}

const serverOf = (route: string) =>
  route in RIGHT
    ? fakeServer()
    : fakeServer({
        sources: [memorySource(signalled, { simulated: true, fingerprint: 'sim' })],
        createMap: (data, model) => makeMap(data, model),
      })

/** Asks, and checks that the refusal is one of ours; returns its code and sentence. */
async function refusal(
  json: (url: string) => Promise<{ status: number; body: unknown }>,
  url: string,
) {
  const { status, body } = await json(url)
  expect(status, url).toBeGreaterThanOrEqual(400)
  expect(status, url).toBeLessThan(500)
  const { code, detail, status: told } = problemSchema.parse(body)
  expect(PROBLEMS).toHaveProperty(code)
  expect(told).toBe(status)
  return { code, detail }
}

const ALL = Object.entries({ ...RIGHT, ...RIGHT_SIGNALS })

test.each(ALL)('%s refuses every bad value by name', async (route, right) => {
  const { json } = await serverOf(route)
  expect((await json(`${route}?${new URLSearchParams(right)}`)).status).toBe(200)
  for (const name of Object.keys(right))
    for (const value of BAD_VALUES) {
      const query = new URLSearchParams({ ...right, [name]: value })
      const { code, detail } = await refusal(json, `${route}?${query}`)
      // A model named `true` is well-formed; there is none.
      if (code !== 'unknown-model') expect(detail.startsWith(`${name}=`), detail).toBe(true)
      expect(detail).toMatch(/^[\u0020-\u007e…]*$/)
    }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test.each(ALL)('%s refuses what is missing, repeated and unknown', async (route, right) => {
  const { json } = await serverOf(route)
  const optional = new Set(['zoom', 'by', 'cumulative'])
  if (route in RIGHT_SIGNALS) for (const name of ['model', 'horizon', 'time']) optional.add(name)
  // Either of two is asked for, and the first is named.
  if (route === ROUTES.cascade) optional.add('usd')
  for (const name of Object.keys(right)) {
    const without = new URLSearchParams(right)
    without.delete(name)
    if (!optional.has(name))
      expect((await refusal(json, `${route}?${without}`)).detail).toContain(`${name} is missing`)
    const twice = new URLSearchParams(right)
    twice.append(name, right[name]!)
    expect((await refusal(json, `${route}?${twice}`)).detail).toContain(`${name} is given more`)
  }
  for (const extra of ['a=1', 'a[]=1', '__proto__=1', 'constructor[prototype][polluted]=1', '=1']) {
    const { detail } = await refusal(json, `${route}?${new URLSearchParams(right)}&${extra}`)
    expect(detail).toContain('is no parameter here')
  }
})

test.each([
  ['lower case', 'TESTVENUE:FAKEUSD'],
  ['an alias', 'BTC'],
  ['a ccxt symbol', 'BTC/USDT:USDT'],
  ['a homoglyph', 'testvenue:FАKEUSD'],
  ['41 characters', `testvenue:${'A'.repeat(41)}`],
  ['a wildcard', '*'],
])('an instrument in %s is refused with the form it should have', async (_, instrument) => {
  const { json } = await fakeServer()
  const { code, detail } = await refusal(
    json,
    `${ROUTES.map}?${new URLSearchParams({ instrument, model: 'isotherm' })}`,
  )
  expect(code).toBe('invalid-parameter')
  expect(detail).toContain('venue:symbol')
})

test('an unknown instrument is answered with those that are near', async () => {
  const { json } = await fakeServer()
  const { code, detail } = await refusal(
    json,
    `${ROUTES.map}?instrument=testvenue:FAKEUSDT&model=isotherm`,
  )
  expect(code).toBe('unknown-instrument')
  expect(detail).toContain(ID)
})

test.each([
  ['equal ends', START, START, HOUR, 'from must be before to'],
  ['ends the wrong way round', END, START, HOUR, 'from must be before to'],
  ['seconds', START / 1_000, END / 1_000, HOUR, '2009-01-01T00:00:00.000Z'],
  ['microseconds', START * 1_000, END * 1_000, HOUR, 'plain decimal|2100-01-01'],
  ['the year 9999', START, 253_370_764_800_000, HOUR, '2100-01-01T00:00:00.000Z'],
  ['a thousand years', START - 500 * 365 * DAY, START + 500 * 365 * DAY, DAY, 'from='],
  ['no interval', START, END, 0, 'must be one of 60000'],
  ['seven minutes', START, END, 7 * MINUTE, 'must be one of 60000'],
])('a range of %s is refused', async (_, from, to, interval, sentence) => {
  const { json } = await fakeServer()
  const query = `instrument=${ID}&from=${from}&to=${to}&interval=${interval}`
  const { code, detail } = await refusal(json, `${ROUTES.candles}?${query}`)
  expect(code).toBe('invalid-parameter')
  expect(detail).toMatch(new RegExp(sentence))
})

test('a range of too many rows is refused with how many, before anything is read', async () => {
  const { json } = await fakeServer({
    sources: [{ markets: () => Promise.reject(new Error('must not be read')) }],
  })
  const query = `instrument=${ID}&from=1230768000000&to=4102444800000&interval=${MINUTE}`
  const { body } = await json(`${ROUTES.candles}?${query}`)
  expect(problemSchema.parse(body)).toMatchObject({
    code: 'range-too-large',
    numbers: { estimatedRows: (4_102_444_800_000 - 1_230_768_000_000) / MINUTE, limit: 50_000 },
  })
})

test('open interest of too many rows is refused', async () => {
  const { json } = await fakeServer()
  const query = `instrument=${ID}&from=1230768000000&to=4102444800000`
  expect((await refusal(json, `${ROUTES.openInterest}?${query}`)).code).toBe('range-too-large')
})

test('candles finer than the stored ones are refused with what there is', async () => {
  const { json } = await fakeServer()
  const query = `instrument=${ID}&from=${START}&to=${START + HOUR}&interval=${MINUTE}`
  const { code, detail } = await refusal(json, `${ROUTES.candles}?${query}`)
  expect(code).toBe('interval-not-stored')
  expect(detail).toContain(`use ${HOUR}`)
})

test('a moment outside the map is refused with what it covers', async () => {
  const { json } = await fakeServer()
  for (const time of [START - HOUR, START, END + HOUR]) {
    const { code } = await refusal(
      json,
      `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=${time}`,
    )
    expect(code).toBe('outside-map')
  }
  const cell = `instrument=${ID}&model=isotherm&time=${END}&price=1&bucket=${HOUR}`
  expect((await refusal(json, `${ROUTES.cell}?${cell}`)).code).toBe('outside-map')
  const fine = `instrument=${ID}&model=isotherm&time=${START}&price=1&bucket=${MINUTE}`
  expect((await refusal(json, `${ROUTES.cell}?${fine}`)).detail).toContain('this map has 3600000')
})

const base = '/api/v1/tiles'
const address = `${ID}/isotherm/side/${HOUR}/0`
test.each([
  ['zoom -1', `abcdef01/${ID}/isotherm/side/${HOUR}/-1/1875/33`, 'invalid-parameter'],
  ['zoom 99', `abcdef01/${ID}/isotherm/side/${HOUR}/99/1875/33`, 'invalid-parameter'],
  ['fraction', `abcdef01/${address}/1875.5/33`, 'invalid-parameter'],
  ['leading zeros', `abcdef01/${address}/01875/33`, 'invalid-parameter'],
  [
    'leading zeros of the bucket',
    `abcdef01/${ID}/isotherm/side/0${HOUR}/0/1875/33`,
    'invalid-parameter',
  ],
  ['-0', `abcdef01/${ID}/isotherm/side/${HOUR}/-0/1875/33`, 'invalid-parameter'],
  ['plus sign', `abcdef01/${address}/+1875/33`, 'invalid-parameter'],
  ['slash in a part', `abcdef01/${address}/18%2F75/33`, 'invalid-parameter'],
  ['extra part', `abcdef01/${address}/1875/33/1`, 'not-found'],
  ['trailing slash', `abcdef01/${address}/1875/33/`, 'not-found'],
  ['file ending', `abcdef01/${address}/1875/33.json.exe`, 'invalid-parameter'],
  ['planes', `abcdef01/${ID}/isotherm/all/${HOUR}/0/1875/33`, 'invalid-parameter'],
  ['bucket', `abcdef01/${ID}/isotherm/side/1e-18/0/1875/33`, 'invalid-parameter'],
  ['dots', `../${address}/1875/33`, 'not-found'],
  ['encoded dots', `%2e%2e%2f%2e%2e/${address}/1875/33`, 'invalid-parameter'],
  ['double-encoded dots', `%252e%252e/${address}/1875/33`, 'invalid-parameter'],
  ['NUL', `abcdef01%00/${address}/1875/33`, 'invalid-parameter'],
  ['overlong UTF-8', `%c0%ae%c0%ae/${address}/1875/33`, 'malformed-request'],
  ['query', `abcdef01/${address}/1875/33?a=1`, 'invalid-parameter'],
  ['another version', `abcdef01/${address}/1875/33`, 'tile-version-unknown'],
  ['model', `abcdef01/${ID}/other/side/${HOUR}/0/1875/33`, 'unknown-model'],
])('a tile with a wrong %s is refused', async (_, path, code) => {
  const { json } = await fakeServer()
  expect((await refusal(json, `${base}/${path}`)).code).toBe(code)
})

test('dots that lead out of the API end at nothing', async () => {
  const { json } = await fakeServer()
  expect((await json(`${base}/../../${address}/1875/33`)).status).toBe(404)
  expect((await json(`${base}/../../../../etc/passwd`)).status).toBe(404)
})

test('a tile outside the map is refused with what is inside', async () => {
  const { json } = await fakeServer()
  const { body } = await json(`${ROUTES.map}?instrument=${ID}&model=isotherm`)
  const { version } = body as { version: string }
  for (const place of ['0/33', '-5/33', '999999999/33', '1875/999999999', '1875/-999999999'])
    expect((await refusal(json, `${base}/${version}/${address}/${place}`)).code).toBe(
      'tile-outside-map',
    )
  const fine = `${base}/${version}/${ID}/isotherm/side/${MINUTE}/0/112500/33`
  expect((await refusal(json, fine)).detail).toContain('this map has')
})

test.each([
  '/..%2f..%2fetc/passwd',
  '/%2e%2e/%2e%2e/package.json',
  '/index.htm',
  '/assets/',
  '//evil',
])('%s is no page file', async (path) => {
  const { json } = await fakeServer()
  expect(['not-found', 'malformed-request']).toContain((await refusal(json, path)).code)
})

test('a page that is not built says how to build it', async () => {
  const { json } = await fakeServer()
  expect(await json('/')).toMatchObject({ status: 503, body: { code: 'page-not-built' } })
})

test('no address and no header makes the server fail', async () => {
  const { app } = await fakeServer()
  const text = fc.string({ unit: 'grapheme', maxLength: 60 })
  const part = fc.oneof(
    text.map(encodeURIComponent),
    fc.constantFrom('api', 'v1', 'tiles', ID, '..'),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(part, { maxLength: 12 }).map((parts) => `/${parts.join('/')}`),
        fc
          .tuple(fc.constantFrom(...Object.keys(RIGHT)), fc.webQueryParameters())
          .map(([route, query]) => `${route}?${query}`),
      ),
      fc.constantFrom('accept-encoding', 'if-none-match', 'range', 'x-forwarded-for', 'accept'),
      fc.string({ maxLength: 80 }),
      async (url, header, value) => {
        const answer = await app.inject({ url, headers: { [header]: value } })
        // The fake server has no page, and an address like `/..` means the page.
        const isPage = answer.statusCode === 503 && answer.body.includes('page-not-built')
        if (!isPage) expect(answer.statusCode, url).toBeLessThan(500)
      },
    ),
    { numRuns: 500 },
  )
})

test.each([
  ['neither a price nor an order', '', 'price is missing'],
  ['both', '&price=90&usd=1000', 'usd="1000": cannot be given with price'],
  ['a negative order', '&usd=-1', 'usd="-1": must be at least 0'],
  ['a price of nothing', '&price=0', 'price="0": must be'],
])('a cascade of %s is refused', async (_, more, sentence) => {
  const { json } = await serverOf(ROUTES.cascade)
  const url = `${ROUTES.cascade}?instrument=${signalled.instrument.id}&side=long${more}`
  const { code, detail } = await refusal(json, url)
  expect(code).toBe('invalid-parameter')
  expect(detail).toContain(sentence)
})
