import type { Instrument, InstrumentId } from '../market/instrument.ts'
import { DAY, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { MinuteRing } from './minute-ring.ts'

/**
 * What a quote was worth in USD over one minute, as prices of one coin imply it. Amounts are not
 * converted by it: a quote counts as USD at par (`Usd`); this says how far from the truth that is.
 */
export interface QuoteRate {
  readonly quote: string
  /** USD for one of the quote. */
  readonly rate: number
  /** End of the minute whose last prices say so. */
  readonly time: Millis
  /** The coin whose prices were compared. */
  readonly base: string
  /** Instruments quoted in USD that it was held against, ascending. */
  readonly references: readonly InstrumentId[]
}

/** The last price that was traded within a minute; undefined where nothing was. */
export interface MinutePrices {
  tradedClose(openTime: Millis): number | undefined
}

/** The coins that are compared, best first: traded on all venues, every minute. */
const BASES: readonly string[] = ['BTC', 'ETH']

/** How long the rates of minutes are kept. */
export const RATES_KEPT: Millis = 30 * DAY

/** A rate is the present one for so long: a minute closes seconds after its end, sometimes late. */
export const RATE_STANDS: Millis = 3 * MINUTE

/**
 * Venues whose prices of BTC and ETH are not in the quote that the contract is settled in; undefined:
 * not known in what. Hyperliquid: USDT-denominated, USDC is the collateral
 * (hyperliquid.gitbook.io/hyperliquid-docs/trading/contract-specifications, read 2026-11-22). What
 * Lighter's index is in it does not say.
 */
const PRICED_IN: ReadonlyMap<string, string | undefined> = new Map([
  ['hyperliquid', 'USDT'],
  ['lighter', undefined],
])

interface Reference {
  readonly id: InstrumentId
  readonly prices: MinutePrices
}

/**
 * USD rates of quotes by minute: the median last price of a coin where it is quoted in USD, over that
 * where it is quoted in the other, both of what was traded within that minute. A function of the
 * closed minutes and the definitions, in whatever order they came.
 */
export class QuoteRates {
  readonly #quoteOf = new Map<InstrumentId, string>()
  /** By coin, then by quote. */
  readonly #references = new Map<string, Map<string, Reference[]>>()
  readonly #rings = new Map<string, MinuteRing>()

  /** Takes an instrument into account. Returns whether it is one that is compared and was not known. */
  define({ id, venue, base, quote }: Instrument, prices: MinutePrices): boolean {
    const pricedIn = PRICED_IN.has(venue) ? PRICED_IN.get(venue) : quote.toUpperCase()
    if (this.#quoteOf.has(id) || pricedIn === undefined || !BASES.includes(base)) return false
    const quotes = this.#references.get(base) ?? new Map<string, Reference[]>()
    this.#references.set(base, quotes)
    const references = quotes.get(pricedIn) ?? []
    quotes.set(pricedIn, references)
    references.push({ id, prices })
    this.#quoteOf.set(id, pricedIn)
    return true
  }

  /** Closed minutes of an instrument within [from, to) are others now. */
  changed(id: InstrumentId, from: Millis, to: Millis): void {
    const quote = this.#quoteOf.get(id)
    if (quote === undefined) return
    const quotes = quote === 'USD' ? this.quotes : [quote]
    for (const one of quotes) for (let at = from; at < to; at += MINUTE) this.#put(one, at)
  }

  /** Quotes other than USD in which a compared coin is traded, ascending. */
  get quotes(): readonly string[] {
    const all = [...this.#references.values()].flatMap((quotes) => [...quotes.keys()])
    return [...new Set(all)].filter((quote) => quote !== 'USD').sort()
  }

  /** The rate of the minute that holds a time; undefined where it is not known. */
  during(quote: string, time: Millis): number | undefined {
    return this.#rings.get(quote)?.get(Math.floor(time / MINUTE) * MINUTE)
  }

  /** The rate that stands at a time; undefined where none does. */
  at(quote: string, now: Millis): QuoteRate | undefined {
    const newest = this.#rings.get(quote)?.newest ?? Number.NEGATIVE_INFINITY
    return now - newest - MINUTE > RATE_STANDS ? undefined : this.#compare(quote, newest)
  }

  #put(quote: string, openTime: Millis): void {
    const ring = this.#rings.get(quote)
    if (ring !== undefined && ring.isPast(openTime)) return
    const rate = this.#compare(quote, openTime)?.rate
    if (ring !== undefined) ring.set(openTime, rate)
    else if (rate !== undefined) {
      const made = new MinuteRing(RATES_KEPT / MINUTE)
      made.set(openTime, rate)
      this.#rings.set(quote, made)
    }
  }

  #compare(quote: string, openTime: Millis): QuoteRate | undefined {
    for (const base of BASES) {
      const quotes = this.#references.get(base)
      const [usd, other] = [
        tradedIn(quotes?.get('USD'), openTime),
        tradedIn(quotes?.get(quote), openTime),
      ]
      if (usd.length === 0 || other.length === 0) continue
      return {
        quote,
        rate: medianOf(usd) / medianOf(other),
        time: openTime + MINUTE,
        base,
        references: usd.map(({ id }) => id).sort(),
      }
    }
    return undefined
  }
}

interface Price {
  readonly id: InstrumentId
  readonly price: number
}

const tradedIn = (references: readonly Reference[] = [], openTime: Millis): readonly Price[] =>
  references.flatMap(({ id, prices }) => {
    const price = prices.tradedClose(openTime)
    return price === undefined ? [] : { id, price }
  })

/** @param prices at least one */
function medianOf(prices: readonly Price[]): number {
  const sorted = prices.map(({ price }) => price).sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]!
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2
}
