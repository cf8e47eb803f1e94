import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import { signalHistorySchema, signalsSchema } from '../../src/api/signals.ts'
import { openSource } from '../../src/cli/history/open-source.ts'
import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import type { Market, MarketData } from '../../src/server/market/market.ts'
import { historySource, memorySource } from '../../src/server/market/market.ts'
import { MOST_READINGS } from '../../src/server/signals/signals-routes.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { marketUntil } from './market-until.ts'
import { END, ID, market, served, servedOnce, until } from './signals-fixture.ts'

const plain = servedOnce()

const signalsUrl = (more = '') => `${ROUTES.signals}?instrument=${ID}${more}`

test('the newest signals are those of the end of the map, whoever asks and how often', async () => {
  const { json } = plain()
  const { status, body } = await json(signalsUrl())
  expect(status).toBe(200)
  const newest = signalsSchema.parse(body)
  expect(newest).toEqual(body)
  expect(newest).toMatchObject({ time: END, simulated: true, model: 'isotherm', hasBook: false })
  expect(newest.clusters.length).toBeGreaterThan(0)
  // Nothing is known of what was liquidated.
  expect(newest.lacks).toContain('liquidated-day')
  expect(
    newest.clusters.every(({ significant, dayShare }) => !significant && dayShare === null),
  ).toBe(true)
  for (const { usd, range, byBand, priceFrom, priceTo, peakPrice } of newest.clusters) {
    expect(range.low).toBeLessThanOrEqual(usd)
    expect(range.high).toBeGreaterThanOrEqual(usd)
    expect(byBand!.reduce((sum, one) => sum + one.usd, 0) / usd).toBeCloseTo(1, 6)
    expect(peakPrice > priceFrom && peakPrice < priceTo).toBe(true)
  }
  expect((await json(signalsUrl())).body).toEqual(body)
  expect((await json(signalsUrl(`&time=${END}`))).body).toEqual(body)
})

test('an answer is known by its tag, and another model has another', async () => {
  const { app } = plain()
  for (const url of [signalsUrl(), signalsUrl(`&time=${END - 5 * HOUR}`)]) {
    const first = await app.inject(url)
    expect(first.headers['cache-control']).toBe('no-cache')
    const again = await app.inject({ url, headers: { 'if-none-match': first.headers.etag } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    const other = await app.inject(`${url}&model=turnover`)
    expect(other.headers.etag).not.toBe(first.headers.etag)
  }
})

const minutes = simulatedMarket(9, 2, MINUTE)

test.each([
  ['hours', market, END - 9 * DAY],
  ['hours', market, END - 3 * DAY - 5 * HOUR],
  ['minutes, between two steps', minutes, minutes.candles.openTime.at(-1)! - 7 * HOUR - 3 * MINUTE],
])(
  'a time says what was known then: a history of %s that ends there says the same',
  async (...of) => {
    const [, data, time] = of
    const from = (one: MarketData) =>
      served({ sources: [memorySource(one, { simulated: true, fingerprint: `${time}` })] })
    const then = await from(until(data, time))
    const url = `${ROUTES.signals}?instrument=${data.instrument.id}`
    const known = (await then.json(url)).body
    expect(signalsSchema.parse(known).time).toBe(time)
    const whole = data === market ? plain() : await from(data)
    expect((await whole.json(`${url}&time=${time}`)).body).toEqual(known)
  },
)

test('a time outside the map, or a map that is not there, is refused in words', async () => {
  const { json } = plain()
  for (const time of [END + HOUR, END - 40 * DAY]) {
    const { status, body } = await json(signalsUrl(`&time=${time}`))
    expect([status, problemSchema.parse(body).code]).toEqual([400, 'outside-map'])
  }
  expect((await json(signalsUrl('&model=none'))).status).toBe(404)
  expect((await json(`${ROUTES.signals}?instrument=nobody:XYZ`)).status).toBe(404)
})

describe('the history of signals', () => {
  const url = (from: Millis, to: Millis, interval = HOUR) =>
    `${ROUTES.signalHistory}?instrument=${ID}&from=${from}&to=${to}&interval=${interval}`

  test('has a row a reading, and each as the signals of its time', async () => {
    const { json } = plain()
    const [from, to] = [END - 8 * DAY, END]
    const { body } = await json(url(from, to))
    const history = signalHistorySchema.parse(body)
    expect(history).toEqual(body)
    expect(history.time).toEqual(Array.from({ length: 8 * 24 }, (_, i) => from + (i + 1) * HOUR))
    for (const column of [history.price, history.ratios.all.ratio, history.ratios.far.regime])
      expect(column).toHaveLength(8 * 24)
    const row = 100
    const now = signalsSchema.parse((await json(signalsUrl(`&time=${history.time[row]}`))).body)
    expect(history.price[row]).toBe(now.price)
    expect(history.ratios.all.ratio[row]).toBe(now.ratios.all.ratio)
    expect(history.ratios.near.aboveUsd[row]).toBe(Math.round(now.ratios.near.above.usd))
    expect(history.clustersEnded.length).toBeGreaterThan(0)
    for (const { at, since } of history.clustersEnded)
      expect(at > from && at <= to && since < at).toBe(true)
    for (const { since } of history.formationsBegun) expect(since > from && since <= to).toBe(true)
    // A later end adds rows and changes none.
    const shorter = signalHistorySchema.parse((await json(url(from, to - 2 * DAY))).body)
    expect(history.time.slice(0, 6 * 24)).toEqual(shorter.time)
    expect(history.ratios.all.regime.slice(0, 6 * 24)).toEqual(shorter.ratios.all.regime)
    expect(history.clustersEnded.filter(({ at }) => at <= to - 2 * DAY)).toEqual(
      shorter.clustersEnded,
    )
  })

  test('before the map is empty, and too much of it is refused with how much', async () => {
    const { json } = plain()
    const before = await json(url(END - 60 * DAY, END - 50 * DAY))
    expect(signalHistorySchema.parse(before.body).time).toEqual([])
    const { status, body } = await json(url(END - (MOST_READINGS + 1) * HOUR, END))
    expect(status).toBe(400)
    expect(problemSchema.parse(body)).toMatchObject({
      code: 'range-too-large',
      numbers: { estimatedRows: MOST_READINGS + 1, limit: MOST_READINGS },
    })
    const finer = await json(url(END - HOUR, END, 5 * MINUTE))
    expect(problemSchema.parse(finer.body).code).toBe('interval-not-stored')
  })
})

const DATA = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))

