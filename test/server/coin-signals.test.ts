import { describe, expect, test } from 'vitest'
import { coinSignalsSchema, venueFailureSchema } from '../../src/api/coin-signals.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { levelsSchema, problemSchema } from '../../src/api/schema.ts'
import { signalsSchema } from '../../src/api/signals.ts'
import { makeMap } from '../../src/cli/history/make-map.ts'
import { parseInstrumentId, parseVenueId } from '../../src/market/instrument.ts'
import { binOf } from '../../src/market/price-bin.ts'
import { DAY, HOUR } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { MODELS } from '../../src/model/models.ts'
import type { AppOptions } from '../../src/server/app.ts'
import { memorySource } from '../../src/server/market/market.ts'
import type { MarketData } from '../../src/server/market/market.ts'
import { candlesWithin, rowsWithin } from '../../src/server/market/rows-within.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { fakeServer } from './serve-fixture.ts'

const DAYS = 24

function marketOn(venue: string, seed: number, quote = 'USDT'): MarketData {
  const { instrument, ...data } = simulatedMarket(seed, DAYS, HOUR)
  const id = parseInstrumentId(`${venue}:BTC${quote}`)!
  return {
    instrument: { ...instrument, id, venue: parseVenueId(venue)!, symbol: `BTC${quote}`, quote },
    ...data,
  }
}

const A = marketOn('binance', 7)
const B = marketOn('bybit', 7, 'USDC')
const C = marketOn('okx', 9, 'EUR')
const END = A.candles.openTime.at(-1)! + HOUR
const COIN = A.instrument.base

/** The market as it was when it fell silent. */
function until(data: MarketData, time: Millis): MarketData {
  const { openInterest } = data
  const [, samples] = rowsWithin(openInterest.time, 0, time + 1)
  return {
    ...data,
    candles: candlesWithin(data.candles, 0, time),
    openInterest: {
      time: openInterest.time.slice(0, samples),
      value: openInterest.value.slice(0, samples),
    },
  }
}

const served = (markets: readonly MarketData[], options: Partial<AppOptions> = {}) =>
  fakeServer({
    sources: markets.map((one) =>
      memorySource(one, {
        simulated: false,
        fingerprint: `${one.instrument.id} ${one.candles.openTime.length}`,
      }),
    ),
    createMap: (from, model) => makeMap(from, model),
    models: MODELS,
    ...options,
  })

const coinUrl = (more = '') => `${ROUTES.coinSignals}?coin=${COIN}${more}`
const failureUrl = (venue: string) => `${ROUTES.venueFailure}?coin=${COIN}&venue=${venue}`

