import type { StreamKind } from '../../src/market/event.ts'
import type { VenueReader } from '../../src/venues/wire/reader.ts'

/** What docs/data-sources.md says of a venue by its reader: what is read and how, from where, by which pages. */
export const sourcesSection = ({ supplies, hosts, history, sources, ...reader }: VenueReader) =>
  [
    '| what | how it comes | completeness |',
    '|---|---|---|',
    ...supplies.map(({ stream, via, completeness }) => {
      const { completeness: how, note } = completeness.at(-1) ?? completeness[0]
      return `| ${WORDS[stream]} | ${via === 'socket' ? 'pushed' : 'asked for'} | ${how}${note === undefined ? '' : `: ${note}`} |`
    }),
    '',
    `From ${list(
      Object.values(hosts)
        .flat()
        .map((host) => `\`${host}\``),
    )}. For the past: ${list(Object.keys(history ?? {}).map((kind) => WORDS[kind as StreamKind]))}. Risk tiers: ${
      reader.riskTiers === undefined ? 'not asked for' : 'asked for without a key'
    }.`,
    '',
    'Pages read:',
    '',
    ...sources.map((source) => `- ${source}`),
  ].join('\n')

const WORDS: Readonly<Record<StreamKind, string>> = {
  trade: 'trades',
  candle: 'candles',
  'mark-price': 'mark price',
  'open-interest': 'open interest',
  'funding-rate': 'funding rate',
  liquidation: 'liquidations',
  'liquidation-total': 'sums of liquidations',
  'order-book': 'order book',
  'account-ratio': 'share of long accounts',
}

const list = (items: readonly string[]): string =>
  items.length === 0 ? 'nothing' : items.join(', ')
