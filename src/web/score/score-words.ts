import { formatTime } from '../../api/format.ts'
import type { FeedCheck, Interval, ScoreInfo } from '../../api/score.ts'
import type { VenueWord } from '../words/venue-words.ts'

/** What the scoreboard says, in plain words. The candle is how far price went × how much was traded. */

/** Whether the map adds to the candle: only where the whole interval lies on one side of 0. */
export function verdictOf(gain: Interval | null | undefined): VenueWord {
  if (gain == null) return { tone: 'unknown', word: 'Too few days for a verdict' }
  if (gain.low > 0) return { tone: 'good', word: 'Adds information to the candle' }
  if (gain.high < 0) return { tone: 'bad', word: 'Worse than the candle' }
  return { tone: 'warn', word: 'No better than the candle' }
}

/** How an instrument fares in the list: its verdict, or why there is none. */
export function stateWord({ state, running, headline }: ScoreInfo): VenueWord {
  if (headline !== null) return verdictOf(headline.qlikeGain)
  if (state === 'simulated') return { tone: 'unknown', word: 'Simulated: not scored yet' }
  if (state === 'failed') return { tone: 'bad', word: 'Could not be scored' }
  if (state === 'collecting') return { tone: 'unknown', word: 'Collecting' }
  return { tone: 'unknown', word: running ? 'Being scored' : 'Waiting to be scored' }
}

const hoursWords = (hours: number): string =>
  `${hours.toLocaleString('en-US')} ${hours === 1 ? 'hour' : 'hours'}`

/** Why there is no score, and when one comes. */
export function missingWords(info: ScoreInfo, neededHours: number): string {
  const { state, running, knownHours, recordedSince, firstScoreAt, problem } = info
  if (state === 'simulated')
    return 'Simulated: this market is made up, and its map is not scored yet.'
  if (state === 'failed')
    return `The score could not be made: ${problem ?? 'nobody knows why'}. It is tried again within the hour.`
  if (state === 'waiting')
    return running
      ? 'The score is being made. It takes a minute or so.'
      : 'Enough hours are known. The score is made when its turn comes: one instrument at a time.'
  if (recordedSince === null) return 'No liquidations of this instrument are recorded yet.'
  const known =
    `Liquidations are recorded since ${formatTime(recordedSince)} UTC; ` +
    `of ${hoursWords(knownHours)} it is known what was liquidated. `
  return firstScoreAt === null
    ? `${known}A score needs ${hoursWords(neededHours)}.`
    : `${known}The first score needs ${neededHours} and comes about ${formatTime(firstScoreAt)} UTC, if none is missed.`
}

const FEEDS: Readonly<Record<FeedCheck, VenueWord & { readonly text: string }>> = {
  sound: { tone: 'good', word: 'Sound', text: 'weights are learnt from what it says' },
  silent: { tone: 'bad', word: 'Silent', text: 'it fell silent; weights stay as they were' },
  'wrong-sided': {
    tone: 'bad',
    word: 'Wrong-sided',
    text: 'longs and shorts look swapped; nothing is learnt from it',
  },
  implausible: {
    tone: 'bad',
    word: 'Implausible',
    text: 'again and again more is told than can have been liquidated; nothing is learnt from it',
  },
  'too-little': {
    tone: 'unknown',
    word: 'Too little',
    text: 'too few hours; the weights are by what other coins of the venue have taught, else the prior',
  },
}

/** What the feed of liquidations looks like, and what follows for the weights. */
export const feedWords = (feed: FeedCheck) => FEEDS[feed]

const NAMES: Readonly<Record<string, string>> = {
  isotherm: 'Isotherm',
  isothermPrior: 'Isotherm, weights not learnt',
  isothermMapBefore: 'Isotherm, map before the hour',
  openingOnly: 'Opening only',
  openingVolume: 'Opening by volume',
  conserving: 'Conserving open interest',
  turnover: 'Even turnover',
  yesterdaysMap: "Control: yesterday's map",
  permutedMap: 'Control: map of a random hour',
  excursion: 'Baseline: distance alone',
  excursionTimesVolume: 'Baseline: the candle',
  map: 'The other map',
}

/** A model, control or baseline by the name that a score gives it. */
export const scoredName = (name: string): string => NAMES[name] ?? name

const MINUS = '−'
const signOf = (value: number, text: string): string =>
  Number(text) === 0 ? '' : value < 0 ? MINUS : '+'

/** A gain with its sign: +0.199. */
export function formatGain(gain: number): string {
  const text = Math.abs(gain).toFixed(3)
  return `${signOf(gain, text)}${text}`
}

/** A correlation: 0.84, −0.10. */
export function formatRank(value: number | null | undefined): string {
  if (value == null) return '–'
  const text = Math.abs(value).toFixed(2)
  return `${value < 0 && Number(text) !== 0 ? MINUS : ''}${text}`
}

/** A ratio in two decimals where it is near 1, else in two digits: 0.92, 0.0065, 12. */
export const formatRatio = (value: number): string =>
  value >= 0.1 && value < 9.95 ? value.toFixed(2) : String(Number(value.toPrecision(2)))

/** A share in whole percent: 8%, −1%. */
export function formatShareOf(share: number): string {
  const percent = Math.round(Math.abs(share) * 100)
  return `${share < 0 && percent !== 0 ? MINUS : ''}${percent}%`
}

/** An interval behind its value: [0.84, 1.01]. */
export const formatEnds = ({ low, high }: Interval, format: (value: number) => string): string =>
  `[${format(low)}, ${format(high)}]`
