import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { answerOf } from '../../../src/api/coinglass/envelope.ts'
import { accumulatedSchema, fundingListSchema } from '../../../src/api/coinglass/funding-rows.ts'
import { heatmapSchema, olderHeatmapSchema } from '../../../src/api/coinglass/heatmap-rows.ts'
import {
  aggregatedHistorySchema,
  coinListSchema,
  exchangeListSchema,
  orderSchema,
} from '../../../src/api/coinglass/liquidation-rows.ts'
import { mapSchema, maxPainSchema } from '../../../src/api/coinglass/map-rows.ts'
import { coinsMarketsSchema, pairsMarketsSchema } from '../../../src/api/coinglass/market-rows.ts'
import { ohlcSchema, olderOhlcSchema } from '../../../src/api/coinglass/ohlc.ts'
import { openListSchema } from '../../../src/api/coinglass/open-interest-rows.ts'
import { pairsSchema } from '../../../src/api/coinglass/reference-rows.ts'
import { takerListSchema } from '../../../src/api/coinglass/taker-rows.ts'
import { HOUR } from '../../../src/market/units.ts'
import type { FakeServer } from '../serve-fixture.ts'
import { absent, examples } from './real-server.ts'
import { INVERSE, PAIRS, TO, USD_A_MINUTE, madeServer } from './made-markets.ts'
import { differences } from './shape.ts'

const envelope = answerOf(z.unknown())

async function asked<Value>(
  { json }: FakeServer,
  path: string,
  schema: z.ZodType<Value>,
): Promise<Value> {
  const { body } = await json(`/api/futures/${path}`)
  return schema.parse(envelope.parse(body).data)
}

describe('two exchanges with the same market', () => {
  test('have together twice what was liquidated on one', async () => {
    const server = await madeServer()
    const of = async (list: string) =>
      asked(
        server,
        `liquidation/aggregated-history?exchange_list=${list}&interval=1h&limit=3`,
        aggregatedHistorySchema,
      )
    const usd = 60 * USD_A_MINUTE
    for (const [list, count] of [
      ['Binance', 1],
      ['binance,  okx', 2],
      ['ALL', 2],
      // Bybit is an exchange of the contract that is not followed here.
      ['Bybit,OKX', 1],
    ] as const)
      expect(await of(list)).toEqual(
        [3, 2, 1].map((back) => ({
          time: TO - back * HOUR,
          aggregated_long_liquidation_usd: usd * count,
          aggregated_short_liquidation_usd: 2 * usd * count,
        })),
      )
    const rows = await asked(server, 'liquidation/exchange-list?range=4h', exchangeListSchema)
    expect(rows.map(({ exchange, liquidation_usd: sum }) => [exchange, sum])).toEqual([
      ['All', 24 * usd],
      ['Binance', 12 * usd],
      ['OKX', 12 * usd],
    ])
    const [coin] = await asked(server, 'liquidation/coin-list?exchange=OKX', coinListSchema)
    expect(coin).toMatchObject({ symbol: 'BTC', short_liquidation_usd_1h: 2 * usd })
  })

  test('have together the levels of both', async () => {
    const server = await madeServer()
    const of = async (path: string) => asked(server, `liquidation/${path}`, heatmapSchema)
    const one = await of('heatmap/model1?range=12h')
    const other = await of('heatmap/model1?range=12h&exchange=OKX&symbol=BTC-USDT-SWAP')
    const two = await of('aggregated-heatmap/model1?range=12h')
    expect([two.y_axis, other.y_axis]).toEqual([one.y_axis, one.y_axis])
    expect(one.price_candlesticks).toHaveLength(144)
    expect(one.liquidation_leverage_data.length).toBeGreaterThan(1_000)
    const sums = new Map<string, number>()
    for (const [x, y, usd] of [one, other].flatMap((part) => part.liquidation_leverage_data))
      sums.set(`${x} ${y}`, (sums.get(`${x} ${y}`) ?? 0) + usd)
    // What one of them leaves out is below a dollar.
    for (const [x, y, usd] of two.liquidation_leverage_data)
      expect(Math.abs(usd - (sums.get(`${x} ${y}`) ?? 0))).toBeLessThan(2.1)
    const [candle, both] = [one.price_candlesticks[9]!, two.price_candlesticks[9]!]
    expect(both.slice(0, 5)).toEqual(candle.slice(0, 5))
    expect(Number(both[5])).toBeCloseTo(2 * Number(candle[5]), 1)
    const older = await asked(server, 'liquidation/heatmap?range=12h', olderHeatmapSchema)
    expect(older).toEqual({
      y: one.y_axis,
      liq: one.liquidation_leverage_data,
      prices: one.price_candlesticks,
    })
    const map = await asked(server, 'liquidation/aggregated-map?range=1d', mapSchema)
    expect(Object.keys(map.data).length).toBeGreaterThan(50)
    for (const [price, rows] of Object.entries(map.data))
      expect(rows).toEqual([[Number(price), expect.any(Number), null, null]])
  })

  test('have max pain below the price for longs and above it for shorts', async () => {
    const server = await madeServer()
    const [row] = await asked(server, 'liquidation/max-pain?range=7d', maxPainSchema)
    expect(row!.long_max_pain_liq_price!).toBeLessThan(row!.price)
    expect(row!.short_max_pain_liq_price!).toBeGreaterThan(row!.price)
    const map = await asked(server, 'liquidation/aggregated-map?range=7d', mapSchema)
    const at = map.data[`${row!.long_max_pain_liq_price}`]!
    expect(row!.long_max_pain_liq_level!).toBeLessThanOrEqual(at[0]![1])
  })

  test('have together twice what is open, traded and taken', async () => {
    const server = await madeServer()
    const [all, first] = await asked(server, 'open-interest/exchange-list', openListSchema)
    expect(all!.exchange).toBe('All')
    expect(all!.open_interest_usd).toBeCloseTo(2 * first!.open_interest_usd, 0)
    const of = async (path: string) => asked(server, path, ohlcSchema)
    const pair = await of('open-interest/history?interval=1h&limit=20')
    const coin = await of('open-interest/aggregated-history?interval=1h&limit=20')
    for (const [i, row] of pair.entries())
      for (const key of ['open', 'high', 'low', 'close'] as const)
        expect(Number(coin[i]![key])).toBeCloseTo(2 * Number(row[key]), 0)
    const taken = await asked(server, 'taker-buy-sell-volume/exchange-list', takerListSchema)
    expect(taken.buy_ratio + taken.sell_ratio).toBeCloseTo(100, 9)
    expect(taken.buy_vol_usd).toBeCloseTo(2 * taken.exchange_list[0]!.buy_vol_usd, 0)
    const [market] = await asked(server, 'coins-markets', coinsMarketsSchema)
    const pairs = await asked(server, 'pairs-markets', pairsMarketsSchema)
    expect(market!.open_interest_usd).toBeCloseTo(2 * pairs[0]!.open_interest_usd!, 0)
    expect(market).toMatchObject({ price_change_percent_5m: expect.any(Number) })
  })
})

