import type { LongTailVenue } from './long-tail-venue.ts'

/** The tables of docs/long-tail.md: what each venue supplies, and what its units rest on. */
export const suppliesTable = (venues: readonly LongTailVenue[]): string[] => [
  '| venue | ccxt | candle volume | history | open interest | funding | risk tiers |',
  ...venues.map(({ id, name, ccxt, candles, openInterest, funding, riskTiers }) =>
    row([
      `${name} (\`${id}\`)`,
      `\`${ccxt}\``,
      candles?.volume,
      candles?.historyRows === undefined ? undefined : 'yes',
      openInterest && `${openInterest.unit}, \`${openInterest.field}\``,
      funding && 'yes',
      riskTiers?.unit,
    ]),
  ),
]

export const evidenceTable = (venues: readonly LongTailVenue[]): string[] => [
  '| venue | number | evidence |',
  ...venues.flatMap(({ id, candles, openInterest, funding, riskTiers, notes }) =>
    [
      ['candle volume', candles?.evidence],
      ['open interest', openInterest?.evidence],
      ['funding', funding?.evidence],
      ['risk tiers', riskTiers?.evidence],
      ['left out', notes],
    ].flatMap(([number, text]) => (text === undefined ? [] : [row([`\`${id}\``, number, text])])),
  ),
]

const row = (cells: readonly (string | undefined)[]): string =>
  `| ${cells.map((cell) => cell ?? '–').join(' | ')} |`

/** Tables of a page without what only aligns them. */
export const tableLines = (page: string): string[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
    .map((line) => line.replace(/\s+/g, ' ').trim())
