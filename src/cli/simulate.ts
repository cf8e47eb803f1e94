import { resolve } from 'node:path'
import { REGIMES } from '../sim/market/regime.ts'
import type { CommandIo } from './command/command-io.ts'
import { filled, oneOf, wholeNumber } from './command/flag-values.ts'
import {
  helpText,
  readFlags,
  required,
  usageError,
  wantsHelp,
  withDefault,
} from './command/read-flags.ts'
import { holdsOther, isWhole, SHOWN_SIMULATION, writeSimulated } from './serve/simulated-folder.ts'

const FLAGS = {
  out: required(
    'DIR',
    'the folder to write, a Parquet history; made anew if it is damaged',
    filled,
  ),
  seed: withDefault(
    'N',
    'another seed, another market',
    wholeNumber(0, 2 ** 31),
    `${SHOWN_SIMULATION.seed}`,
  ),
  days: withDefault('N', 'how long it is', wholeNumber(1, 365), `${SHOWN_SIMULATION.days}`),
  regime: withDefault('NAME', REGIMES.join(', '), oneOf(...REGIMES), SHOWN_SIMULATION.regime),
}

const HELP = helpText(
  'simulate --out DIR [flags]',
  'Writes a simulated market as a history: candles, open interest, funding and liquidations of traders that do not exist.',
  FLAGS,
)

/** `isotherm simulate`: a history of a market that is made up, for a look at the map without data. */
export async function simulateCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(HELP)
    return 0
  }
  const { out, ...choice } = readFlags(FLAGS, args)
  const folder = resolve(out)
  if (await holdsOther(folder))
    throw usageError(`--out "${out}" holds something else: give a folder that is new`)
  if (!(await isWhole(folder, choice))) await writeSimulated(folder, choice)
  io.out(`${folder}: a simulated market of ${choice.days} days\n`)
  return 0
}
