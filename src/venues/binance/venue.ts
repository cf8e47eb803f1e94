import type { Venue } from '../venue.ts'
import { instrumentsOf, venueId } from '../venue.ts'
import { marginRules } from './margin-rules.ts'
import { btcusdPerp, btcusdt, ethusdPerp, ethusdt, solusdPerp, solusdt } from './risk-tiers.ts'

const id = venueId('binance')
const usdm = { quote: 'USDT', contract: 'linear', contractSize: 1 } as const
const coinm = { quote: 'USD', contract: 'inverse' } as const

/**
 * Binance USD-M and COIN-M. Contract sizes: 100 USD (BTC) and 10 USD (others), USD-M counts coins.
 * Ticks of USD-M are the steps of recorded hourly prices, 2025-03 to 2026-03 (SOL had 0.001 in 2024).
 */
export const binance: Venue = {
  id,
  name: 'Binance',
  marginRules,
  instruments: instrumentsOf(id, [
    { ...usdm, symbol: 'BTCUSDT', base: 'BTC', tickSize: 0.1, riskTiers: btcusdt },
    { ...usdm, symbol: 'ETHUSDT', base: 'ETH', tickSize: 0.01, riskTiers: ethusdt },
    { ...usdm, symbol: 'SOLUSDT', base: 'SOL', tickSize: 0.01, riskTiers: solusdt },
    {
      ...coinm,
      symbol: 'BTCUSD_PERP',
      base: 'BTC',
      contractSize: 100,
      tickSize: 0.1,
      riskTiers: btcusdPerp,
    },
    {
      ...coinm,
      symbol: 'ETHUSD_PERP',
      base: 'ETH',
      contractSize: 10,
      tickSize: undefined,
      riskTiers: ethusdPerp,
    },
    {
      ...coinm,
      symbol: 'SOLUSD_PERP',
      base: 'SOL',
      contractSize: 10,
      tickSize: undefined,
      riskTiers: solusdPerp,
    },
  ]),
}
