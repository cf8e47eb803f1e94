import { chooseStored } from '../history/choose-stored.ts'
import type { CommandIo } from '../command/command-io.ts'
import { openDataFolder } from '../command/data-folder.ts'
import { ofEachStored } from '../history/each-stored.ts'
import { usageError, wantsHelp } from '../command/read-flags.ts'
import { openChosenHistory } from '../history/history-source.ts'
import { readWeightsFlags, WEIGHTS_HELP } from './weights-flags.ts'
import { instrumentWeights } from './weights-instrument.ts'
import { weightsTable } from './weights-table.ts'

/**
 * `isotherm weights`: what each instrument of a history has learnt by itself. With --json one object
 * where there is one instrument, else a list of them.
 */
export async function weightsCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(WEIGHTS_HELP)
    return 0
  }
  const flags = readWeightsFlags(args)
  const data = await openDataFolder(flags.data)
  const history = await openChosenHistory(flags, data, flags.json ? { ...io, out: io.err } : io)
  try {
    const chosen = chooseStored(await history.instruments(), flags.instrument)
    const shown = await ofEachStored(chosen, io, (one) => instrumentWeights(history, one, flags))
    if (shown.length === 0) throw usageError('nothing could be learnt')
    const answers = shown.map(({ answer }) => answer)
    if (flags.json) io.out(`${JSON.stringify(answers.length === 1 ? answers[0] : answers)}\n`)
    else io.out(shown.map(weightsTable).join('\n'))
    return 0
  } finally {
    await history.close()
  }
}
