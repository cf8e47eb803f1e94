import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import {
  cascadeSchema,
  setupsSchema,
  signalHistorySchema,
  signalsSchema,
} from '../../src/api/signals.ts'
import { makeMap } from '../../src/cli/make-map.ts'
import { openSource } from '../../src/cli/open-source.ts'
import type { HeldBook } from '../../src/feed/feed.ts'
import { DAY, HOUR, MINUTE, quantity } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { MODELS } from '../../src/model/models.ts'
import type { AppOptions } from '../../src/server/app.ts'
import type { Market, MarketData } from '../../src/server/market.ts'
import { historySource, memorySource } from '../../src/server/market.ts'
import { candlesWithin, rowsWithin } from '../../src/server/rows-within.ts'
import { MOST_READINGS } from '../../src/server/signals-routes.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import type { ScheduledEvent } from '../../src/signals/calendar/calendar.ts'
import { marketUntil } from './market-until.ts'
import { playedKeeper, scoreOf } from './score-fixture.ts'
import { fakeServer } from './serve-fixture.ts'

const market = simulatedMarket(7, 20, HOUR)
const ID = market.instrument.id
const END = market.candles.openTime.at(-1)! + HOUR

const served = (options: Partial<AppOptions> = {}) =>
  fakeServer({
    sources: [memorySource(market, { simulated: true, fingerprint: 'sim' })],
    createMap: (from, model) => makeMap(from, model),
    models: MODELS,
    ...options,
  })

const signalsUrl = (more = '') => `${ROUTES.signals}?instrument=${ID}${more}`

test('the newest signals are those of the end of the map, whoever asks and how often', async () => {
  const { json } = await served()
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
  const { app } = await served()
  for (const url of [signalsUrl(), signalsUrl(`&time=${END - 5 * HOUR}`)]) {
    const first = await app.inject(url)
    expect(first.headers['cache-control']).toBe('no-cache')
    const again = await app.inject({ url, headers: { 'if-none-match': first.headers.etag } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    const other = await app.inject(`${url}&model=turnover`)
    expect(other.headers.etag).not.toBe(first.headers.etag)
  }
})

/** The market as it was known at a time. */
function until(data: MarketData, time: Millis): MarketData {
  const { candles, openInterest } = data
  const [, samples] = rowsWithin(openInterest.time, 0, time + 1)
  return {
    ...data,
    candles: candlesWithin(candles, 0, time),
    openInterest: {
      time: openInterest.time.slice(0, samples),
      value: openInterest.value.slice(0, samples),
    },
  }
}

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
    expect((await (await from(data)).json(`${url}&time=${time}`)).body).toEqual(known)
  },
)

test('frames and sweeps of a past time are of what was known then, without a book', async () => {
  const time = END - 3 * DAY - 5 * HOUR
  const source = (one: MarketData) => [
    memorySource(one, { simulated: true, fingerprint: `${one.candles.openTime.length}` }),
  ]
  const price = market.candles.close[market.candles.openTime.indexOf(time - HOUR)]!
  const now = await served({
    sources: source(market),
    books: () => bookAround(price, 20),
  })
  const then = await served({ sources: source(until(market, time)) })
  for (const url of [
    `${ROUTES.setups}?instrument=${ID}&horizon=3d`,
    `${ROUTES.cascade}?instrument=${ID}&side=long&price=${(price * 0.95).toFixed(6)}`,
  ]) {
    // oxlint-disable no-await-in-loop -- one after the other
    const { why: _, ...known } = (await then.json(url)).body as { why?: string }
    const { why, ...told } = (await now.json(`${url}&time=${time}`)).body as { why?: string }
    // oxlint-enable no-await-in-loop
    expect(told).toEqual(known)
    if (url.includes('cascade')) expect(why).toBe('no order book is kept of past moments')
  }
})

