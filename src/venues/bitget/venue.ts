import type { Venue } from '../venue.ts'
import { day, instrumentsOf, riskTierTable, venueId } from '../venue.ts'
import { marginRules } from './margin-rules.ts'

const id = venueId('bitget')
const linear = { quote: 'USDT', contract: 'linear', contractSize: 1, tickSize: undefined } as const

const btcusdt = riskTierTable(
  {
    unit: 'quote',
    asOf: day('2026-09-25'),
    source:
      'https://api.bitget.com/api/v2/mix/market/query-position-lever, about 2026-09-25; deductions by continuity',
  },
  'cumulative',
  [
    [200_000, 0.4, 150],
    [1_000_000, 0.5, 100],
    [5_000_000, 0.7, 75],
    [15_000_000, 1, 50],
    [50_000_000, 2, 25],
    [100_000_000, 3, 20],
    [150_000_000, 6, 10],
    [300_000_000, 12, 5],
    [500_000_000, 15, 4],
    [700_000_000, 20, 3],
    [900_000_000, 30, 2],
    [1_200_000_000, 60, 1],
  ],
)

/** Bitget futures; amounts are in base coins. */
export const bitget: Venue = {
  id,
  name: 'Bitget',
  marginRules,
  instruments: instrumentsOf(id, [
    { ...linear, symbol: 'BTCUSDT', base: 'BTC', riskTiers: [btcusdt] },
    { ...linear, symbol: 'ETHUSDT', base: 'ETH', riskTiers: [] },
    { ...linear, symbol: 'SOLUSDT', base: 'SOL', riskTiers: [] },
  ]),
}
