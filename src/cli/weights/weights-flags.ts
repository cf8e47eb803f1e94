import { checkRange, HISTORY_FLAGS } from '../history/history-flags.ts'
import { helpText, readFlags, toggle } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

const FLAGS = { ...HISTORY_FLAGS, json: toggle('print JSON instead of tables') }

export const WEIGHTS_HELP = helpText(
  'weights [flags]',
  'Learns the weights of each instrument by itself, from what was liquidated, and shows them over time.',
  FLAGS,
)

export type WeightsFlags = FlagValues<typeof FLAGS>

/** Reads the flags of `isotherm weights`. Throws a UsageError. */
export function readWeightsFlags(args: readonly string[]): WeightsFlags {
  const flags = readFlags(FLAGS, args)
  checkRange(flags)
  return flags
}
