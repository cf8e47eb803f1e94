import type { VenueId } from '../../market/instrument.ts'
import { VENUE_NAMES, bareName, venueName } from '../venue-name.ts'

/** Exchanges as this contract spells them, and venues as Isotherm does. */

/** Exchanges that the contract writes otherwise than they do. */
const SPELLED_OTHERWISE: ReadonlyMap<string, string> = new Map([['bitmex', 'Bitmex']])

/** Other names of the same exchange, and ids of venues that are spelt otherwise. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['gateio', 'gate'],
  ['okex', 'okx'],
  ['huobi', 'htx'],
  ['apex', 'apexomni'],
  ['coinbaseinternational', 'coinbase'],
])

/** Equal for all spellings of one exchange, whatever their case. */
export function exchangeKey(name: string): string {
  const key = bareName(name)
  return ALIASES.get(key) ?? key
}

/** A venue as the contract spells it; one that the contract does not name, as its id. */
export const exchangeName = (venue: VenueId): string =>
  SPELLED_OTHERWISE.get(venue) ?? VENUE_NAMES.get(exchangeKey(venue)) ?? venueName(venue)

/** Whether the contract knows such an exchange, followed here or not. */
export const isExchange = (name: string): boolean => VENUE_NAMES.has(exchangeKey(name))
