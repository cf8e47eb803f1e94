import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { olderOhlcSchema } from '../../../src/api/coinglass/ohlc.ts'
import { intervalOf } from '../../../src/api/coinglass/spans.ts'
import { parseInstrumentId } from '../../../src/market/instrument.ts'
import { MINUTE, SECOND } from '../../../src/market/units.ts'
import {
  FROM,
  INVERSE,
  LONG_SHARE,
  PAIRS,
  RATES,
  TO,
  USD_A_MINUTE,
  madeServer,
} from './made-markets.ts'

/** What clients in use do, beyond what the documents of the contract say: docs/migrating-from-coinglass.md. */

const answer = z.object({ code: z.string(), msg: z.string(), data: z.unknown() })
const rowsSchema = z.array(z.record(z.string(), z.unknown()))

async function asking(instruments = [...PAIRS, INVERSE]) {
  const { app } = await madeServer(instruments)
  const ask = async (path: string) => {
    const { statusCode, json } = await app.inject(path)
    return { status: statusCode, ...answer.partial({ data: true }).parse(json()) }
  }
  const data = async (path: string) => (await ask(`/api/futures/${path}`)).data
  const rows = async (path: string) => rowsSchema.parse(await data(path))
  return { ask, data, rows }
}

describe('addresses', () => {
  test.each([
    ['//api/futures/supported-coins', 'with two slashes'],
    ['/api/futures/supported-coins/', 'with a slash at the end'],
    ['/futures/supported-coins', 'without /api, as overviews write them'],
    ['/api/futures/supported-coins/?symbol=BTC', 'with parameters after that slash'],
  ])('%s: %s', async (path) => {
    const { ask } = await asking()
    expect((await ask(path)).data).toEqual(['BTC'])
  })

  test('of the own API stay as they are', async () => {
    const { app } = await madeServer()
    expect((await app.inject('/api/v1/instruments')).statusCode).toBe(200)
    expect((await app.inject('/api/v1/instruments/')).statusCode).toBe(404)
    expect((await app.inject('/futures')).statusCode).toBe(404)
  })

  test.each([
    ['price-change-list', 'coins-price-change'],
    ['open-interest/aggregated-stablecoin-margin-history?interval=1h', undefined],
  ])('%s is another name', async (path, documented) => {
    const { data } = await asking()
    expect(await data(path)).toEqual(
      await data(documented ?? path.replace('stablecoin-margin', 'stablecoin')),
    )
  })
})

describe('a symbol', () => {
  const query = 'interval=1h&limit=2'

  test.each(['BTC', 'btc', 'XBT', 'BTC-USDT', 'BTC/USDT', 'BTC&pair=BTCUSDT'])(
    '%s, where a pair is asked for, is the pair in USDT',
    async (symbol) => {
      const { data } = await asking()
      const of = (name: string) => data(`price/history?exchange=Binance&symbol=${name}&${query}`)
      expect(await of(symbol)).toEqual(await of('BTCUSDT'))
    },
  )

  test('without the signs and endings of its venue names its base and quote', async () => {
    const { ask } = await asking()
    const of = (exchange: string, symbol: string) =>
      ask(`/api/futures/price/history?exchange=${exchange}&symbol=${symbol}&${query}`)
    expect((await of('OKX', 'BTCUSDT')).data).toEqual((await of('OKX', 'BTC-USDT-SWAP')).data)
    expect((await of('Binance', 'BTCUSD')).data).toEqual((await of('Binance', 'BTCUSD_PERP')).data)
    expect((await of('OKX', 'BTCUSD')).code).toBe('404')
    expect((await of('Binance', 'ETH')).code).toBe('404')
  })

  test('of a pair, where a coin is asked for, is its coin', async () => {
    const { data } = await asking()
    const of = (symbol: string) => data(`open-interest/exchange-list?symbol=${symbol}`)
    expect(await of('BTCUSDT')).toEqual(await of('BTC'))
    expect(await of('BTC-USDT-SWAP')).toEqual(await of('BTC'))
  })

  test('at a list of coins leaves the others out', async () => {
    const { ask, rows } = await asking([
      ...PAIRS,
      { ...PAIRS[0]!, id: parseInstrumentId('binance:ETHUSDT')!, symbol: 'ETHUSDT', base: 'ETH' },
    ])
    for (const path of ['coins-markets', 'funding-rate/exchange-list']) {
      // oxlint-disable-next-line no-await-in-loop
      const [all, eth] = [await rows(path), await rows(`${path}?symbol=eth`)]
      expect(new Set(all.map((row) => row['symbol']))).toEqual(new Set(['BTC', 'ETH']))
      expect(eth).toEqual(all.filter((row) => row['symbol'] === 'ETH'))
      // oxlint-disable-next-line no-await-in-loop
      expect((await ask(`/api/futures/${path}?symbol=DOGE`)).code).toBe('404')
    }
  })
})

describe('times and intervals', () => {
  test('a time may have a fraction, in seconds or in milliseconds', async () => {
    const { data } = await asking()
    const of = (time: string) => data(`price/history?interval=1h&limit=3&start_time=${time}`)
    const start = FROM + 5 * 60 * MINUTE
    const asWhole = await of(`${start}`)
    expect(asWhole).toHaveLength(3)
    expect(await of(`${start}.0`)).toEqual(asWhole)
    expect(await of(`${start / SECOND}.0`)).toEqual(asWhole)
    expect(await of(`${start - 1}.123456`)).toEqual(asWhole)
  })

  test('a month is not a minute', () => {
    expect(intervalOf('1M')).toBeUndefined()
    expect(intervalOf('1m')).toBe(MINUTE)
    for (const name of ['4H', 'h4', 'H4']) expect(intervalOf(name)).toBe(240 * MINUTE)
  })
})

