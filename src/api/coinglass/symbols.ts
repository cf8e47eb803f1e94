/** A coin in whatever case; XBT is what some venues call bitcoin. */
export function coinKey(coin: string): string {
  const upper = coin.trim().toUpperCase()
  return upper === 'XBT' ? 'BTC' : upper
}

/** Equal for spellings of a venue's symbol that differ in signs, case and Bitget's former endings. */
export const symbolKey = (symbol: string): string =>
  symbol
    .toUpperCase()
    .replace(/_(UMCBL|DMCBL|CMCBL)$/, '')
    .replaceAll(/[^A-Z0-9]/g, '')
