import type { Millis } from '../market/units.ts'
import { intervalName } from '../store/interval.ts'
import type { AppendReport, HistoryGap, HistoryType, MergeCounts } from '../store/history.ts'
import type { FileReport, ImportReport, InstrumentGaps } from './import-report.ts'
import { describeReject } from './reject-log.ts'

const SHOWN_GAPS = 20

const NAMES: Readonly<Record<HistoryType, string>> = {
  candle: 'candles',
  'open-interest': 'open interest',
  'funding-rate': 'funding rates',
  liquidation: 'liquidations',
  'liquidation-total': 'liquidation totals',
  'account-ratio': 'account ratios',
  trade: 'trades',
  gap: 'gaps',
}

/** An import as lines for people: each file, the first broken rows, the gaps. */
export function importSummary(report: ImportReport): readonly string[] {
  const { files, rejects, rejectFiles, gaps } = report
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0)
  return [
    ...files.flatMap(fileLines),
    ...(rejects.length > 0 ? ['rejected rows:'] : []),
    ...rejects.map((reject) => `  ${describeReject(reject)}`),
    ...(rejected > rejects.length ? [`  and ${rejected - rejects.length} more`] : []),
    ...whereAll(rejectFiles),
    ...gaps.flatMap(gapLines),
  ]
}

/** What went wrong in an import as few lines: files that were not read, how many rows were not. */
export function importTroubles({ files, rejects, rejectFiles }: ImportReport): readonly string[] {
  const failed = files.filter(({ error }) => error !== undefined)
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0)
  const [first] = rejects
  return [
    ...failed.flatMap(fileLines),
    ...(first === undefined
      ? []
      : [`${rejected} rejected rows, first ${describeReject(first)}`, ...whereAll(rejectFiles)]),
  ]
}

const whereAll = (rejectFiles: readonly string[]): readonly string[] =>
  rejectFiles.map((path) => `  all of them: ${path}`)

function fileLines(file: FileReport): readonly string[] {
  if (file.error !== undefined) return [`not imported: ${file.error}`]
  const { label, taken, rows, rejected, blankLines, notes, stored } = file
  const blank = blankLines > 0 ? `, ${blankLines} blank lines` : ''
  return [
    `${label}: ${taken}, ${rows} rows, ${rejected} rejected${blank}`,
    ...notes.map((note) => `  ${note}`),
    ...(stored === undefined ? [] : storedLines(stored)),
  ]
}

function storedLines({ counts, notices }: AppendReport): readonly string[] {
  const kinds = Object.entries(counts) as [HistoryType, MergeCounts][]
  return [
    ...kinds.map(([type, count]) => `  ${NAMES[type]}: ${countText(count)}`),
    ...notices.map(({ type, instrument, kind, times }) => {
      const what =
        kind === 'replaced' ? 'stored values replaced' : 'given twice, the later row counts'
      return `  ${instrument} ${NAMES[type]} ${what}: ${times.map(timeText).join(', ')}`
    }),
  ]
}

/** What became of rows, leaving out what did not happen. */
function countText({ added, replaced, identical, repeated, conflicting }: MergeCounts): string {
  const parts = [
    `${added} new`,
    replaced > 0 && `${replaced} replaced`,
    identical > 0 && `${identical} already there`,
    repeated > 0 && `${repeated} given again`,
    conflicting > 0 && `${conflicting} of them with other values`,
  ]
  return parts.filter((part) => part !== false).join(', ')
}

function gapLines({ instrument, candles: bars, gaps }: InstrumentGaps): readonly string[] {
  if (!bars) return [`${instrument}: no candles yet`]
  const candles = gaps.filter(({ stream }) => stream === 'candle')
  if (candles.length === 0) return [`${instrument}: no gap between its first and last candle`]
  return [
    `${instrument}: ${candles.length} gaps`,
    ...candles.slice(0, SHOWN_GAPS).map((gap) => `  ${gapText(gap)}`),
    ...(candles.length > SHOWN_GAPS ? [`  and ${candles.length - SHOWN_GAPS} more`] : []),
  ]
}

function gapText({ interval, from, to, cause }: HistoryGap): string {
  const span = `${timeText(from)} to ${timeText(to)}`
  if (interval === undefined) return `${span}: ${cause}`
  return `${span}: ${Math.round((to - from) / interval)} candles of ${intervalName(interval)}`
}

const timeText = (at: Millis): string => `${new Date(at).toISOString().slice(0, 19)}Z`
