import type {
  PaperEntryAnswer,
  PaperGroup,
  PaperOutcome,
  PaperStatisticsAnswer,
} from '../../api/paper.ts'
import { isSimulated } from '../../market/instrument.ts'
import { binEdge } from '../../market/price-bin.ts'
import { FEWEST_CASES } from '../../score/level-record.ts'
import { tradeStatistics } from '../../score/paper-statistics.ts'
import { iso, tradeCells } from '../../signals/paper/paper-csv.ts'
import type { PaperRow } from '../../signals/paper/paper-csv.ts'
import type { PaperNote } from '../../signals/paper/paper-note.ts'
import { cancelledAt } from '../../signals/paper/paper-records.ts'
import type { PaperEntry } from '../../signals/paper/paper-records.ts'
import type { ClosedTrade } from '../../signals/paper/paper-trade.ts'
import { grouped } from '../market/grouped.ts'
import type { PaperFate } from './paper-desk.ts'

export const PAPER_NOTICE =
  'Trades on paper, by rule and without fees and funding: a record of what was noted, no advice.'

/** A note with what became of it. */
export interface Followed {
  readonly entry: PaperEntry
  readonly fate: PaperFate
}

const riskOf = ({ entry, stop }: PaperNote): number => Math.abs(entry - stop)
const rewardOf = ({ entry, target }: PaperNote): number => Math.abs(target - entry)

export function entryAnswer({ entry, fate }: Followed): PaperEntryAnswer {
  const { number, noted, amended } = entry
  const { kind, note, written, inHindsight, text, book } = noted
  return {
    number,
    id: note.id,
    kind,
    instrument: note.instrument,
    simulated: isSimulated(note.instrument),
    time: note.time,
    written,
    inHindsight,
    label: note.label,
    text,
    amended: amended.map((one) => ({ written: one.written, how: one.how, text: one.text })),
    trade: noted.kind === 'trade' ? tradeAnswer(noted.note, noted.risk, fate) : null,
    followed: fate.kind === 'formation' ? [...fate.followed] : null,
    book: book && { ...book, bins: book.bins.map(([bin, ...usd]) => [binEdge(bin, 0), ...usd]) },
  }
}

function tradeAnswer(
  note: PaperNote,
  risk: number | null,
  fate: PaperFate,
): PaperEntryAnswer['trade'] {
  const { side, entry, stop, target, usd } = note
  const rewardOverRisk = rewardOf(note) / riskOf(note)
  return { side, entry, stop, target, usd, risk, rewardOverRisk, outcome: outcomeAnswer(fate) }
}

const NOTHING: PaperOutcome = {
  state: 'unknown',
  known: null,
  lastClose: null,
  missing: 0,
  entered: null,
  fill: null,
  closed: null,
  how: null,
  exit: null,
  ambiguous: false,
  r: null,
  profitUsd: null,
}

function outcomeAnswer(fate: PaperFate): PaperOutcome {
  if (fate.kind !== 'trade') return NOTHING
  const { trade, isCancelled } = fate
  const { known = null, lastClose = null, missing, state } = trade
  const waiting = { ...NOTHING, state, known, lastClose, missing }
  if (state === 'waiting') return { ...waiting, state: isCancelled ? 'cancelled' : state }
  const open = { ...waiting, entered: trade.entered, fill: trade.fill }
  if (state === 'open') return open
  const { closed, how, exit, isAmbiguous: ambiguous, r, profitUsd } = trade
  return { ...open, closed, how, exit, ambiguous, r, profitUsd }
}

export function csvRow({ entry, fate }: Followed): PaperRow {
  const { noted } = entry
  const { note, written, inHindsight, text } = noted
  const cancelled = cancelledAt(entry)
  const shared: PaperRow = {
    id: note.id,
    instrument: note.instrument,
    label: note.label,
    noted: iso(note.time),
    written: iso(written),
    in_hindsight: inHindsight,
    simulated: isSimulated(note.instrument),
    cancelled: cancelled === undefined ? undefined : iso(cancelled),
    text: [text, ...entry.amended.map((one) => one.text)].filter((one) => one !== '').join('\n'),
  }
  if (noted.kind === 'formation') return { ...shared, state: 'formation' }
  const { side, entry: price, stop, target, usd } = noted.note
  const asked = { side, entry: price, stop, target, usd, risk_share: noted.risk ?? undefined }
  if (fate.kind !== 'trade') return { ...shared, ...asked, state: 'unknown' }
  const state = fate.isCancelled ? 'cancelled' : fate.trade.state
  return { ...tradeCells(fate.trade), ...shared, ...asked, state }
}

/** By label, and all together; what was noted in hindsight is never counted with what was not. */
export function statisticsAnswer(all: readonly Followed[]): PaperStatisticsAnswer {
  const trades = all.filter(({ entry }) => entry.noted.kind === 'trade')
  const groups = [false, true].flatMap((inHindsight) => {
    const of = trades.filter(({ entry }) => entry.noted.inHindsight === inHindsight)
    if (of.length === 0 && inHindsight) return []
    const byLabel = [...grouped(of, ({ entry }) => entry.noted.note.label)].sort(
      ([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1),
    )
    return [
      groupOf(null, inHindsight, of),
      ...byLabel.map(([label, same]) => groupOf(label, inHindsight, same)),
    ]
  })
  return { fewest: FEWEST_CASES, groups, notice: PAPER_NOTICE }
}

function groupOf(label: string | null, inHindsight: boolean, all: readonly Followed[]): PaperGroup {
  const states = all.map(({ fate }) => outcomeAnswer(fate).state)
  const count = (state: PaperOutcome['state']) => states.filter((one) => one === state).length
  const closed = all.flatMap(({ fate }) =>
    fate.kind === 'trade' && fate.trade.state === 'closed' ? [fate.trade] : [],
  )
  return {
    label,
    inHindsight,
    noted: all.length,
    waiting: count('waiting'),
    cancelled: count('cancelled'),
    open: count('open'),
    closed: closed.length,
    wins: closed.filter(({ r }) => r > 0).length,
    ambiguous: closed.filter(({ isAmbiguous }) => isAmbiguous).length,
    withGaps: closed.filter(({ missing }) => missing > 0).length,
    findings: closed.length < FEWEST_CASES ? null : findingsOf(closed),
  }
}

function findingsOf(closed: readonly ClosedTrade[]): PaperGroup['findings'] {
  const found = tradeStatistics(closed.map((one) => ({ time: one.closed, r: one.r })))
  const chances = closed.map(({ note }) => riskOf(note) / (riskOf(note) + rewardOf(note)))
  return {
    winRate: found.winRate!,
    winRateInterval: found.winRateInterval ?? null,
    chanceWinRate: chances.reduce((sum, one) => sum + one, 0) / closed.length,
    meanR: found.meanR!,
    meanRInterval: found.meanInterval ?? null,
    maxDrawdownR: found.maxDrawdownR,
  }
}
