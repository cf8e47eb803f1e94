import type { VenueId } from '../../market/instrument.ts'

/** Exchanges as this contract spells them, and venues as Isotherm does. */

/** Names of the contract, by what is left of them in lower case without signs. */
const SPELLED: ReadonlyMap<string, string> = new Map(
  [
    ['OKX', 'Binance', 'HTX', 'Bitmex', 'Bitfinex', 'Bybit', 'Deribit', 'Gate', 'Kraken'],
    ['KuCoin', 'CME', 'Bitget', 'dYdX', 'CoinEx', 'BingX', 'Coinbase', 'Gemini', 'Crypto.com'],
    ['Hyperliquid', 'Bitunix', 'MEXC', 'WhiteBIT', 'Aster', 'Lighter', 'EdgeX', 'Drift'],
    ['Paradex', 'Extended', 'ApeX Omni', 'Phemex'],
  ]
    .flat()
    .map((name) => [bare(name), name]),
)

/** Other names of the same exchange, and ids of venues that are spelt otherwise. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['gateio', 'gate'],
  ['okex', 'okx'],
  ['huobi', 'htx'],
  ['apex', 'apexomni'],
  ['coinbaseinternational', 'coinbase'],
])

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Equal for all spellings of one exchange, whatever their case. */
export function exchangeKey(name: string): string {
  const key = bare(name)
  return ALIASES.get(key) ?? key
}

/** A venue as the contract spells it; one that the contract does not name, as its id. */
export const exchangeName = (venue: VenueId): string =>
  SPELLED.get(exchangeKey(venue)) ?? venue.charAt(0).toUpperCase() + venue.slice(1)

/** Whether the contract knows such an exchange, followed here or not. */
export const isExchange = (name: string): boolean => SPELLED.has(exchangeKey(name))
