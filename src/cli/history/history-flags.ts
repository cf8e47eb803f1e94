import { defaultDataFolder } from '../command/data-folder.ts'
import { date, filled, venue } from '../command/flag-values.ts'
import { optional, repeated, usageError, withDefault } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'
import type { TimeRange } from './stored-source.ts'

/** What history is read, and which part of it. */
export const HISTORY_FLAGS = {
  history: optional('DIR', 'a Parquet history, or a folder of CSV, zip and Parquet files', filled),
  data: withDefault('DIR', 'where Isotherm keeps what it stores', filled, defaultDataFolder()),
  instrument: repeated('ID', 'venue:symbol, or a symbol or coin; may be repeated (default: all)'),
  venue: optional(
    'VENUE',
    'whose files they are where their folder does not say it',
    (text) => venue(text).id,
  ),
  from: optional('DATE', 'first day or time in UTC', date),
  to: optional('DATE', 'end, not included', date),
}

export type HistoryFlags = FlagValues<typeof HISTORY_FLAGS>

/** Throws a UsageError where the part of the history ends before it begins. */
export function checkRange({ from, to }: TimeRange): void {
  if (from !== undefined && to !== undefined && from >= to)
    throw usageError('--from must be before --to')
}
