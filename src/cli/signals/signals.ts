import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { instrumentSignalsSchema } from '../../api/signal-records.ts'
import { FEWEST_CASES } from '../../score/level-record.ts'
import { STRETCH } from '../../score/magnet.ts'
import { SIGNAL_RECORDS, openSignalRecordFiles } from '../../server/signals/signal-record-files.ts'
import { chooseStored } from '../history/choose-stored.ts'
import type { CommandIo } from '../command/command-io.ts'
import { openDataFolder } from '../command/data-folder.ts'
import { ofEachStored } from '../history/each-stored.ts'
import { openChosenHistory } from '../history/history-source.ts'
import { usageError, wantsHelp } from '../command/read-flags.ts'
import { readSignalsFlags, SIGNALS_HELP } from './signals-flags.ts'
import { followSignals, READ_EVERY, signalRecords } from './signals-instrument.ts'
import type { FollowedSignals } from './signals-instrument.ts'
import { signalsTable } from './signals-table.ts'
import type { SignalsAnswer } from './signals-answer.ts'

/** Equal seeds give equal intervals. */
const SEED = 20_261_122
const LEVEL = 0.95

/** `isotherm signals`: what followed what maps said by rule, against chance. */
export async function signalsCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(SIGNALS_HELP)
    return 0
  }
  const flags = readSignalsFlags(args)
  const data = await openDataFolder(flags.data)
  const quiet: CommandIo = flags.json ? { ...io, out: io.err } : io
  const history = await openChosenHistory(flags, data, quiet)
  try {
    const chosen = chooseStored(await history.instruments(), flags.instrument)
    const followed = await ofEachStored(chosen, io, (one) => followSignals(history, one, flags))
    if (followed.length === 0) throw usageError('there is no map that could be read')
    const answer = answerOf(followed)
    if (flags.keep) await keep(answer, join(data, SIGNAL_RECORDS), io)
    io.out(flags.json ? `${JSON.stringify(answer, null, 2)}\n` : signalsTable(answer))
    return 0
  } finally {
    await history.close()
  }
}

function answerOf(followed: readonly FollowedSignals[]): SignalsAnswer {
  const options = { seed: SEED, level: LEVEL }
  return {
    readEveryMs: READ_EVERY,
    stretchMs: STRETCH,
    fewestCases: FEWEST_CASES,
    level: LEVEL,
    pooled: signalRecords(followed, options),
    instruments: followed.map((one) => ({ ...one.about, ...signalRecords([one], options) })),
  }
}

async function keep(
  { instruments }: SignalsAnswer,
  directory: string,
  { err }: CommandIo,
): Promise<void> {
  await mkdir(directory, { recursive: true })
  const files = openSignalRecordFiles(directory, (message) => err(`${message}\n`))
  const madeAt = Date.now()
  for (const one of instruments) {
    // oxlint-disable-next-line no-await-in-loop -- one file after the other
    await files.write({ madeAt, record: instrumentSignalsSchema.parse(one) })
  }
}
