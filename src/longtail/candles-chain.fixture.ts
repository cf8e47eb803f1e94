import { candle, of } from './sample.fixture.ts'
import type { Sample } from './sample.fixture.ts'

/** Candles of the exchanges that settle on a chain: those of `units-chain.ts`. */
export const CANDLES_CHAIN: readonly Sample[] = [
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
]
