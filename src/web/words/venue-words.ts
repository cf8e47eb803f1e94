import type { GapInfo, VenueInfo, VenueState } from '../../api/live.ts'
import { formatAge } from '../../api/format.ts'

/** How a venue is shown: a word, a colour by `tone` and a shape by `tone` too. */
export interface VenueWord {
  readonly tone: 'good' | 'warn' | 'bad' | 'unknown'
  readonly word: string
}

/** 340 ms, 2.3 s, 4 min: how late data come. */
export const formatDelay = (millis: number): string =>
  millis < 950
    ? `${Math.round(millis)} ms`
    : millis < 59_500
      ? inSeconds(millis)
      : formatAge(millis)

const inSeconds = (millis: number): string => {
  const seconds = millis / 1000
  return `${seconds.toFixed(seconds < 9.95 ? 1 : 0)} s`
}

const WORDS: Readonly<Record<VenueState, VenueWord>> = {
  starting: { tone: 'unknown', word: 'Starting' },
  live: { tone: 'good', word: 'Live' },
  delayed: { tone: 'warn', word: 'Delayed' },
  partial: { tone: 'warn', word: 'Partial' },
  blocked: { tone: 'bad', word: 'Blocked' },
  dead: { tone: 'bad', word: 'Dead' },
}

/** Unknown never looks live: while the server is not heard, no state is. */
export function wordOf(venue: VenueInfo, heard: boolean): VenueWord {
  if (!heard) return { tone: 'unknown', word: 'Unknown' }
  // As long as it has not come beyond that, it has none of the other states.
  if (venue.state === 'starting' && venue.problem !== null)
    return { tone: 'bad', word: 'Not reached' }
  const word = WORDS[venue.state]
  if (venue.state === 'delayed' && venue.lagMs !== null)
    return { ...word, word: `Delayed ${formatDelay(venue.lagMs)}` }
  return word
}

/** The whole in one line: "12 of 14 live". */
export function summaryOf(
  venues: readonly VenueInfo[] | undefined,
  heard: boolean,
): VenueWord & { readonly live: number; readonly total: number } {
  const total = venues?.length ?? 0
  const live = heard ? (venues ?? []).filter(({ state }) => state === 'live').length : 0
  if (venues === undefined) return { live, total, tone: 'unknown', word: 'Connecting' }
  if (!heard) return { live, total, tone: 'unknown', word: 'Not connected' }
  if (total === 0) return { live, total, tone: 'unknown', word: 'No venues' }
  const tone = live === total ? 'good' : live > 0 ? 'warn' : 'bad'
  return { live, total, tone, word: `${live} of ${total} live` }
}

/** A venue with a gap that lasts. */
export const hasOpenGap = (venue: VenueInfo, gaps: readonly GapInfo[]): boolean =>
  gaps.some(
    ({ instrument, to, repaired }) =>
      to === null && !repaired && instrument.startsWith(`${venue.venue}:`),
  )

export const COMPLETENESS = {
  all: { mark: '●', word: 'All', text: 'every liquidation is shown' },
  sampled: { mark: '◐', word: 'Sampled', text: 'the venue shows only some' },
  aggregated: { mark: '◔', word: 'Totals', text: 'the venue shows sums, not single ones' },
  unknown: { mark: '?', word: 'Unknown', text: 'how complete is not known' },
  none: { mark: '–', word: 'None', text: 'the venue shows no liquidations' },
} as const

/** What is said of a venue's liquidations; undefined is not known, null is none. */
export const completenessWords = (value: VenueInfo['liquidations'] | undefined) =>
  COMPLETENESS[value === null ? 'none' : (value ?? 'unknown')]