describe('single liquidations', () => {
  test('tell the side of the order, the newest first, from an amount on', async () => {
    const server = await madeServer()
    const rows = await asked(
      server,
      'liquidation/order?exchange=OKX&symbol=BTC&minLiquidationAmount=2000',
      orderSchema,
    )
    expect(rows.map(({ side, usd_value, time }) => [side, usd_value, TO - time])).toEqual([
      [2, 2_000, 2 * HOUR],
      [1, 2_000, 2 * HOUR + 1],
      [2, 3_000, 3 * HOUR],
      [1, 3_000, 3 * HOUR + 1],
    ])
    expect(rows[0]).toMatchObject({
      exchange_name: 'OKX',
      symbol: 'BTC-USDT-SWAP',
      base_asset: 'BTC',
    })
  })

  test.skipIf(absent)('have the keys and types of their example', async () => {
    const { json } = await madeServer()
    const { body } = await json('/api/futures/liquidation/order?symbol=BTCUSDT')
    const path = '/api/futures/liquidation/order'
    expect(differences(examples().get(path), body, {})).toEqual([])
  })
})

describe('funding', () => {
  test('is told in percent, and weighted by what is open', async () => {
    const server = await madeServer()
    const of = async (path: string) => asked(server, `funding-rate/${path}`, ohlcSchema)
    const query = 'interval=4h&limit=6'
    for (const row of await of(`history?exchange=okx&symbol=btc-usdt-swap&${query}`))
      expect(row).toMatchObject({ open: '0.03', high: '0.03', low: '0.03', close: '0.03' })
    for (const path of ['oi-weight-history', 'vol-weight-history'])
      for (const row of await of(`${path}?${query}`)) expect(Number(row.close)).toBeCloseTo(0.02, 9)
    const [coin] = await asked(server, 'funding-rate/exchange-list', fundingListSchema)
    expect(coin!.stablecoin_margin_list).toEqual([
      {
        exchange: 'Binance',
        funding_rate_interval: 8,
        funding_rate: 0.01,
        next_funding_time: Math.floor(TO / (8 * HOUR)) * 8 * HOUR + 8 * HOUR,
      },
      expect.objectContaining({ exchange: 'OKX' }),
    ])
  })

  test('is added up by interval', async () => {
    const server = await madeServer()
    const path = 'funding-rate/accumulated-exchange-list?range=1d'
    const [coin] = await asked(server, path, accumulatedSchema)
    // The rate at the end of the day belongs to it, that at its beginning to the day before.
    expect(coin!.stablecoin_margin_list[0]!.exchange).toBe('BINANCE')
    expect(coin!.stablecoin_margin_list[0]!.funding_rate).toBeCloseTo(0.03, 9)
  })

  test
    .skipIf(absent)
    .each([
      'funding-rate/history?interval=4h',
      'funding-rate/oi-weight-history?interval=4h',
      'funding-rate/vol-weight-history?interval=4h',
      'funding-rate/exchange-list',
      'funding-rate/accumulated-exchange-list?range=1d',
      'open-interest/aggregated-coin-margin-history?interval=4h',
    ])('%s has the keys and types of its example', async (url) => {
    const { json } = await madeServer([...PAIRS, INVERSE])
    const { body } = await json(`/api/futures/${url}`)
    const path = `/api/futures/${url.split('?')[0]}`
    expect(differences(examples().get(path), body, {})).toEqual([])
  })
})

