import type { MarginRule } from '../../market/margin-rule.ts'
import type { Venue } from '../venue.ts'
import { venueId } from '../venue.ts'

const id = venueId('phemex')

const marginRules: readonly MarginRule[] = [
  {
    id: 'phemex',
    venue: id,
    name: "maintenance margin less the tier amount and taker fee, both on the mark price; the position's balance holds the closing fee",
    sources: ['https://phemex.com/help-center/liq-price-for-USDTM'],
    contracts: ['linear'],
    marginModes: ['isolated'],
    trigger: 'mark',
    maintenanceOn: 'mark',
    maintenanceRate: 'tier',
    deduction: true,
    fee: { treatment: 'at-liquidation', rate: 0.0006 },
    isolatedMargin: 'initial-and-fee',
    crossMargin: { kind: 'all', othersPayFee: true },
    rounding: { kind: 'none' },
    unconfirmed: ['How the venue rounds the price is not recorded.'],
  },
]

/** Phemex USDT-M: its margin rule alone; no instrument of it is described yet. */
export const phemex: Venue = { id, name: 'Phemex', marginRules, instruments: [] }
