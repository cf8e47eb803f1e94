import type { QuoteRateInfo } from '../../api/live.ts'
import { MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { QuoteRates } from '../../pipeline/quote-rates.ts'

/** What every quote is worth now. */
export const presentRates = (rates: QuoteRates, now: Millis): QuoteRateInfo[] =>
  rates.quotes.map((quote) => {
    const known = rates.at(quote, now)
    return known === undefined ? unknown(quote) : { ...known, references: [...known.references] }
  })

/** What every quote was worth in the minute that holds a time. */
export const ratesDuring = (rates: QuoteRates, time: Millis): QuoteRateInfo[] =>
  rates.quotes.map((quote) => {
    const rate = rates.during(quote, time)
    if (rate === undefined) return unknown(quote)
    return { ...unknown(quote), rate, time: (Math.floor(time / MINUTE) + 1) * MINUTE }
  })

const unknown = (quote: string): QuoteRateInfo => ({
  quote,
  rate: null,
  time: null,
  base: null,
  references: [],
})
