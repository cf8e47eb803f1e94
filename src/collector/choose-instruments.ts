import type { InstrumentId } from '../market/instrument.ts'
import type { ListedInstrument } from '../venues/wire/reader.ts'

/** Quotes in the order of how much is traded against them. */
const QUOTES = ['USDT', 'USDC', 'USD', 'USDT0', 'USDE']

const preference = ({ instrument }: ListedInstrument): number => {
  const quote = QUOTES.indexOf(instrument.quote)
  const contract = instrument.contract === 'linear' ? 0 : QUOTES.length + 1
  return contract + (quote < 0 ? QUOTES.length : quote)
}

/**
 * The instruments of one venue that a configuration asks for: those it names, and of each base coin
 * the linear contract in the quote that is traded most, or the inverse one where there is no other.
 * @param wanted base coins, and instruments as venue:symbol
 * @param listed what the venue lists
 */
export function chooseInstruments(
  wanted: readonly string[],
  listed: readonly ListedInstrument[],
): readonly InstrumentId[] {
  const trading = listed.filter((one) => one.trading)
  const chosen = wanted.flatMap((name) => {
    if (name.includes(':'))
      return trading.filter(({ instrument }) => instrument.id === name).slice(0, 1)
    const base = name.toUpperCase()
    return trading
      .filter(({ instrument }) =>
        [instrument.base.toUpperCase(), commonName(instrument.base)].includes(base),
      )
      .sort((a, b) => preference(a) - preference(b))
      .slice(0, 1)
  })
  return [...new Set(chosen.map(({ instrument }) => instrument.id))]
}

/** A coin as most venues call it: Kraken writes XBT for bitcoin. */
export const commonName = (base: string): string =>
  base.toUpperCase() === 'XBT' ? 'BTC' : base.toUpperCase()
