import type { MarginRule } from '../../market/margin-rule.ts'
import { feeAtLiquidation, marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { venueId } from '../venue.ts'

const id = venueId('phemex')

const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'phemex',
    venue: id,
    name: "maintenance margin less the tier amount and taker fee, both on the mark price; the position's balance holds the closing fee",
    sources: ['https://phemex.com/help-center/liq-price-for-USDTM'],
    contracts: ['linear'],
    marginModes: ['isolated'],
    deduction: true,
    ...feeAtLiquidation(0.0006),
    isolatedMargin: 'initial-and-fee',
    unconfirmed: ['How the venue rounds the price is not recorded.'],
  }),
]

/** Phemex USDT-M: its margin rule alone; no instrument of it is described yet. */
export const phemex: Venue = { id, name: 'Phemex', marginRules, instruments: [] }
