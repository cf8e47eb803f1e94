import type { CascadeAnswer } from '../../api/cascade.ts'
import { formatTime } from '../../api/format.ts'
import { formatUsd } from '../words/amounts.ts'
import type { ToldField, Writing } from './signals-rows.ts'
import { SIDE_NAMES } from './signals-rows.ts'
import { formatChange, formatShare } from './signals-words.ts'

/** What is said of a sweep. */

type Walks = NonNullable<CascadeAnswer['walk']>
type Sweep = NonNullable<CascadeAnswer['sweep']>

/** Whether it is a walk of the book or an estimate without one. */
export function cascadeSentence({ basis, why, bookTime, fill }: CascadeAnswer): string {
  const held = fill.measured
    ? `${formatShare(fill.value)} of what the map holds is taken to come true, as measured.`
    : 'All that the map holds is taken to come true: how much does is not measured here.'
  if (basis === 'book')
    return `A walk through the order book of ${bookTime === null ? 'now' : `${formatTime(bookTime)} UTC`}. ${held}`
  return `An estimate by size alone, no walk through an order book${why === null ? '' : `: ${why.replace(/\.$/, '')}`}. ${held}`
}

const END_WORDS: Readonly<Record<Walks['mid']['end'], string>> = {
  absorbed: 'there the book has absorbed it',
  'book-ends': 'at least: there the known book ends',
  'map-ends': 'at least: there the map ends',
}

export const cascadeFields = (
  { walk, sweep }: CascadeAnswer,
  writing: Writing,
): readonly ToldField[] => [
  ...(walk === null ? [] : walkFields(walk, writing)),
  ...(sweep === null ? [] : sweepFields(sweep)),
]

const walkFields = ({ mid, low, high }: Walks, { formatPrice }: Writing): readonly ToldField[] => [
  {
    name: 'walk-end',
    label: 'Price ends at',
    text: formatPrice(mid.endPrice),
    note: END_WORDS[mid.end],
  },
  {
    name: 'walk-range',
    label: 'With 10 and 90% of the map',
    text: `${formatPrice(low.endPrice)} – ${formatPrice(high.endPrice)}`,
    note: `${formatChange(low.move)} to ${formatChange(high.move)}`,
  },
  {
    name: 'walk-move',
    label: 'Move',
    text: formatChange(mid.move),
    note: `${formatChange(mid.bookMove)} by the order alone`,
  },
  {
    name: 'walk-forced',
    label: 'Forced orders',
    text: formatUsd(mid.forcedUsd),
    note: `set off by ${formatUsd(mid.shockUsd)}`,
  },
]

const rangeOf = (range: Sweep['thumb']): string =>
  range === null ? '–' : `${formatShare(range.low)} – ${formatShare(range.high)}`

const sweepFields = ({ flowUsd, hours, thumb, withoutBook }: Sweep): readonly ToldField[] => [
  { name: 'sweep-flow', label: 'Forced on the way', text: formatUsd(flowUsd) },
  {
    name: 'sweep-hours',
    label: 'Against an hour’s volume',
    text: hours === null ? '–' : `×${hours < 0.095 ? hours.toPrecision(1) : hours.toFixed(1)}`,
    note: hours === null ? 'volume unknown' : 'mean of 24 hours',
  },
  {
    name: 'sweep-laws',
    label: 'Move by laws of size',
    text: rangeOf(withoutBook),
    note: withoutBook === null ? 'volume or volatility unknown' : 'square-root and linear law',
  },
  {
    name: 'sweep-thumb',
    label: 'Traders’ rule of thumb',
    text: rangeOf(thumb),
    note: thumb === null ? 'says nothing of such a flow' : 'from 4 hours of volume on',
  },
]

/** How far a sweep goes into a cluster. */
export function fallenWords(
  { side, priceFrom, priceTo, usd, share, shareRange }: CascadeAnswer['clusters'][number],
  { formatPrice }: Writing,
): string {
  const range =
    shareRange === null
      ? ''
      : ` (${Math.round(shareRange.low * 100)}–${Math.round(shareRange.high * 100)}%)`
  return `${SIDE_NAMES[side]} ${formatPrice(priceFrom)} – ${formatPrice(priceTo)}, ${formatUsd(usd)}: through ${Math.round(share * 100)}% of it${range}`
}
