import type { Venue } from '../venue.ts'
import { day, instrumentsOf, riskTierTable, venueId } from '../venue.ts'
import { marginRules } from './margin-rules.ts'

const id = venueId('okx')
const linear = { quote: 'USDT', contract: 'linear' } as const
const inverse = { quote: 'USD', contract: 'inverse', riskTiers: [] } as const

const btc = riskTierTable(
  {
    unit: 'contracts',
    asOf: day('2026-11-22'),
    source:
      'https://www.okx.com/api/v5/public/position-tiers, first tier from a client library test, as known on 2026-11-22',
  },
  'none',
  [[1_000, 0.4, 100]],
)

const eth = riskTierTable(
  {
    unit: 'contracts',
    asOf: day('2025-11-29'),
    source: 'rate of a real ETH-USDT-SWAP position of 2025-11-29; where its tier ends is not known',
  },
  'none',
  [[undefined, 0.4, undefined]],
)

/** OKX swaps. Ticks of USDT swaps: steps of recorded hourly prices of 2026. */
export const okx: Venue = {
  id,
  name: 'OKX',
  marginRules,
  instruments: instrumentsOf(id, [
    {
      ...linear,
      symbol: 'BTC-USDT-SWAP',
      base: 'BTC',
      contractSize: 0.01,
      tickSize: 0.1,
      riskTiers: [btc],
    },
    {
      ...linear,
      symbol: 'ETH-USDT-SWAP',
      base: 'ETH',
      contractSize: 0.1,
      tickSize: 0.01,
      riskTiers: [eth],
    },
    {
      ...linear,
      symbol: 'SOL-USDT-SWAP',
      base: 'SOL',
      contractSize: undefined,
      tickSize: 0.01,
      riskTiers: [],
    },
    // Tick: https://github.com/burakoner/OKX.Api/issues/7 (an answer of the instruments endpoint).
    { ...inverse, symbol: 'BTC-USD-SWAP', base: 'BTC', contractSize: 100, tickSize: 0.1 },
    { ...inverse, symbol: 'ETH-USD-SWAP', base: 'ETH', contractSize: 10, tickSize: undefined },
  ]),
}