const absent = !existsSync(DATA)

if (absent) console.warn('test/server/signals: skipped in part, ../shared/data is not there')

describe.skipIf(absent)('recorded hours of ETH', () => {
  let folder = ''
  let close = async () => {}
  let eth: Market
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isotherm-signals-'))
    const io = { out: () => undefined, err: () => undefined, readFile: () => '' }
    const history = await openSource(DATA, folder, io)
    close = () => history.close()
    const markets = await historySource(history).markets()
    eth = markets.find(({ instrument }) => instrument.symbol === 'ETHUSDT')!
  })
  afterAll(async () => {
    await close()
    await rm(folder, { recursive: true, force: true })
  })

  const of = (one: Market) => served({ sources: [{ markets: () => Promise.resolve([one]) }] })

  test('say of a past time what was known then, by weights learnt by then', async () => {
    const url = `${ROUTES.signals}?instrument=${eth.instrument.id}`
    const { json } = await of(eth)
    const time = Date.parse('2024-08-05T06:00Z')
    const then = await of(marketUntil(eth, time))
    const { body } = await json(`${url}&time=${time}`)
    expect((await then.json(url)).body).toEqual(body)
    const answer = signalsSchema.parse(body)
    expect(answer).toMatchObject({ time, simulated: false, band: { basis: 'learnt' }, lacks: [] })
    expect(answer.facts.liquidatedDayUsd).toBeGreaterThan(1e6)
    expect(answer.clusters.some(({ dayShare }) => dayShare !== null)).toBe(true)
    // The crash of that night has swept longs.
    const range = `from=${time - 18 * HOUR}&to=${time}&interval=${HOUR}`
    const past = await json(`${ROUTES.signalHistory}?instrument=${eth.instrument.id}&${range}`)
    const { clustersEnded } = signalHistorySchema.parse(past.body)
    expect(
      clustersEnded.filter(({ how, side }) => how === 'swept' && side === 'long').length,
    ).toBeGreaterThan(0)
  })
})
