import { formatDays, formatPercent } from '../../api/format.ts'
import { formatUsd } from '../words/amounts.ts'

/** What the page calls what the map says by rule. Facts, and no word of what to do. */

/** A share in three digits at most, without a sign: 1.23%, 12.3%, 140%. */
export function formatShare(share: number | null | undefined): string {
  if (share == null || !Number.isFinite(share)) return '–'
  return formatPercent(Math.abs(share)).replace('+', '')
}

/** Signed; a dash where it is not known. */
export const formatChange = (share: number | null | undefined): string =>
  share == null || !Number.isFinite(share) ? '–' : formatPercent(share)

export const DISTANCE_NAMES = {
  near: 'within 2%',
  far: '2–5%',
  beyond: 'beyond 5%',
} as const

export const RATIO_NAMES = {
  near: 'Within 2%',
  far: '2 to 5%',
  all: 'Within 5%',
} as const

/** Whether a cluster counts against what is liquidated in a day. */
export const significanceWords = (isSignificant: boolean | null): string =>
  isSignificant === null ? 'Unknown' : isSignificant ? 'Significant' : 'Not significant'

/** What is lacking, and what cannot be told for want of it. */
export const LACK_WORDS = {
  'liquidated-day':
    'What is liquidated in a day is not known: whether a cluster is significant is not told, nor patterns that need one.',
  'open-interest': 'Open interest is not known: nothing is added to the sides of a ratio.',
  'daily-sigma':
    'The volatility of the last 7 days is not known: no chance of touch is told, and no vacuum gap looked for.',
  'calm-rank': 'How calm the last day was among 30 is not known: no mirror squeeze is looked for.',
} as const

type NumberKind = 'usd' | 'share' | 'signed' | 'count' | 'time'

/** What the numbers of patterns are called. */
const NUMBERS: Readonly<Record<string, readonly [label: string, kind: NumberKind]>> = {
  usd: ['Holds', 'usd'],
  distance: ['Distance', 'signed'],
  width: ['Width', 'share'],
  ageMs: ['Seen for', 'time'],
  sideUsd: ['Its side within 5%', 'usd'],
  oppositeUsd: ['Other side within 2%', 'usd'],
  from: ['From', 'share'],
  to: ['To', 'share'],
  highUsd: ['At most in it', 'usd'],
  meanUsd: ['Mean stretch of its side', 'usd'],
  clusterUsd: ['Cluster at its end', 'usd'],
  clusters: ['Clusters', 'count'],
  smallestGap: ['Smallest gap', 'share'],
  largestGap: ['Largest gap', 'share'],
  smallestSpareMove: ['Least reach beyond a gap', 'signed'],
  aboveUsd: ['Above', 'usd'],
  belowUsd: ['Below', 'usd'],
  aboveDistance: ['Distance above', 'signed'],
  belowDistance: ['Distance below', 'signed'],
  uneven: ['Distances differ by', 'signed'],
  calmRank: ['Calmer days among 30', 'share'],
  mostUsd: ['Most in a day', 'usd'],
  left: ['Left of it', 'share'],
  sweptShare: ['Of the loss swept', 'share'],
  usdAnHour: ['Change an hour', 'usd'],
  chance: ['By chance alone', 'share'],
}

const WRITE: Readonly<Record<NumberKind, (value: number) => string>> = {
  usd: formatUsd,
  share: formatShare,
  signed: formatPercent,
  count: String,
  time: formatDays,
}

/** A number that made a pattern's rule hold, in words; one without a name is told by its own. */
export function patternNumber(
  name: string,
  value: number,
): { readonly label: string; readonly text: string } {
  const [label, kind] = NUMBERS[name] ?? [name, undefined]
  const text = kind === undefined ? String(Number(value.toPrecision(3))) : WRITE[kind](value)
  return { label, text }
}

/** What a condition of a setup is called. */
export const CONDITION_NAMES: Readonly<Record<string, string>> = {
  asymmetry: 'Asymmetry',
  distance: 'Distance',
  'opposite-cluster': 'Cluster behind',
  'entry-ahead': 'Entry ahead',
  significant: 'Significance',
  'thin-book': 'Thin book',
  'within-horizon': 'Within the horizon',
  timeframe: 'Bar length',
  'discount-known': 'Measured discount',
  'no-event': 'No event',
}

export const STANDING_NAMES = {
  stands: 'All that must hold holds',
  open: 'Open: something that must hold is not known',
  fails: 'Does not hold',
  muted: 'Muted by a scheduled event',
} as const

/** Whether a condition holds. */
export const holdsWord = (holds: boolean | null): string =>
  holds === null ? 'Unknown' : holds ? 'Holds' : 'Fails'
