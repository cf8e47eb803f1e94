import { MODELS } from '../../model/models.ts'
import { oneOf } from '../command/flag-values.ts'
import { checkRange, HISTORY_FLAGS } from '../history/history-flags.ts'
import { helpText, readFlags, toggle, withDefault } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

const MODEL_IDS = MODELS.map(({ id }) => id)

const FLAGS = {
  ...HISTORY_FLAGS,
  model: withDefault('ID', MODEL_IDS.join(', '), oneOf(...MODEL_IDS), 'isotherm'),
  json: toggle('print JSON instead of tables'),
}

export const MAGNET_HELP = helpText(
  'magnet [flags]',
  'Tests whether price goes to where much would be liquidated, and whether it goes on where it touches it.',
  FLAGS,
)

export type MagnetFlags = FlagValues<typeof FLAGS>

/** Reads the flags of `isotherm magnet`. Throws a UsageError. */
export function readMagnetFlags(args: readonly string[]): MagnetFlags {
  const flags = readFlags(FLAGS, args)
  checkRange(flags)
  return flags
}
