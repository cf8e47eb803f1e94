import { candle, of, btcUsdt, ethUsdt } from './sample.fixture.ts'
import type { Sample } from './sample.fixture.ts'

/** Candles of the exchanges that hold their users' funds, H to Z: those of `units-h-to-z.ts`. */
export const CANDLES_H_TO_Z: readonly Sample[] = [
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
