import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { day, instrumentsOf, riskTierTable, venueId } from '../venue.ts'

const id = venueId('kraken')

const common = {
  venue: id,
  sources: ['Kraken support, Equity Protection Process and margin schedule (2026-03-17)'],
  unconfirmed: [
    'Liquidation is in steps of 10 %; the price is where it starts.',
    'How the venue rounds the price is not recorded.',
  ],
} as const satisfies Partial<MarginRule>

const marginRules: readonly MarginRule[] = [
  marginRule({
    ...common,
    id: 'kraken-linear',
    name: 'linear (PF): maintenance margin on the entry value; no fee',
    contracts: ['linear'],
    maintenanceOn: 'entry',
  }),
  marginRule({
    ...common,
    id: 'kraken-inverse',
    name: 'inverse (PI): maintenance margin on the mark price; no fee',
    contracts: ['inverse'],
  }),
]

const xbt = riskTierTable(
  {
    unit: 'quote',
    asOf: day('2026-07-17'),
    source:
      'https://futures.kraken.com/derivatives/api/v3/instruments (marginLevels), as reported 2026-07-17: 0.5 % in the first tier, 25 % from 150M; where the first ends is not known',
  },
  'none',
  [[undefined, 0.5, undefined]],
)

/** Kraken Futures. */
export const kraken: Venue = {
  id,
  name: 'Kraken Futures',
  marginRules,
  instruments: instrumentsOf(id, [
    {
      symbol: 'PF_XBTUSD',
      base: 'BTC',
      quote: 'USD',
      contract: 'linear',
      contractSize: undefined,
      tickSize: undefined,
      riskTiers: [xbt],
    },
  ]),
}
