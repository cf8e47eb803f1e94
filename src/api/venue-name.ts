/** Names of exchanges as they write them. */
const WRITTEN = [
  ['OKX', 'Binance', 'HTX', 'BitMEX', 'Bitfinex', 'Bybit', 'Deribit', 'Gate', 'Kraken'],
  ['KuCoin', 'CME', 'Bitget', 'dYdX', 'CoinEx', 'BingX', 'Coinbase', 'Gemini', 'Crypto.com'],
  ['Hyperliquid', 'Bitunix', 'MEXC', 'WhiteBIT', 'Aster', 'Lighter', 'EdgeX', 'Drift'],
  ['Paradex', 'Extended', 'ApeX Omni', 'Phemex'],
].flat()

/** What is left of a name in lower case without signs. */
export const bareName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** The written names by what is left of them. */
export const VENUE_NAMES: ReadonlyMap<string, string> = new Map(
  WRITTEN.map((name) => [bareName(name), name]),
)

/** How a venue is written for people: `OKX` for `okx`; one that is not known here, as its id. */
export const venueName = (id: string): string =>
  VENUE_NAMES.get(bareName(id)) ?? id.charAt(0).toUpperCase() + id.slice(1)
