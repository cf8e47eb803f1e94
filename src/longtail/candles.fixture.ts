import { candle, of, btse, delta, btcUsdt, ethUsdt } from './sample.fixture.ts'
import type { Sample } from './sample.fixture.ts'

export const CANDLES: readonly Sample[] = [
  candle(
    'apex',
    of('BTC-USDT', 'BTC', 'USDT', { contractSize: 0.001, more: { id2: 'BTCUSDT' } }),
    '2025-03-06T13:00:00Z',
    {
      data: {
        BTCUSDT: [
          {
            s: 'BTCUSDT',
            i: '1',
            t: 1741265880000,
            c: '90235',
            h: '90235',
            l: '90156',
            o: '90156',
            v: '0.052',
            tr: '4690.4466',
          },
        ],
      },
    },
    4690.4466 / 90_200,
  ),
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
  candle(
    'grvt',
    of('BTC_USDT_Perp', 'BTC', 'USDT'),
    '2026-01-01T17:25:30Z',
    {
      result: [
        {
          open_time: '1767288240000000000',
          close_time: '1767288300000000000',
          open: '88178.8',
          close: '88176.7',
          high: '88192.7',
          low: '88176.6',
          volume_b: '15.32',
          volume_q: '1350962.4782',
          trades: 38,
          instrument: 'BTC_USDT_Perp',
        },
      ],
    },
    1_350_962.4782 / 88_183,
  ),
  candle(
    'hibachi',
    of('ETH/USDT-P', 'ETH', 'USDT'),
    '2024-04-09T02:02:00Z',
    {
      klines: [
        {
          close: '3704.751036',
          high: '3716.530378',
          interval: '1h',
          low: '3699.627883',
          open: '3716.406894',
          timestamp: 1712628000,
          volumeNotional: '1637355.846362',
        },
      ],
    },
    1_637_355.846362 / 3709,
  ),
  candle(
    'hitbtc',
    of('ETHUSDT_PERP', 'ETH', 'USDT'),
    '2021-10-25T07:40:00Z',
    [
      {
        timestamp: '2021-10-25T07:38:00.000Z',
        open: '4173.391',
        close: '4170.923',
        min: '4170.923',
        max: '4173.986',
        volume: '0.1879',
        volume_quote: '784.2517846',
      },
    ],
    784.2517846 / 4173,
  ),
  candle(
    'kucoin',
    ethUsdt('ETHUSDTM', 0.01),
    '2021-11-09T12:02:00Z',
    { code: '200000', data: [[1636459200000, 4779.3, 4792.1, 4768.7, 4770.3, 78051]] },
    780.51,
  ),
  candle(
    'mexc',
    ethUsdt('ETH_USDT', 0.01),
    '2021-10-12T15:27:30Z',
    {
      success: true,
      code: 0,
      data: {
        time: [1634052300, 1634052360],
        open: [3492.2, 3491.3],
        close: [3491.3, 3495.65],
        high: [3495.85, 3496.55],
        low: [3491.15, 3490.9],
        vol: [1740, 351],
        amount: [60793.623, 12260.4885],
      },
    },
    60_793.623 / 3493.5,
  ),
  candle(
    'pacifica',
    of('BTC', 'BTC', 'USDC'),
    '2025-06-03T12:37:30Z',
    {
      success: true,
      data: [
        {
          t: 1748954160000,
          T: 1748954220000,
          s: 'BTC',
          i: '1m',
          o: '105376',
          c: '105376',
          h: '105376',
          l: '105376',
          v: '0.00022',
          n: 2,
        },
      ],
      error: null,
      code: null,
    },
    0.00022,
  ),
  candle(
    'phemex',
    of('BTCUSDT', 'BTC', 'USDT', { more: { priceScale: 0 } }),
    '2023-02-22T19:37:30Z',
    {
      code: 0,
      msg: 'OK',
      data: {
        total: -1,
        rows: [
          [
            1677094560,
            60,
            '23746.2',
            '23746.1',
            '23757.6',
            '23736.9',
            '23754.8',
            '34.273',
            '813910.208',
          ],
        ],
      },
    },
    813_910.208 / 23_748,
  ),
  candle(
    'poloniex',
    btcUsdt('BTC_USDT_PERP', 0.001),
    '2025-02-28T19:15:30Z',
    {
      code: '200',
      msg: 'Success',
      data: [
        [
          '84207.02',
          '84320.85',
          '84207.02',
          '84253.83',
          '3707.5395',
          '44',
          '14',
          '1740770040000',
          '1740770099999',
        ],
      ],
    },
    3707.5395 / 84_262,
  ),
  candle(
    'whitebit',
    of('BTC_PERP', 'BTC', 'USDT'),
    '2020-06-07T00:02:00Z',
    {
      success: true,
      message: '',
      result: [
        [1591488000, '0.025025', '0.025025', '0.025029', '0.025023', '6.181', '0.154686629'],
      ],
    },
    0.154686629 / 0.025026,
  ),
  candle(
    'woo',
    of('PERP_BTC_USDT', 'BTC', 'USDT'),
    '2021-04-19T08:55:00Z',
    {
      success: true,
      data: {
        rows: [
          {
            symbol: 'PERP_BTC_USDT',
            open: 56948.97,
            close: 56891.76,
            high: 56948.97,
            low: 56889.06,
            volume: 44.00947568,
            amount: 2504584.9,
            type: '1m',
            startTimestamp: 1618822380000,
            endTimestamp: 1618822440000,
          },
        ],
      },
      timestamp: 1618822450000,
    },
    2_504_584.9 / 56_910,
  ),
  candle(
    'xt',
    btcUsdt('btc_usdt', 0.0001),
    '2023-03-07T05:48:30Z',
    {
      returnCode: 0,
      msgInfo: 'success',
      error: null,
      result: [
        {
          s: 'btc_usdt',
          p: 'btc_usdt',
          t: 1678168020000,
          o: '22450.0',
          c: '22441.5',
          h: '22450.0',
          l: '22441.5',
          a: '312931',
          v: '702461.58895',
        },
      ],
    },
    702_461.58895 / 22_447,
  ),
]