describe('a coin on several venues', () => {
  test('has the clusters of the sum, with the part of each', async () => {
    const { json } = await served([A, B, C])
    const { status, body } = await json(coinUrl())
    expect(status).toBe(200)
    const said = coinSignalsSchema.parse(body)
    expect(said).toEqual(body)
    expect(said).toMatchObject({ time: END, simulated: false, observedShare: 1, silent: [] })
    expect(said.counts.map(({ venue }) => venue).toSorted()).toEqual(['binance', 'bybit'])
    expect(said.missing).toEqual([
      { instrument: C.instrument.id, why: 'prices in EUR, not in USD' },
    ])
    expect(said.clusters.length).toBeGreaterThan(0)
    // The two markets are one but for the venues' margin: each holds half of every cluster of one.
    for (const { usd, byVenue, measuredShare, range } of said.clusters) {
      expect(byVenue.map((one) => one.usd / usd)).toEqual([
        expect.closeTo(0.5, 3),
        expect.closeTo(0.5, 3),
      ])
      expect(measuredShare).toBeNull()
      expect(range.low < usd && usd < range.high).toBe(true)
    }
    // What a venue holds within the edges is what its own levels say.
    const { data } = levelsSchema.safeParse(
      (await json(`${ROUTES.levels}?instrument=${B.instrument.id}&model=isotherm&time=${END}`))
        .body,
    )
    for (const { side, priceFrom, priceTo, byVenue } of said.clusters) {
      const within = data!.levels.filter(
        (level) => level.priceFrom > priceFrom * 0.9999 && level.priceTo < priceTo * 1.0001,
      )
      const usd = within.reduce((sum, level) => sum + level[`${side}Usd`], 0)
      expect(byVenue.find(({ venue }) => venue === 'bybit')!.usd / usd).toBeCloseTo(1, 9)
    }
  })

  test('says of a past time what was known then', async () => {
    const time = END - 5 * DAY
    const then = await served([until(A, time), until(B, time)])
    const known = (await then.json(coinUrl())).body
    const now = await served([A, B])
    expect((await now.json(coinUrl(`&time=${time}`))).body).toEqual(known)
  })

  test('tells what is measured within the edges, of the coin and of an instrument', async () => {
    const plain = await served([A])
    const [first] = coinSignalsSchema.parse((await plain.json(coinUrl())).body).clusters
    const bin = binOf(first!.peakPrice)
    const usd = first!.usd / 4
    const measured: AppOptions['measured'] = (instrument, zoom) => ({
      instrument,
      asOf: END,
      zoom,
      levels: [first!.side === 'long' ? [bin, usd, 0] : [bin, 0, usd]],
      withoutPrice: null,
      coverage: null,
      addresses: 1,
      medianAgeMs: 1,
      oldestAgeMs: 1,
    })
    const { json } = await served([A], { measured })
    const coin = coinSignalsSchema.parse((await json(coinUrl())).body)
    expect(coin.clusters[0]!.measuredShare).toBeCloseTo(0.25, 9)
    const url = `${ROUTES.signals}?instrument=${A.instrument.id}`
    const { clusters } = signalsSchema.parse((await json(url)).body)
    expect(clusters.map(({ measuredShare }) => measuredShare)).toEqual([
      expect.closeTo(0.25, 9),
      ...clusters.slice(1).map(() => 0),
    ])
    // What is measured of it is known: the range is of the rest.
    expect(clusters[0]!.range.low).toBeGreaterThan(first!.range.low)
    const past = signalsSchema.parse((await json(`${url}&time=${END - HOUR}`)).body)
    expect(past.clusters.every(({ measuredShare }) => measuredShare === null)).toBe(true)
  })
})

describe('without a venue', () => {
  test('its part of every cluster goes', async () => {
    const { json } = await served([A, B])
    const { body } = await json(failureUrl('bybit'))
    const without = venueFailureSchema.parse(body)
    expect(without).toEqual(body)
    expect(without.lostShare).toBeCloseTo(0.5, 3)
    for (const { usd, leftUsd, evaporates } of without.clusters) {
      expect(leftUsd / usd).toBeCloseTo(0.5, 3)
      expect(evaporates).toBe(false)
    }
    const alone = await served([A])
    const none = venueFailureSchema.parse((await alone.json(failureUrl('binance'))).body)
    expect(none.lostShare).toBe(1)
    expect(none.clusters.length).toBeGreaterThan(0)
    expect(none.clusters.every(({ evaporates, leftUsd }) => evaporates && leftUsd === 0)).toBe(true)
  })

  test('a venue where the coin is not, or a coin that is nowhere, is refused in words', async () => {
    const { json } = await served([A, C])
    for (const [url, status, word] of [
      [failureUrl('kraken'), 400, 'binance'],
      [failureUrl('okx'), 400, 'binance'],
      [`${ROUTES.coinSignals}?coin=XYZ`, 404, COIN],
      [coinUrl(`&time=${END - 60 * DAY}`), 422, 'at that time'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const answer = await json(url)
      expect([answer.status, problemSchema.parse(answer.body).detail]).toEqual([
        status,
        expect.stringContaining(word),
      ])
    }
  })

  test.each([1, 4, 8, 14, 20])(
    'one dead for %s days counts as long as the rule says',
    async (days) => {
      const { json } = await served([A, until(B, END - days * DAY)])
      const said = coinSignalsSchema.parse((await json(coinUrl())).body)
      const all = [...said.counts, ...said.silent]
      const dead = all.find(({ venue }) => venue === 'bybit')!
      expect(dead.time).toBe(END - days * DAY)
      const counts = days * DAY < dead.outlives!
      expect(said.counts.includes(dead)).toBe(counts)
      // Both were met: it counts at first, and not for ever.
      if (days === 1) expect(counts).toBe(true)
      if (days === 20) expect(counts).toBe(false)
      if (counts) expect(said.observedShare).toBe(1)
      else {
        expect(said.observedShare).toBeLessThan(0.9)
        for (const { byVenue } of said.clusters)
          expect(byVenue.map(({ venue }) => venue)).toEqual(['binance'])
      }
    },
  )
})
