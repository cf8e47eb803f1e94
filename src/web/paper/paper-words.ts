import { formatDays, formatTime } from '../../api/format.ts'
import type { PaperEntryAnswer, PaperGroup, PaperOutcome } from '../../api/paper.ts'
import type { Millis } from '../../market/units.ts'
import { formatUsd } from '../words/amounts.ts'
import type { ToldField } from '../signals/signals-rows.ts'
import { formatChange, formatShare } from '../signals/signals-words.ts'

/** What became of notes on paper, in words. */

type Trade = NonNullable<PaperEntryAnswer['trade']>

export const STATE_NAMES: Readonly<Record<PaperOutcome['state'], string>> = {
  waiting: 'Waiting for its entry',
  open: 'Open',
  closed: 'Closed',
  cancelled: 'Cancelled before its entry',
  unknown: 'Not followed: no candles here',
}

/** Of which moment a note is, and whether it was noted then. */
export const writtenWords = ({ time, written, inHindsight, simulated }: PaperEntryAnswer): string =>
  `${formatTime(time)} UTC` +
  (inHindsight ? `, noted in hindsight on ${formatTime(written)}` : '') +
  (simulated ? ' · SIMULATED' : '')

/** What became of a trade. */
export function outcomeWords({ state, how, closed }: PaperOutcome): string {
  if (state !== 'closed') return STATE_NAMES[state]
  return `${how === 'stop' ? 'Stopped' : 'Target reached'} by ${formatTime(closed!)} UTC`
}

/** What is not certain of it; empty where all is. */
export function doubtWords({ ambiguous, missing }: PaperOutcome): string {
  const doubts = [
    ambiguous ? 'One candle does not tell what came first: the worse was taken.' : '',
    missing > 0 ? `No candle tells of ${formatDays(missing)} of the time.` : '',
  ]
  return doubts.filter((one) => one !== '').join(' ')
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`

export const formatR = (r: number | null): string => (r === null ? '–' : `${signed(r)} R`)

export function tradeFields(
  { entry, stop, target, usd, risk, rewardOverRisk, outcome }: Trade,
  formatPrice: (price: number) => string,
): readonly ToldField[] {
  const { entered, fill, exit, r, profitUsd } = outcome
  return [
    {
      name: 'entry',
      label: 'Entry',
      text: formatPrice(entry),
      note:
        entered === null ? 'not filled' : `filled ${formatPrice(fill!)} by ${formatTime(entered)}`,
    },
    { name: 'stop', label: 'Stop', text: formatPrice(stop) },
    {
      name: 'target',
      label: 'Target',
      text: formatPrice(target),
      note: `${rewardOverRisk.toFixed(2)} times the risk`,
    },
    {
      name: 'size',
      label: 'Size',
      text: formatUsd(usd),
      ...(risk === null ? {} : { note: `${formatShare(risk)} of the account at the stop` }),
    },
    {
      name: 'result',
      label: 'Brought',
      text: formatR(r),
      note: profitUsd === null ? 'not closed' : `${formatUsd(profitUsd)} at ${formatPrice(exit!)}`,
    },
  ]
}

/** How far price went after a formation. */
export const followedFields = (
  followed: NonNullable<PaperEntryAnswer['followed']>,
): readonly ToldField[] =>
  followed.map(({ span, low, high, close, missing }) => ({
    name: `after-${span}`,
    label: `After ${formatDays(span)}`,
    text: formatChange(close),
    note:
      `${formatChange(low)} to ${formatChange(high)}` +
      (missing > 0 ? `, ${formatDays(missing)} missing` : ''),
  }))

/** The book as it was noted, in a sentence. */
export function bookWords({ book }: PaperEntryAnswer, formatPrice: (price: number) => string) {
  if (book === null) return 'The book as it was then is not kept: none was watched.'
  const bids = book.bins.reduce((sum, [, usd]) => sum + usd, 0)
  const asks = book.bins.reduce((sum, [, , usd]) => sum + usd, 0)
  return (
    `The book then, within 2%: ${formatUsd(bids)} of bids below ${formatPrice(book.bestBid)}, ` +
    `${formatUsd(asks)} of asks above ${formatPrice(book.bestAsk)}.`
  )
}

/** Counts of a group of trades, and what they brought beside chance. */
export function groupFields(
  { noted, waiting, cancelled, open, closed, wins, ambiguous, withGaps, findings }: PaperGroup,
  fewest: number,
): readonly ToldField[] {
  const doubts = [
    ambiguous > 0 ? `${ambiguous} ambiguous` : '',
    withGaps > 0 ? `${withGaps} with missing candles` : '',
  ].filter((one) => one !== '')
  const counts: ToldField[] = [
    {
      name: 'noted',
      label: 'Noted',
      text: String(noted),
      note: `${waiting} waiting, ${open} open, ${cancelled} cancelled`,
    },
    {
      name: 'closed',
      label: 'Closed',
      text: String(closed),
      note: [`${wins} won`, ...doubts].join(', '),
    },
  ]
  if (findings === null)
    return [
      ...counts,
      { name: 'rate', label: 'Won', text: '–', note: `too few: rates from ${fewest} closed` },
    ]
  const { winRate, winRateInterval, chanceWinRate, meanR, meanRInterval, maxDrawdownR } = findings
  const few = 'too few days for an interval'
  return [
    ...counts,
    {
      name: 'rate',
      label: 'Won',
      text: formatShare(winRate),
      note: `${
        winRateInterval === null
          ? few
          : `${formatShare(winRateInterval.low)} to ${formatShare(winRateInterval.high)}`
      }; by chance ${formatShare(chanceWinRate)}`,
    },
    {
      name: 'mean-r',
      label: 'Mean',
      text: formatR(meanR),
      note: `${
        meanRInterval === null
          ? few
          : `${signed(meanRInterval.low)} to ${signed(meanRInterval.high)}`
      }; by chance 0`,
    },
    { name: 'drawdown', label: 'Deepest fall', text: `${maxDrawdownR.toFixed(2)} R` },
  ]
}

/** What is told at the lines of a trade on the chart, as far as it was known at a time. */
export function lineTitles(
  { entry, stop, target, outcome }: Trade,
  until: Millis,
): readonly { readonly name: 'entry' | 'stop' | 'target'; price: number; title: string }[] {
  const { entered, closed, how } = outcome
  const at = (time: Millis | null, word: string) =>
    time !== null && time <= until ? ` · ${word} by ${formatTime(time)}` : ''
  const end = (which: 'stop' | 'target', word: string) => (how === which ? at(closed, word) : '')
  return [
    { name: 'entry', price: entry, title: `Entry${at(entered, 'filled')}` },
    { name: 'stop', price: stop, title: `Stop${end('stop', 'hit')}` },
    { name: 'target', price: target, title: `Target${end('target', 'reached')}` },
  ]
}