test('what is not known has no key, since few clients are ready for null', async () => {
  const { rows } = await asking()
  const markets = [...(await rows('coins-markets')), ...(await rows('pairs-markets'))]
  for (const row of markets) {
    expect(Object.values(row)).not.toContain(null)
    for (const name of ['market_cap_usd', 'index_price', 'long_volume_quantity'])
      expect(row).not.toHaveProperty(name)
  }
})

test('a whole number may have a fraction of noughts, as some languages print it', async () => {
  const { ask, rows } = await asking()
  expect(await rows('price/history?interval=1h&limit=2.0')).toHaveLength(2)
  const broken = await ask('/api/futures/price/history?interval=1h&limit=2.5')
  expect(broken).toMatchObject({ code: '400', msg: expect.stringContaining('limit="2.5"') })
})

test('accounts: rows of which nothing was told are left out, and all of them are refused', async () => {
  const { ask, rows } = await asking()
  const path = 'global-long-short-account-ratio/history'
  expect(await rows(`${path}?interval=4h&limit=1`)).toEqual([
    {
      time: TO - 240 * MINUTE,
      global_account_long_percent: LONG_SHARE * 100,
      global_account_short_percent: 100 - LONG_SHARE * 100,
      global_account_long_short_ratio: 3,
    },
  ])
  // Told by the hour: of four quarters the last one.
  expect(await rows(`${path}?interval=15m&limit=8`)).toHaveLength(2)
  const early = await ask(`/api/futures/${path}?interval=1h&end_time=${FROM - 1}`)
  expect(early.code).toBe('422')
})

describe('addresses of version 3', () => {
  test('tell what is open on each exchange', async () => {
    const { rows } = await asking()
    const [older, newer] = [
      await rows('openInterest/exchange-list?symbol=BTC'),
      await rows('open-interest/exchange-list?symbol=BTC'),
    ]
    expect(older.map((row) => [row['exchange'], row['openInterest']])).toEqual(
      newer.map((row) => [row['exchange'], row['open_interest_usd']]),
    )
    const sums = z.object({
      openInterest: z.number(),
      openInterestByCoinMargin: z.number(),
      openInterestByStableCoinMargin: z.number(),
    })
    for (const row of older) {
      const { openInterest, ...parts } = sums.parse(row)
      expect(parts.openInterestByCoinMargin + parts.openInterestByStableCoinMargin).toBeCloseTo(
        openInterest,
        3,
      )
    }
  })

  test('tell funding rates by what margin is in', async () => {
    const { rows } = await asking()
    const [coin] = await rows('fundingRate/exchange-list')
    expect(coin).toMatchObject({
      symbol: 'BTC',
      usdtOrUsdMarginList: [
        { exchange: 'Binance', fundingRate: RATES[0]! * 100, fundingIntervalHours: 8 },
        { exchange: 'OKX', fundingRate: RATES[1]! * 100, fundingIntervalHours: 8 },
      ],
      tokenMarginList: [{ exchange: 'Binance' }],
    })
    const [sums] = await rows('fundingRate/accumulated-exchange-list?range=1d')
    expect(Object.keys(sums!)).toEqual(['symbol', 'usdtOrUsdMarginList', 'tokenMarginList'])
  })

  test('have times in seconds and short names where rows begin with t', async () => {
    const { ask, rows } = await asking()
    const [older, newer] = [
      rowsSchema.parse((await ask('/api/price/ohlc-history?interval=h1&limit=2')).data),
      await rows('price/history?interval=1h&limit=2'),
    ]
    expect(older).toEqual(
      newer.map((row) => ({
        t: Number(row['time']) / SECOND,
        o: row['open'],
        h: row['high'],
        l: row['low'],
        c: row['close'],
        v: row['volume_usd'],
      })),
    )
    expect((await ask('/api/price/ohlc-history?interval=1h&type=spot')).code).toBe('422')
    const usd = 60 * USD_A_MINUTE
    expect(await rows('liquidation/v2/history?interval=1h&limit=1')).toEqual([
      {
        t: (TO - 60 * MINUTE) / SECOND,
        longLiquidationUsd: `${usd}`,
        shortLiquidationUsd: `${2 * usd}`,
      },
    ])
    expect(
      await rows('liquidation/v3/aggregated-history?exchanges=ALL&interval=1h&limit=1'),
    ).toEqual([
      {
        t: (TO - 60 * MINUTE) / SECOND,
        longLiquidationUsd: 3 * usd,
        shortLiquidationUsd: 6 * usd,
      },
    ])
    for (const margin of ['stablecoin', 'stablecoin-margin-history', 'coin-margin-history'])
      olderOhlcSchema
        .min(1)
        // oxlint-disable-next-line no-await-in-loop
        .parse(await rows(`openInterest/ohlc-aggregated-${margin}?interval=1h&limit=2`))
  })

  test('tell takers, charts and maps by their names', async () => {
    const { data } = await asking()
    const pick = async (path: string) => Object.keys(z.looseObject({}).parse(await data(path)))
    expect(await pick('takerBuySellVolume/exchange-list?range=4h')).toEqual([
      'symbol',
      'buyRatio',
      'sellRatio',
      'buyVolUsd',
      'sellVolUsd',
      'list',
    ])
    expect(await pick('openInterest/exchange-history-chart?range=1h&unit=USD')).toEqual([
      'timeList',
      'priceList',
      'dataMap',
    ])
    expect(await pick('liquidation/model2/aggregated-heatmap?range=24h')).toEqual([
      'y',
      'liq',
      'prices',
    ])
    expect(await data('liquidation/v2/exLiqMap?range=1d')).toEqual(
      await data('liquidation/aggregated-map?range=1d&format=v2'),
    )
  })
})