test('pairs are named as their exchange does, and answered to in any case', async () => {
  const server = await madeServer([...PAIRS, INVERSE])
  expect(await asked(server, 'supported-exchange-pairs', pairsSchema)).toEqual({
    Binance: [
      { instrument_id: 'BTCUSDT', base_asset: 'BTC', quote_asset: 'USDT' },
      { instrument_id: 'BTCUSD_PERP', base_asset: 'BTC', quote_asset: 'USD' },
    ],
    OKX: [{ instrument_id: 'BTC-USDT-SWAP', base_asset: 'BTC', quote_asset: 'USDT' }],
  })
  const of = async (query: string) =>
    (await server.json(`/api/futures/price/history?interval=1h&limit=1&${query}`)).body
  const right = await of('exchange=Binance&symbol=BTCUSD_PERP')
  expect(right).toMatchObject({ code: '0' })
  expect(await of('ex=BINANCE&symbol=btcusd_perp')).toEqual(right)
  expect(await of('exchange=okx&symbol=BTC_USDT_SWAP')).toMatchObject({ code: '0' })
  expect(await of('exchange=OKX&symbol=BTCEUR')).toMatchObject({ code: '404' })
})

test.each([
  ['open-interest/history', 'openInterest/ohlc-history'],
  ['open-interest/aggregated-history', 'openInterest/ohlc-aggregated-history'],
  ['funding-rate/history', 'fundingRate/ohlc-history'],
  ['funding-rate/oi-weight-history', 'fundingRate/oi-weight-ohlc-history'],
  ['funding-rate/vol-weight-history', 'fundingRate/vol-weight-ohlc-history'],
])('%s is answered at the address of version 3 too, in its keys', async (path, older) => {
  const server = await madeServer()
  const query = '?interval=1h&limit=5'
  const rows = await asked(server, path + query, ohlcSchema)
  expect(rows).toHaveLength(5)
  expect(await asked(server, older + query, olderOhlcSchema)).toEqual(
    rows.map((row) => ({
      t: row.time / 1_000,
      o: row.open,
      h: row.high,
      l: row.low,
      c: row.close,
    })),
  )
})

test('what clients in use ask in other words is answered the same', async () => {
  const server = await madeServer()
  const same = async (one: string, other: string) =>
    expect(await asked(server, other, z.unknown())).toEqual(
      await asked(server, one, z.array(z.unknown()).nonempty()),
    )
  const interval = '?interval=h1&limit=5'
  await same(
    `v2/taker-buy-sell-volume/history${interval}`,
    `taker-buy-sell-volume/history${interval}`,
  )
  await same('liquidation/exchange-list?range=24h', 'liquidation/exchange-list?range=1d')
})
