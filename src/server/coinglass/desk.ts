import { coinKey, symbolKey } from '../../api/coinglass/symbols.ts'
import { refusal } from '../../api/coinglass/envelope.ts'
import { exchangeKey, exchangeName, isExchange } from '../../api/coinglass/exchanges.ts'
import type { Asked } from '../../api/coinglass/parameters.ts'
import { quoted } from '../../api/quoted.ts'
import { nearest } from '../../api/nearest.ts'
import type { Millis } from '../../market/units.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { marketsById } from '../market/market.ts'
import type { Market, MarketSource } from '../market/market.ts'

/** What the routes of this contract read from. */
export interface Desk {
  readonly catalogue: Catalogue
  readonly sources: readonly MarketSource[]
  readonly now: () => Millis
}

/** Everything that is followed; made-up markets only where there are no others, so that no sum mixes them. */
export async function followed({ sources }: Desk): Promise<readonly Market[]> {
  const all = [...(await marketsById(sources)).values()]
  const real = all.filter(({ simulated }) => !simulated)
  return real.length > 0 ? real : all
}

/** Up to when there can be something: this moment where a market goes on. */
export const endOf = ({ live, stored }: Market, now: Millis): Millis =>
  live === undefined ? stored.to : Math.max(now, stored.to)

export const nameOf = ({ instrument }: Market): string => exchangeName(instrument.venue)

const names = (markets: readonly Market[]): string =>
  [...new Set(markets.map(nameOf))].toSorted().join(', ')

/** Those of one exchange. Refuses a name that is none, and an exchange that is not followed. */
export function ofExchange(markets: readonly Market[], name: string): readonly Market[] {
  const key = exchangeKey(name)
  const found = markets.filter((one) => exchangeKey(nameOf(one)) === key)
  if (found.length > 0) return found
  const what = isExchange(name) ? 'is not followed here' : 'is no exchange that is known here'
  throw refusal('404', `exchange=${quoted(name)} ${what}: there are ${names(markets)}`)
}

const DEFAULT_EXCHANGE = 'Binance'
const DEFAULT_COIN = 'BTC'
const DEFAULT_PAIR = 'BTCUSDT'

/** The exchange that is asked for; by default Binance, or the first one where that is not followed. */
export function exchangeOf(markets: readonly Market[], asked: Asked): readonly Market[] {
  const name = asked.get('exchange')
  if (name !== undefined) return ofExchange(markets, name)
  const first = markets.find((one) => nameOf(one) === DEFAULT_EXCHANGE) ?? markets[0]
  return first === undefined ? [] : ofExchange(markets, nameOf(first))
}

/** The one instrument that `exchange` and `symbol` name; where they name a coin, its pair there. */
export async function pairOf(desk: Desk, asked: Asked): Promise<Market> {
  const markets = exchangeOf(await followed(desk), asked)
  // Clients that have a parameter for the pair name the coin as the symbol.
  const symbol = asked.get('pair') ?? asked.get('symbol')
  const found =
    bySymbol(markets, symbol ?? DEFAULT_PAIR) ??
    mainPair(ofCoin(markets, symbol ?? DEFAULT_COIN)) ??
    (symbol === undefined ? markets[0] : undefined)
  if (found !== undefined) return found
  const known = markets.map(({ instrument }) => instrument.symbol)
  const near = nearest(symbol ?? '', known)
  const instead = (near.length > 0 ? near : known).slice(0, 10).join(', ')
  throw refusal('404', `symbol=${quoted(symbol ?? '')} is not followed here: there are ${instead}`)
}

/** The pair that is meant where a coin is named: that in USDT where there is one. */
const mainPair = (ofOneCoin: readonly Market[]): Market | undefined =>
  ofOneCoin.find(({ instrument }) => instrument.quote === 'USDT') ?? ofOneCoin[0]

/** As the venue spells it, else in any case, else without signs between its parts, else its base and quote. */
export function bySymbol(markets: readonly Market[], symbol: string): Market | undefined {
  const key = symbolKey(symbol)
  return (
    markets.find(({ instrument }) => instrument.symbol === symbol) ??
    markets.find(({ instrument }) => instrument.symbol.toLowerCase() === symbol.toLowerCase()) ??
    markets.find(({ instrument }) => symbolKey(instrument.symbol) === key) ??
    markets.find(({ instrument }) => symbolKey(instrument.base + instrument.quote) === key)
  )
}

export const coinOf = ({ instrument }: Market): string => instrument.base.toUpperCase()

export const ofCoin = (markets: readonly Market[], coin: string): readonly Market[] =>
  markets.filter((one) => coinOf(one) === coinKey(coin))

/** The instruments of the coin that `symbol` names, or a pair of which it names. Refuses a coin that none is of. */
export function askedCoin(
  markets: readonly Market[],
  asked: Asked,
): { readonly coin: string; readonly markets: readonly Market[] } {
  const symbol = asked.get('symbol') ?? DEFAULT_COIN
  const pair = ofCoin(markets, symbol).length > 0 ? undefined : bySymbol(markets, symbol)
  const coin = pair === undefined ? coinKey(symbol) : coinOf(pair)
  const found = ofCoin(markets, coin)
  if (found.length > 0) return { coin, markets: found }
  const coins = [...new Set(markets.map(coinOf))].toSorted().slice(0, 20).join(', ')
  throw refusal(
    '404',
    `symbol=${quoted(symbol)} is no coin that is followed here: there are ${coins}`,
  )
}

/** Each coin and its instruments; of the one that `symbol` names alone where it names one. */
export function coinsOf(
  markets: readonly Market[],
  asked: Asked,
): readonly (readonly [string, readonly Market[]])[] {
  if (!asked.has('symbol')) return [...grouped(markets, coinOf)]
  const { coin, markets: some } = askedCoin(markets, asked)
  return [[coin, some]]
}

/**
 * The instruments of the exchanges that `exchange_list` names; of all where it names none. Exchanges of
 * the contract that are not followed are left out, as long as one is.
 */
export function listed(markets: readonly Market[], asked: Asked): readonly Market[] {
  const list = (asked.get('exchange_list') ?? 'ALL').split(',').map((name) => name.trim())
  const given = list.filter((name) => name !== '')
  if (given.length === 0 || given.some((name) => name.toLowerCase() === 'all')) return markets
  for (const name of given) if (!isExchange(name)) ofExchange(markets, name)
  const keys = new Set(given.map(exchangeKey))
  const found = markets.filter((one) => keys.has(exchangeKey(nameOf(one))))
  return found.length > 0 ? found : ofExchange(markets, given[0]!)
}

/** Groups in the order in which their keys first come. */
export function grouped<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>()
  for (const value of values) {
    const group = groups.get(keyOf(value))
    if (group === undefined) groups.set(keyOf(value), [value])
    else group.push(value)
  }
  return groups
}
