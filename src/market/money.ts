import type { Instrument } from './instrument.ts'

/** Quotes that amounts and prices count as one USD each; in another one prices are other numbers. */
const DOLLARS: readonly string[] = ['USD', 'USDT', 'USDC', 'USDT0', 'USDE']

/** What an instrument prices in: maps that do so in the same money add up. */
export const moneyOf = ({ quote }: Pick<Instrument, 'quote'>): string =>
  DOLLARS.includes(quote.toUpperCase()) ? 'USD' : quote.toUpperCase()
