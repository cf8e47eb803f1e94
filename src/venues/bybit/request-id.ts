/**
 * The id of a subscription says which topics it asks for, since its answer repeats nothing else:
 * the symbol and a letter for each topic, `BTCUSDT plt`.
 */
const LETTERS: readonly (readonly [letter: string, prefix: string])[] = [
  ['p', 'publicTrade'],
  ['l', 'allLiquidation'],
  ['t', 'tickers'],
  ['o', 'orderbook.200'],
]

/** @param topics of that symbol */
export const requestId = (symbol: string, topics: readonly string[]): string => {
  const letters = LETTERS.filter(([, prefix]) => topics.includes(`${prefix}.${symbol}`))
  return `${symbol} ${letters.map(([letter]) => letter).join('')}`
}

/** Names of the topics that an id stands for; none where it is not one of ours. */
export function topicsOfRequest(id: string | undefined): string[] {
  const [, symbol, letters] = /^(\S+) ([plto]+)$/.exec(id ?? '') ?? []
  if (symbol === undefined || letters === undefined) return []
  return LETTERS.filter(([letter]) => letters.includes(letter)).map(
    ([, prefix]) => `${prefix}.${symbol}`,
  )
}
