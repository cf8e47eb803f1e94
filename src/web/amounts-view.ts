import type { RangeEnd } from './map-part.ts'

/** Which amounts of the map a person has chosen to see; part of the address. */
export interface AmountsView {
  /** How venues count in a sum: as they are, or each the same. */
  readonly weigh: 'usd' | 'equal'
  /** Which end of an amount's range. */
  readonly end: RangeEnd
}

export const DEFAULT_AMOUNTS: AmountsView = { weigh: 'usd', end: 'median' }

/** The fields of an address; undefined for what is the default. */
export const amountsFields = ({ weigh, end }: AmountsView): [string, string | undefined][] => [
  ['weigh', weigh === DEFAULT_AMOUNTS.weigh ? undefined : weigh],
  ['end', end === DEFAULT_AMOUNTS.end ? undefined : end],
]

/** Reads them; what cannot be is the default. */
export function parseAmounts(fields: URLSearchParams): AmountsView {
  const end = fields.get('end')
  return {
    weigh: fields.get('weigh') === 'equal' ? 'equal' : 'usd',
    end: end === 'low' || end === 'high' ? end : 'median',
  }
}
