import { filled, wholeNumber } from '../command/flag-values.ts'
import { checkRange, HISTORY_FLAGS } from '../history/history-flags.ts'
import { helpText, optional, readFlags, toggle, withDefault } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

const FLAGS = {
  ...HISTORY_FLAGS,
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
