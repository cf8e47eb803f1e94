import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { accountRatioSchema } from '../../../src/api/coinglass/account-rows.ts'
import { answerOf } from '../../../src/api/coinglass/envelope.ts'
import { heatmapSchema } from '../../../src/api/coinglass/heatmap-rows.ts'
import {
  aggregatedHistorySchema,
  coinListSchema,
  exchangeListSchema,
  historySchema,
} from '../../../src/api/coinglass/liquidation-rows.ts'
import { mapSchema, maxPainSchema } from '../../../src/api/coinglass/map-rows.ts'
import {
  coinsMarketsSchema,
  pairsMarketsSchema,
  priceChangeSchema,
  priceHistorySchema,
} from '../../../src/api/coinglass/market-rows.ts'
import { ohlcSchema } from '../../../src/api/coinglass/ohlc.ts'
import { openChartSchema, openListSchema } from '../../../src/api/coinglass/open-interest-rows.ts'
import { takerListSchema } from '../../../src/api/coinglass/taker-rows.ts'
import {
  namesSchema,
  pairsSchema,
  subscriptionSchema,
} from '../../../src/api/coinglass/reference-rows.ts'
import { absent, examples, realServer } from './real-server.ts'
import { differences } from './shape.ts'
import type { Leeway } from './shape.ts'

/** What is asked of the server over real history, where one of two coins has liquidations to its end. */
interface Case extends Leeway {
  readonly path: string
  readonly query?: string
  readonly schema: z.ZodType
  /** Where this history has nothing to tell. */
  readonly isEmpty?: true
}

const PAIR = 'exchange=Binance&symbol=ETHUSDT'
const heatmaps = ['model1', 'model2', 'model3'].flatMap((model): Case[] => [
  {
    path: `/api/futures/liquidation/heatmap/${model}`,
    query: `${PAIR}&range=3d`,
    schema: heatmapSchema,
    beyond: ['.data.update_time'],
  },
  {
    path: `/api/futures/liquidation/aggregated-heatmap/${model}`,
    query: 'symbol=ETH&range=24h',
    schema: heatmapSchema,
    beyond: ['.data.update_time'],
  },
])

const CASES: readonly Case[] = [
  {
    path: '/api/futures/liquidation/history',
    query: `${PAIR}&interval=1d`,
    schema: historySchema,
  },
  {
    path: '/api/futures/liquidation/aggregated-history',
    query: 'exchange_list=Binance, OKX&symbol=ETH&interval=4h',
    schema: aggregatedHistorySchema,
  },
  {
    path: '/api/futures/liquidation/coin-list',
    query: 'exchange=Binance',
    schema: coinListSchema,
  },
  {
    path: '/api/futures/liquidation/exchange-list',
    query: 'range=24h&symbol=ETH',
    schema: exchangeListSchema,
    beyond: ['.data[].longLiquidation_usd', '.data[].shortLiquidation_usd'],
  },
  ...heatmaps,
  {
    path: '/api/futures/liquidation/map',
    query: `${PAIR}&range=1d`,
    schema: mapSchema,
    dynamic: ['.data.data'],
  },
  {
    path: '/api/futures/liquidation/aggregated-map',
    query: 'symbol=ETH&range=7d',
    schema: mapSchema,
    dynamic: ['.data.data'],
  },
  { path: '/api/futures/liquidation/max-pain', schema: maxPainSchema, beyond: ['.msg'] },
  {
    path: '/api/futures/price/history',
    query: `${PAIR}&interval=4h&limit=100`,
    schema: priceHistorySchema,
    beyond: ['.msg'],
  },
  {
    path: '/api/futures/coins-markets',
    query: 'exchange_list=binance, okx&per_page=2',
    schema: coinsMarketsSchema,
    without: [
      // Funding is not in this history, and nothing shorter than its hours.
      String.raw`\.data\[\]\.avg_funding_rate_by_(oi|vol)`,
      String.raw`\.data\[\]\.(market_cap_usd|open_interest_market_cap_ratio)`,
      String.raw`\.data\[\]\..*_(5|15|30)m`,
      // It holds liquidations of one coin of two.
      String.raw`\.data\[\]\.(long_|short_)?liquidation_usd_\d+h`,
    ],
  },
  {
    path: '/api/futures/pairs-markets',
    query: 'symbol=ETH',
    schema: pairsMarketsSchema,
    without: [
      String.raw`\.data\[\]\.(index_price|long_volume_quantity|short_volume_quantity|funding_rate)`,
      String.raw`\.data\[\]\.next_funding_time`,
    ],
  },
  {
    path: '/api/futures/coins-price-change',
    schema: priceChangeSchema,
    without: [String.raw`\.data\[\]\..*_(5|15|30)m`],
  },
  {
    path: '/api/futures/open-interest/history',
    query: `${PAIR}&interval=4h&unit=coin`,
    schema: ohlcSchema,
  },
  {
    path: '/api/futures/open-interest/aggregated-history',
    query: 'symbol=BTC&interval=1d',
    schema: ohlcSchema,
  },
  {
    path: '/api/futures/open-interest/aggregated-stablecoin-history',
    query: 'exchange_list=Binance&symbol=BTC&interval=1w',
    schema: ohlcSchema,
  },
  {
    path: '/api/futures/open-interest/exchange-list',
    query: 'symbol=BTC',
    schema: openListSchema,
    without: [String.raw`\.data\[\]\.open_interest_change_percent_(5|15|30)m`],
  },
  {
    path: '/api/futures/open-interest/exchange-history-chart',
    query: 'symbol=BTC&range=4h',
    schema: openChartSchema,
    dynamic: ['.data.data_map'],
  },
  {
    path: '/api/futures/global-long-short-account-ratio/history',
    query: `${PAIR}&interval=4h`,
    schema: accountRatioSchema,
  },
  {
    path: '/api/futures/taker-buy-sell-volume/exchange-list',
    query: 'symbol=BTC&range=4h',
    schema: takerListSchema,
  },
  { path: '/api/futures/supported-coins', schema: namesSchema },
  { path: '/api/futures/supported-exchanges', schema: namesSchema, beyond: ['.msg'] },
  { path: '/api/futures/supported-exchange-pairs', schema: pairsSchema, dynamic: ['.data'] },
  {
    path: '/api/futures/delisted-exchange-pairs',
    schema: pairsSchema,
    dynamic: ['.data'],
    isEmpty: true,
  },
]

describe.skipIf(absent)('over real history', () => {
  const get = realServer()

  test.each(CASES)('$path has the keys and types of its example', async (one) => {
    const { path, query, schema } = one
    const { status, body } = await get(query === undefined ? path : `${path}?${query}`)
    expect(status).toBe(200)
    expect(answerOf(schema).parse(body)).toEqual(body)
    if (one.isEmpty !== true) expect(JSON.stringify(body).length).toBeGreaterThan(45)
    expect(differences(examples().get(path), body, one)).toEqual([])
  })

  test('the subscription lets clients through that ask first', async () => {
    const { body } = await get('/api/user/account/subscription')
    const { data } = answerOf(subscriptionSchema).parse(body)
    expect(data.expired).toBe(false)
  })
})
