import { defaultDataFolder } from './data-folder.ts'
import { date, filled, venue, wholeNumber } from './flag-values.ts'
import {
  helpText,
  optional,
  readFlags,
  repeated,
  toggle,
  usageError,
  withDefault,
} from './read-flags.ts'
import type { FlagValues } from './read-flags.ts'
import type { TimeRange } from './stored-source.ts'

/** What history is read, and which part of it. */
export const READ_FLAGS = {
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

export type ReadFlags = FlagValues<typeof READ_FLAGS>

const FLAGS = {
  ...READ_FLAGS,
  'first-scored-day': withDefault(
    'N',
    'days at the start that are learnt from and not scored',
    wholeNumber(5, 1_000),
    '20',
  ),
  map: optional('FILE', "somebody else's map, scored beside ours (docs/methodology.md)", filled),
  json: toggle('print JSON instead of a table'),
}

export const SCORE_HELP = helpText(
  'score [flags]',
  'Scores maps against what was really liquidated, beside baselines that could beat them.',
  FLAGS,
)

export type ScoreFlags = FlagValues<typeof FLAGS>

/** Reads the flags of `isotherm score`. Throws a UsageError. */
export function readScoreFlags(args: readonly string[]): ScoreFlags {
  const flags = readFlags(FLAGS, args)
  checkRange(flags)
  return flags
}

/** Throws a UsageError where the part of the history ends before it begins. */
export function checkRange({ from, to }: TimeRange): void {
  if (from !== undefined && to !== undefined && from >= to)
    throw usageError('--from must be before --to')
}
