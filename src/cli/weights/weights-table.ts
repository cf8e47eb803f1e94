import { formatDays, formatTime, formatUsd } from '../../api/format.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import type { AmountsEntry, WeightEntry } from '../../pipeline/weight-table.ts'
import { alignColumns } from '../command/text-table.ts'
import type { ShownWeights } from './weights-instrument.ts'

/** Entries that are listed: the weights change every day, and little. */
const MOST_ENTRIES = 20

/** The weights of an instrument as tables for people: by leverage over time, and the newest in full. */
export function weightsTable({ answer, table }: ShownWeights): string {
  const { instrument, from, to } = answer
  const { known, amounts, lifetimes, newest } = table
  return [
    `${instrument}, ${from.slice(0, 10)} to ${to.slice(0, 10)}`,
    newestOf(known.at(-1)!, Date.parse(to)),
    ...(amounts === null ? [] : [amountsOf(amounts)]),
    '',
    `what is opened, in %, by the leverage at whose distance it ends${thinned(known.length)}`,
    ...alignColumns([
      [
        'since',
        'by',
        'feed',
        'rows',
        'liquidated',
        '×÷',
        ...LEVERAGE_BANDS.map(({ name }) => name),
      ],
      ...listed(known).map(entryRow),
    ]),
    '',
    'the newest, in %, by distance and by lifetime in turnovers of open interest',
    ...alignColumns([
      ['', 'leverage', 'long', 'short', ...lifetimes.map(String)],
      ...newest.map(({ kind, leverage, longDistance, shortDistance, weights }) => [
        kind,
        `${Number(leverage.toPrecision(3))}x`,
        `−${percent(longDistance)} %`,
        `+${percent(shortDistance)} %`,
        ...weights.map(percent),
      ]),
    ]),
    '',
  ].join('\n')
}

function newestOf({ since, expert, feed, rows, realisedUsd, bandFactor }: WeightEntry, to: number) {
  if (expert === 'prior') return `nothing is learnt (feed ${feed}), the weights are the prior`
  const band =
    bandFactor === null
      ? 'how far dollars may be off is not learnt yet'
      : `a level of 0.2 % is right to ×÷ ${bandFactor.toPrecision(2)} in 8 of 10 cases`
  return (
    `newest of ${formatTime(since)} UTC, ${formatDays(to - since)} before the end, learnt by ${expert}; feed ` +
    `${feed}; from ${rows} hours of one side in which ${formatUsd(realisedUsd)} was liquidated; ${band}`
  )
}

function amountsOf({ rowSpan, throttled, correction }: AmountsEntry): string {
  const rows = `rows of ${rowSpan / 60_000} minutes`
  if (!throttled) return `${rows}, amounts as published`
  return correction === null
    ? `${rows}, amounts as published by a venue that shows one liquidation a second: too low`
    : `${rows}, amounts × ${correction.factor.toFixed(2)} by the full feed of ${correction.venues.join(', ')}`
}

const thinned = (count: number): string =>
  count > MOST_ENTRIES ? `: ${MOST_ENTRIES} of ${count} entries` : ''

/** The first, the last, and others evenly between. */
const listed = (known: readonly WeightEntry[]): readonly WeightEntry[] =>
  known.length <= MOST_ENTRIES
    ? known
    : Array.from(
        { length: MOST_ENTRIES },
        (_, i) => known[Math.round((i * (known.length - 1)) / (MOST_ENTRIES - 1))]!,
      )

const entryRow = ({ since, expert, feed, rows, realisedUsd, bandFactor, byBand }: WeightEntry) => [
  since === 0 ? 'prior' : formatTime(since),
  since === 0 ? '' : expert,
  since === 0 ? '' : feed,
  String(rows),
  formatUsd(realisedUsd),
  bandFactor === null ? '–' : bandFactor.toPrecision(2),
  ...byBand.map(percent),
]

const percent = (share: number): string => String(Number((100 * share).toPrecision(2)))
