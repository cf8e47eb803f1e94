import type { InstrumentInfo } from '../../api/schema.ts'
import { venueName } from '../../api/venue-name.ts'

/** An instrument for people: `OKX BTC-USDT-SWAP`. */
export const nameOf = ({ venue, symbol }: Pick<InstrumentInfo, 'venue' | 'symbol'>): string =>
  `${venueName(venue)} ${symbol}`

/** Venue and symbol of an id, the venue as it is written for people. */
export function writtenId(id: string): { readonly venue: string; readonly symbol: string } {
  const colon = id.indexOf(':')
  return { venue: venueName(id.slice(0, colon)), symbol: id.slice(colon + 1) }
}

/** An instrument for people, of which only its id is at hand. */
export function nameOfId(id: string): string {
  const { venue, symbol } = writtenId(id)
  return `${venue} ${symbol}`
}
