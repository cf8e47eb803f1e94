import { candle, of, btse, delta, btcUsdt, ethUsdt } from './sample.fixture.ts'
import type { Sample } from './sample.fixture.ts'

/** Candles of the exchanges that hold their users' funds, A to G: those of `units-a-to-g.ts`. */
export const CANDLES_A_TO_G: readonly Sample[] = [
  candle(
    'backpack',
    of('BTC_USDC_PERP', 'BTC', 'USDC'),
    '2025-07-19T13:13:00Z',
    [
      {
        close: '118294.6',
        end: '2025-07-19 13:12:00',
        high: '118297.6',
        low: '118237.5',
        open: '118238',
        quoteVolume: '4106.558156',
        start: '2025-07-19 13:09:00',
        trades: '12',
        volume: '0.03473',
      },
    ],
    4106.558156 / 118_240,
  ),
  candle(
    'bingx',
    btcUsdt('BTC-USDT'),
    '2022-10-24T04:02:00Z',
    {
      code: 0,
      msg: '',
      data: [
        {
          open: '19394.4',
          close: '19379.0',
          high: '19394.4',
          low: '19368.3',
          volume: '167.44',
          time: 1666584000000,
        },
      ],
    },
    167.44,
  ),
  candle(
    'blofin',
    btcUsdt('BTC-USDT', 0.001),
    '2023-03-16T01:14:00Z',
    {
      code: '0',
      msg: 'success',
      data: [
        ['1678928760000', '24341.4', '24344', '24313.2', '24323', '628', '2.5819', '62800', '0'],
      ],
    },
    62_800 / 24_323,
  ),
  candle(
    'btse',
    btse,
    '2026-08-13T06:02:00Z',
    {
      data: [['1786600800', '1895.78', '1898.52', '1892.05', '1898.3', '560622.306372']],
      code: 1,
      msg: 'Success',
      success: true,
      time: 1786604274378,
    },
    560_622.306372 / 1896,
  ),
  candle(
    'bullish',
    of('BTC-USDC-PERP', 'BTC', 'USDC'),
    '2025-05-08T16:11:00Z',
    [
      {
        open: '100846.7490',
        high: '100972.4001',
        low: '100840.8129',
        close: '100972.2602',
        volume: '30.56064890',
        createdAtTimestamp: '1746720540000',
        createdAtDatetime: '2025-05-08T16:09:00.000Z',
        publishedAtTimestamp: '1746720636007',
      },
    ],
    30.5606489,
  ),
  candle(
    'coinbase-international',
    of('BTC-PERP', 'BTC', 'USDC'),
    '2024-04-23T00:03:00Z',
    {
      aggregations: [
        {
          start: '2024-04-23T00:00:00Z',
          open: '62884.4',
          high: '64710.6',
          low: '62884.4',
          close: '63508.4',
          volume: '3253.9983',
        },
      ],
    },
    3253.9983,
  ),
  candle(
    'crypto-com',
    of('BTCUSD-PERP', 'BTC', 'USD'),
    '2023-06-20T05:00:00Z',
    {
      id: -1,
      method: 'public/get-candlestick',
      code: 0,
      result: {
        interval: '1m',
        data: [
          {
            o: '26949.89',
            h: '26957.64',
            l: '26948.24',
            c: '26950.00',
            v: '0.0670',
            t: 1687237080000,
          },
        ],
      },
    },
    0.067,
  ),
  candle(
    'deepcoin',
    ethUsdt('ETH-USDT-SWAP', 0.1),
    '2025-10-11T22:32:00Z',
    {
      code: '0',
      msg: '',
      data: [['1760221800000', '3739.08', '3741.95', '3737.75', '3740.1', '2849', '1065583.744']],
    },
    1_065_583.744 / 3740,
  ),
  candle(
    'delta',
    delta,
    '2020-11-14T22:33:30Z',
    {
      success: true,
      result: [
        { time: 1605393120, open: 15989, high: 15989, low: 15987.5, close: 15987.5, volume: 565 },
      ],
    },
    0.565,
  ),
]
