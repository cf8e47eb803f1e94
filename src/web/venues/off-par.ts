import type { QuoteRateInfo } from '../../api/live.ts'

/** A quote that is this far from one USD is said to be. */
const TELLING = 0.01

/** What there is to say of a quote that is not worth what it is counted as. */
export interface OffPar {
  /** In as few words as it takes: "USDT 0.970 USD". */
  readonly short: string
  readonly whole: string
}

/**
 * @param venueName the name of a venue by its id
 * @returns undefined where the quote is near one USD, and where nobody knows
 */
export function offPar(
  quote: string,
  rates: readonly QuoteRateInfo[],
  venueName: (venue: string) => string,
): OffPar | undefined {
  const known = rates.find((one) => one.quote === quote.toUpperCase())
  if (known === undefined || known.rate === null || known.base === null) return undefined
  if (Math.abs(known.rate - 1) <= TELLING) return undefined
  const rate = known.rate < 10 ? known.rate.toFixed(3) : known.rate.toFixed(0)
  const ids = known.references.map((id) => id.slice(0, id.indexOf(':')))
  const names = [...new Set(ids)].map(venueName)
  return {
    short: `${quote} ${rate} USD`,
    whole: `${quote} at ${rate} USD by ${known.base} on ${inWords(names)}; amounts count it at 1.`,
  }
}

/** Kraken; Kraken and Deribit; Kraken, Deribit and BitMEX. */
const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
