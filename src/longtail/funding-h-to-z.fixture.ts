import { funding, of, HITBTC_INFO, PHEMEX_TICKER, btcUsdt, ethUsdt } from './sample.fixture.ts'
import type { Sample } from './sample.fixture.ts'

/** Funding rates of the exchanges that hold their users' funds, H to Z: those of `units-h-to-z.ts`. */
export const FUNDING_H_TO_Z: readonly Sample[] = [
  funding(
    'hashkey',
    ethUsdt('ETHUSDT-PERPETUAL', 0.001),
    '2024-07-30T00:00:01Z',
    [{ symbol: 'ETHUSDT-PERPETUAL', rate: '0.0001', nextSettleTime: '1722297600000' }],
    0.0001,
  ),
  funding('hitbtc', of('BTCUSDT_PERP', 'BTC', 'USDT'), '2022-03-22T08:08:27Z', HITBTC_INFO, 0.0001),
  funding(
    'kucoin',
    ethUsdt('ETHUSDTM', 0.01),
    '2026-04-20T08:00:01Z',
    {
      code: '200000',
      data: {
        symbol: '.ETHUSDTMFPI8H',
        granularity: 28800000,
        timePoint: 1776672000000,
        value: -3.2e-5,
        dailyInterestRate: 3.0e-4,
        fundingRateCap: 0.00375,
        fundingRateFloor: -0.00375,
        period: 1,
        fundingTime: 1776700800000,
      },
    },
    -0.000032,
  ),
  funding(
    'mexc',
    btcUsdt('BTC_USDT', 0.0001),
    '2022-01-26T23:39:34Z',
    {
      success: true,
      code: 0,
      data: {
        symbol: 'BTC_USDT',
        fundingRate: 0.000014,
        maxFundingRate: 0.003,
        minFundingRate: -0.003,
        collectCycle: 8,
        nextSettleTime: 1643241600000,
        timestamp: 1643240373359,
      },
    },
    0.000014,
  ),
  funding(
    'phemex',
    of('BTCUSDT', 'BTC', 'USDT'),
    '2024-10-16T21:31:56Z',
    { error: null, id: '0', result: PHEMEX_TICKER },
    0.0001,
  ),
  funding(
    'weex',
    ethUsdt('ETHUSDT', 0.001),
    '2026-08-10T07:48:05Z',
    [
      {
        symbol: 'ETHUSDT',
        markPrice: '1929.88',
        indexPrice: '1930.15',
        forecastFundingRate: '0.00003489',
        lastFundingRate: '0.00004879',
        interestRate: '0.001',
        nextFundingTime: 1786348800000,
        time: 1786347284100,
        collectCycle: 480,
      },
    ],
    0.00004879,
  ),
  funding(
    'whitebit',
    of('ADA_PERP', 'ADA', 'USDT'),
    '2023-08-04T12:00:00Z',
    {
      success: true,
      message: null,
      result: [
        {
          ticker_id: 'ADA_PERP',
          stock_currency: 'ADA',
          money_currency: 'USDT',
          last_price: '0.296708',
          open_interest: '46533000',
          index_price: '0.29659',
          funding_rate: '0.0001',
          next_funding_rate_timestamp: '1691193600000',
        },
      ],
    },
    0.0001,
  ),
  funding(
    'woo',
    of('PERP_BTC_USDT', 'BTC', 'USDT'),
    '2025-07-04T10:13:58Z',
    {
      success: true,
      data: {
        rows: [
          {
            symbol: 'PERP_BTC_USDT',
            estFundingRate: '-0.00000441',
            estFundingRateTimestamp: 1751623979022,
            lastFundingRate: '-0.00004953',
            lastFundingRateTimestamp: 1751616000000,
            nextFundingTime: 1751644800000,
            lastFundingIntervalHours: 8,
            estFundingIntervalHours: 8,
          },
        ],
      },
      timestamp: 1751624037798,
    },
    -0.00000441,
  ),
  funding(
    'xt',
    btcUsdt('btc_usdt', 0.0001),
    '2023-03-31T16:00:01Z',
    {
      returnCode: 0,
      msgInfo: 'success',
      error: null,
      result: {
        symbol: 'btc_usdt',
        fundingRate: '0.000086',
        nextCollectionTime: 1680307200000,
        collectionInternal: 8,
      },
    },
    0.000086,
  ),
]
