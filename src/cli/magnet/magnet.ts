import { DAY } from '../../market/units.ts'
import { magnetReport } from '../../score/magnet-report.ts'
import { STRETCH } from '../../score/magnet.ts'
import { chooseStored } from '../history/choose-stored.ts'
import type { CommandIo } from '../command/command-io.ts'
import { openDataFolder } from '../command/data-folder.ts'
import { ofEachStored } from '../history/each-stored.ts'
import { MAGNET_HELP, readMagnetFlags } from './magnet-flags.ts'
import { lookAt } from './magnet-instrument.ts'
import type { InstrumentLooks } from './magnet-instrument.ts'
import { FIRST_LOOK, LOOK_EVERY } from './magnet-levels.ts'
import { magnetTable } from './magnet-table.ts'
import { usageError, wantsHelp } from '../command/read-flags.ts'
import { openChosenHistory } from '../history/history-source.ts'
import type { MagnetAnswer } from './magnet-answer.ts'

/** Equal seeds give equal intervals. */
const SEED = 20_261_122
const LEVEL = 0.95

/** `isotherm magnet`: whether price goes to clusters, and goes on where it touches them. */
export async function magnetCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(MAGNET_HELP)
    return 0
  }
  const flags = readMagnetFlags(args)
  const data = await openDataFolder(flags.data)
  const quiet: CommandIo = flags.json ? { ...io, out: io.err } : io
  const history = await openChosenHistory(flags, data, quiet)
  try {
    const chosen = chooseStored(await history.instruments(), flags.instrument)
    const looks = await ofEachStored(chosen, io, (one) => lookAt(history, one, flags, flags.model))
    if (looks.length === 0) throw usageError('there is no map that could be looked at')
    const answer = answerOf(flags.model, looks)
    io.out(flags.json ? `${JSON.stringify(answer, null, 2)}\n` : magnetTable(answer))
    return 0
  } finally {
    await history.close()
  }
}

function answerOf(model: string, looks: readonly InstrumentLooks[]): MagnetAnswer {
  const options = { seed: SEED, level: LEVEL }
  return {
    model,
    lookEveryMs: LOOK_EVERY,
    firstLookMs: FIRST_LOOK,
    horizonMs: DAY,
    stretchMs: STRETCH,
    level: LEVEL,
    pooled: magnetReport(
      looks.flatMap(({ watched }) => watched),
      options,
    ),
    instruments: looks.map(({ watched, ...one }) => ({
      ...one,
      ...magnetReport(watched, options),
    })),
  }
}
