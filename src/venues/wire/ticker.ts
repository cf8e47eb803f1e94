import type { Millis, Quantity } from '../../market/units.ts'
import type { Header } from './fields.ts'
import type { Reading } from './reading.ts'

/** What a ticker says of a contract; undefined where it does not, or where it could not be read. */
export interface Ticker {
  readonly markPrice?: number | undefined
  readonly indexPrice?: number | undefined
  readonly fundingRate?: number | undefined
  readonly fundingInterval?: Millis | undefined
  /** One side counted. */
  readonly openInterest?: Quantity | undefined
}

/** Notes the events of a ticker. An index price is told with a mark price alone. */
export function noteTicker(reading: Reading, about: Header, ticker: Ticker): void {
  const { markPrice, indexPrice, fundingRate, fundingInterval, openInterest } = ticker
  if (markPrice !== undefined)
    reading.events.push({
      type: 'mark-price',
      ...about,
      markPrice,
      ...(indexPrice !== undefined && { indexPrice }),
    })
  if (fundingRate !== undefined)
    reading.events.push({
      type: 'funding-rate',
      ...about,
      fundingRate,
      ...(fundingInterval !== undefined && { interval: fundingInterval }),
    })
  if (openInterest !== undefined)
    reading.events.push({ type: 'open-interest', ...about, openInterest })
}
