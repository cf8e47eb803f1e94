import type { InstrumentId } from '../market/instrument.ts'
import type { AppendReport, HistoryGap } from '../store/history.ts'
import type { Reject } from './reject-log.ts'

/** What became of one text or Parquet file. */
export interface FileReport {
  readonly label: string
  /** What it was taken for: `CSV of bars`, `archive klines`, `Parquet of bars`. */
  readonly taken: string
  /** Data rows seen, broken ones included. */
  readonly rows: number
  readonly rejected: number
  readonly blankLines: number
  readonly notes: readonly string[]
  /** Undefined where nothing was stored. */
  readonly stored: AppendReport | undefined
  /** Why the file was not read; the others of an import go on. */
  readonly error: string | undefined
}

/** Missing candles of one instrument in the whole history, after the import. */
export interface InstrumentGaps {
  readonly instrument: InstrumentId
  /** Whether the history has candles of it at all. */
  readonly candles: boolean
  readonly gaps: readonly HistoryGap[]
}

export interface ImportReport {
  readonly files: readonly FileReport[]
  /** The first rejects of each file. */
  readonly rejects: readonly Reject[]
  /** Files with all rejects, where there were any. */
  readonly rejectFiles: readonly string[]
  readonly gaps: readonly InstrumentGaps[]
  /** Whether `strict` ended the import early. */
  readonly stopped: boolean
}
