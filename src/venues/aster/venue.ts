import { marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { venueId } from '../venue.ts'

const id = venueId('aster')

/** Aster. Its instruments and risk tiers are not in the sources read. */
export const aster: Venue = {
  id,
  name: 'Aster',
  marginRules: [
    marginRule({
      id: 'aster',
      venue: id,
      name: 'as Binance: maintenance margin on the mark price, less the bracket amount (cum); no fee',
      sources: [
        "https://github.com/asterdex/api-docs, a copy of Binance's interface with the same brackets",
      ],
      contracts: ['linear'],
      deduction: true,
      rounding: { kind: 'none' },
      unconfirmed: [
        "That the rule is Binance's is inferred from the same brackets and names; no worked example of the venue was found.",
        'How the venue rounds the price is not recorded.',
      ],
    }),
  ],
  instruments: [],
}
