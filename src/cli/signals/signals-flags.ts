import { checkRange, HISTORY_FLAGS } from '../history/history-flags.ts'
import { helpText, readFlags, toggle } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

const FLAGS = {
  ...HISTORY_FLAGS,
  json: toggle('print JSON instead of tables'),
  keep: toggle('keep the record of each instrument in the data folder, for the server'),
}

export const SIGNALS_HELP = helpText(
  'signals [flags]',
  'Reads the map through a history by rule, and tells what followed patterns, clusters and setups, against chance.',
  FLAGS,
)

export type SignalsFlags = FlagValues<typeof FLAGS>

/** Reads the flags of `isotherm signals`. Throws a UsageError. */
export function readSignalsFlags(args: readonly string[]): SignalsFlags {
  const flags = readFlags(FLAGS, args)
  checkRange(flags)
  return flags
}
