import {
  funding,
  of,
  BTSE_ROW,
  btse,
  DELTA_TICKER,
  delta,
  btcUsdt,
  ethUsdt,
} from './sample.fixture.ts'
import type { Sample } from './sample.fixture.ts'

/** Funding rates of the exchanges that hold their users' funds, A to G: those of `units-a-to-g.ts`. */
export const FUNDING_A_TO_G: readonly Sample[] = [
  funding(
    'backpack',
    of('BTC_USDC_PERP', 'BTC', 'USDC'),
    '2025-07-21T13:48:56Z',
    [
      {
        fundingRate: '0.0001',
        indexPrice: '118333.18643195',
        markPrice: '118343.51853741',
        nextFundingTimestamp: 1753113600000,
        symbol: 'BTC_USDC_PERP',
      },
    ],
    0.0001,
  ),
  funding(
    'bingx',
    btcUsdt('BTC-USDT'),
    '2022-12-26T00:00:01Z',
    {
      code: 0,
      msg: '',
      data: {
        symbol: 'BTC-USDT',
        markPrice: '16884.5',
        indexPrice: '16886.9',
        lastFundingRate: '0.0001',
        nextFundingTime: 1672041600000,
        fundingIntervalHours: 8,
        updateTime: 1672012800000,
      },
    },
    0.0001,
  ),
  funding(
    'blofin',
    btcUsdt('BTC-USDT', 0.001),
    '2021-10-15T00:00:01Z',
    {
      code: '0',
      msg: '',
      data: [{ fundingRate: '0.00027815', fundingTime: '1634256000000', instId: 'BTC-USDT' }],
    },
    0.00027815,
  ),
  funding(
    'btse',
    btse,
    '2026-08-13T08:00:00Z',
    { data: BTSE_ROW, code: 1, msg: 'Success', success: true },
    0.00006016,
  ),
  funding(
    'bydfi',
    btcUsdt('BTC-USDT', 0.001),
    '2025-12-19T18:57:46Z',
    {
      code: 200,
      message: 'success',
      data: {
        symbol: 'BTC-USDT',
        lastFundingRate: '0.0001',
        nextFundingTime: '1766188800000',
        time: '1766170665007',
      },
      success: true,
    },
    0.0001,
  ),
  funding(
    'coinex',
    btcUsdt('BTCUSDT'),
    '2024-05-14T20:00:00Z',
    {
      code: 0,
      data: [
        {
          latest_funding_rate: '0',
          latest_funding_time: 1715731200000,
          mark_price: '61602.22',
          market: 'BTCUSDT',
          max_funding_rate: '0.00375',
          min_funding_rate: '-0.00375',
          next_funding_rate: '0.00021074',
          next_funding_time: 1715760000000,
        },
      ],
      message: 'OK',
    },
    0,
  ),
  funding(
    'crypto-com',
    of('BTCUSD-PERP', 'BTC', 'USD'),
    '2023-06-27T19:00:01Z',
    {
      id: -1,
      method: 'public/get-valuations',
      code: 0,
      result: { data: [{ v: '-0.000001884', t: 1687892400000 }], instrument_name: 'BTCUSD-PERP' },
    },
    -0.000001884,
  ),
  funding(
    'deepcoin',
    ethUsdt('ETH-USDT-SWAP', 0.1),
    '2025-10-11T22:32:00Z',
    {
      code: '0',
      msg: '',
      data: {
        current_fund_rates: [{ instrumentId: 'ETHUSDT', fundingRate: 0.0000402356250176 }],
      },
    },
    0.0000402356250176,
  ),
  funding('delta', delta, '2023-07-12T04:36:38Z', DELTA_TICKER, 0.0000602961),
  funding(
    'digifinex',
    btcUsdt('BTCUSDTPERP', 0.001),
    '2022-09-09T00:00:01Z',
    {
      code: 0,
      data: {
        instrument_id: 'BTCUSDTPERP',
        funding_rate: '-0.00012',
        funding_time: 1662710400000,
        next_funding_rate: '0.0001049907085171607',
        next_funding_time: 1662739200000,
      },
    },
    -0.00012,
  ),
]
