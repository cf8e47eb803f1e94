import type { RangeEnd } from '../map/map-part.ts'

/** Which amounts of the map a person has chosen to see; part of the address. */
export interface AmountsView {
  /** How venues count in a sum: as they are, or each the same. */
  readonly weigh: 'usd' | 'equal'
  /** Which end of an amount's range. */
  readonly end: RangeEnd
  /** What they are written in where that is not USD. */
  readonly currency: string | undefined
}

export const DEFAULT_AMOUNTS: AmountsView = {
  weigh: 'usd',
  end: 'median',
  currency: undefined,
}

/** The fields of an address; undefined for what is the default. */
export const amountsFields = ({
  weigh,
  end,
  currency,
}: AmountsView): [string, string | undefined][] => [
  ['weigh', weigh === DEFAULT_AMOUNTS.weigh ? undefined : weigh],
  ['end', end === DEFAULT_AMOUNTS.end ? undefined : end],
  ['currency', currency],
]

/** Reads them; what cannot be is the default. */
export function parseAmounts(fields: URLSearchParams): AmountsView {
  const end = fields.get('end')
  const currency = fields.get('currency') ?? ''
  return {
    weigh: fields.get('weigh') === 'equal' ? 'equal' : 'usd',
    end: end === 'low' || end === 'high' ? end : 'median',
    currency: /^[A-Z]{3}$/.test(currency) && currency !== 'USD' ? currency : undefined,
  }
}