test('a time outside the map, or a map that is not there, is refused in words', async () => {
  const { json } = await served()
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
    const { json } = await served()
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
    const { json } = await served()
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

/** So much rests in each percent of price around it, 15 % up and down. */
function bookAround(price: number, coins: number): HeldBook {
  const level = (i: number, sign: 1 | -1) => ({
    price: price * (1 + sign * 0.001 * (i + 1)),
    quantity: quantity(coins),
  })
  const rows = [...Array(150).keys()]
  return {
    exchangeTime: END,
    receivedTime: END + 50,
    bids: rows.map((i) => level(i, -1)),
    asks: rows.map((i) => level(i, 1)),
  }
}

describe('a cascade', () => {
  const url = (more: string) => `${ROUTES.cascade}?instrument=${ID}&${more}`
  const lastPrice = market.candles.close.at(-1)!

  test('without a book is what lies on the way, and says that it is no walk', async () => {
    const { json } = await served()
    const near = cascadeSchema.parse(
      (await json(url(`side=long&price=${(lastPrice * 0.97).toFixed(6)}`))).body,
    )
    const { body } = await json(url(`side=long&price=${(lastPrice * 0.9).toFixed(6)}`))
    const far = cascadeSchema.parse(body)
    expect(far).toEqual(body)
    expect(far).toMatchObject({ basis: 'sweep', walk: null, fill: { value: 1, measured: false } })
    expect(far.why).toContain('not connected')
    expect(far.notice).toContain('no advice')
    expect(far.sweep!.flowUsd).toBeGreaterThan(near.sweep!.flowUsd)
    expect(far.sweep!.hours).toBeGreaterThan(0)
    expect(far.sweep!.withoutBook!.low).toBeLessThanOrEqual(far.sweep!.withoutBook!.high)
    for (const { side, share } of far.clusters) expect(side === 'long' && share > 0).toBe(true)
    const order = cascadeSchema.parse((await json(url('side=short&usd=5000000'))).body)
    expect(order).toMatchObject({ basis: 'sweep', sweep: { flowUsd: 5e6 }, clusters: [] })
  })

  test('walks the book that is in step, farther with more of the map', async () => {
    const { json } = await served({ books: () => bookAround(lastPrice, 20) })
    const { body } = await json(url('side=long&usd=20000000'))
    const walked = cascadeSchema.parse(body)
    expect(walked).toEqual(body)
    expect(walked).toMatchObject({ basis: 'book', why: null, sweep: null, bookTime: END + 50 })
    const { low, mid, high } = walked.walk!
    expect(mid.shockUsd).toBe(20e6)
    expect(mid.move).toBeLessThan(0)
    expect(Math.abs(low.move)).toBeLessThanOrEqual(Math.abs(mid.move))
    expect(Math.abs(mid.move)).toBeLessThanOrEqual(Math.abs(high.move))
    expect(Math.abs(mid.bookMove)).toBeLessThanOrEqual(Math.abs(mid.move))
    const beyond = cascadeSchema.parse(
      (await json(url(`side=long&price=${(lastPrice * 0.82).toFixed(6)}`))).body,
    )
    expect(beyond).toMatchObject({ basis: 'sweep', walk: null })
    expect(beyond.why).toContain('not known as far')
  })

  test('to a price on the wrong side or beyond what is read is refused', async () => {
    for (const books of [undefined, () => bookAround(lastPrice, 20)]) {
      const { json } = await served(books && { books })
      for (const [side, price] of [
        ['long', lastPrice * 1.02],
        ['short', lastPrice * 0.98],
        ['short', lastPrice * 2],
      ] as const) {
        const { status, body } = await json(url(`side=${side}&price=${price.toFixed(6)}`))
        expect([status, problemSchema.parse(body).code]).toEqual([400, 'invalid-parameter'])
      }
    }
  })
})

test('setups frame both sides, with reasons and with what is not known', async () => {
  const url = `${ROUTES.setups}?instrument=${ID}&horizon=3d`
  const plain = await (await served()).json(url)
  const { setups, notice } = setupsSchema.parse(plain.body)
  expect(setupsSchema.parse(plain.body)).toEqual(plain.body)
  expect(notice).toContain('no advice')
  expect(setups.map(({ side }) => side)).toEqual(['long', 'short'])
  const asymmetry = setups.map(({ conditions }) => conditions[0]!.value!)
  expect(asymmetry[0]! * asymmetry[1]!).toBeCloseTo(1, 9)
  for (const { standing, risk, lacks, conditions } of setups) {
    expect(conditions).toHaveLength(10)
    expect(conditions.every(({ says }) => says.length > 5)).toBe(true)
    expect(lacks).toEqual(expect.arrayContaining(['discount-known', 'no-event', 'thin-book']))
    if (standing !== 'stands') expect(risk).toBe(0)
  }
})

describe('scheduled events', () => {
  const event = (title: string, from: Millis, impact: ScheduledEvent['impact']) => ({
    title,
    from,
    to: from,
    impact,
  })
  const setupsWith = async (events: readonly ScheduledEvent[], problem?: string) => {
    const refused = [{ line: 7, field: 'time', value: 'hidden', wanted: 'a time' }]
    const known = { events, refused, readAt: END - HOUR, problem }
    const { json } = await served({ calendar: { now: () => Promise.resolve(known) } })
    const { body } = await json(`${ROUTES.setups}?instrument=${ID}`)
    expect(setupsSchema.parse(body)).toEqual(body)
    expect(JSON.stringify(body)).not.toContain('hidden')
    return setupsSchema.parse(body)
  }
  const noEvent = ({ setups }: Awaited<ReturnType<typeof setupsWith>>) =>
    setups.map(({ conditions }) => conditions.find(({ name }) => name === 'no-event')!.holds)

  test('mute near one of high impact, and are told', async () => {
    const near = event('Prices', END + 20 * MINUTE, 'high')
    const answer = await setupsWith([near, event('Talk', END + 30 * HOUR, 'low')], 'is gone')
    expect(answer.calendar).toMatchObject({
      effect: 'mute',
      asking: [near],
      next: near,
      events: 2,
      refusedEntries: 1,
      refused: [{ line: 7, field: 'time', wanted: 'a time' }],
      problem: 'is gone',
    })
    expect(answer.setups.every(({ standing, risk }) => standing === 'muted' && risk === 0)).toBe(
      true,
    )
    expect(noEvent(answer)).toEqual([false, false])
  })

  test('halve hours before, and nothing farther away', async () => {
    const before = await setupsWith([event('Prices', END + 3 * HOUR, 'high')])
    expect(before.calendar!.effect).toBe('halve')
    const far = event('Prices', END + 30 * HOUR, undefined)
    const away = await setupsWith([far])
    expect(away.calendar).toMatchObject({ effect: 'none', asking: [], next: { impact: null } })
    expect(noEvent(away)).toEqual([true, true])
    // Without a calendar it is not known whether one is near.
    const { json } = await served()
    const none = setupsSchema.parse((await json(`${ROUTES.setups}?instrument=${ID}`)).body)
    expect([none.calendar, ...noEvent(none)]).toEqual([null, null, null])
  })
})

test('the weight of weekends is learnt of the days of the score', async () => {
  const days = Array.from({ length: 28 }, (_, i) => {
    const time = END - (28 - i) * DAY
    const isFree = [0, 6].includes(new Date(time).getUTCDay())
    const day = new Date(time).toISOString().slice(0, 10)
    return { day, predictedUsd: 100, realisedUsd: isFree ? 50 : 100 }
  })
  const score = { ...scoreOf(ID), byDay: days }
  const { keeper } = await playedKeeper({})
  const kept = { scoredAt: END, firstScoredDay: 5, score }
  const { json } = await served({ scores: { ...keeper, peek: () => kept } })
  const { body } = await json(`${ROUTES.setups}?instrument=${ID}`)
  const { weekend, setups } = setupsSchema.parse(body)
  // Eight days of a half beside a prior of twenty.
  expect(weekend).toEqual({ weight: expect.closeTo((20 + 4) / 28, 9), days: 8 })
  expect(setups.every(({ lacks }) => !lacks.includes('discount-known'))).toBe(true)
  // Nothing of that score was known of a past moment.
  const past = await json(`${ROUTES.setups}?instrument=${ID}&time=${END - 5 * HOUR}`)
  expect(setupsSchema.parse(past.body).weekend).toBeNull()
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
