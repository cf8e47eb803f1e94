import type { MarginRule } from '../../market/margin-rule.ts'
import type { RiskTierTable } from '../../market/risk-tier.ts'
import { marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { day, instrumentsOf, venueId } from '../venue.ts'

const id = venueId('deribit')

const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'deribit',
    venue: id,
    name: "cross only: maintenance rate that grows with the position's size in coin, on the mark price; no fee",
    sources: ['comment in a public repository that quotes Deribit (old)'],
    contracts: ['inverse'],
    marginModes: ['cross'],
    unconfirmed: [
      'The schedule of today is not confirmed.',
      'The size that sets the rate is taken at the liquidation price.',
      'Liquidation is in steps; with options or several positions there is no closed form.',
    ],
  }),
]

/** 1 % and 0.005 % per BTC of size; initial margin is 2 % and the same, so 50x is the limit at size 0. */
const btc: RiskTierTable = {
  unit: 'base',
  asOf: day('2026-11-22'),
  source:
    "comment in a public repository that quotes Deribit (old), as known on 2026-11-22; today's schedule unconfirmed",
  tiers: [
    {
      floor: 0,
      cap: Number.POSITIVE_INFINITY,
      maintenanceRate: 0.01,
      rateSlope: 0.00005,
      deduction: 0,
      maxLeverage: 50,
    },
  ],
}

/** Deribit inverse perpetuals. */
export const deribit: Venue = {
  id,
  name: 'Deribit',
  marginRules,
  instruments: instrumentsOf(id, [
    {
      symbol: 'BTC-PERPETUAL',
      base: 'BTC',
      quote: 'USD',
      contract: 'inverse',
      contractSize: 10,
      tickSize: undefined,
      riskTiers: [btc],
    },
  ]),
}
