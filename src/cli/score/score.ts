import type { History } from '../../store/history.ts'
import { chooseStored, idsOf } from '../history/choose-stored.ts'
import type { CommandIo } from '../command/command-io.ts'
import { openDataFolder } from '../command/data-folder.ts'
import { ofEachStored } from '../history/each-stored.ts'
import { LearntInHistory } from '../weights/learnt-elsewhere.ts'
import { readOtherMap } from './other-map.ts'
import { usageError, wantsHelp } from '../command/read-flags.ts'
import { readScoreFlags, SCORE_HELP } from './score-flags.ts'
import type { ScoreFlags } from './score-flags.ts'
import { scoreInstrument } from './score-instrument.ts'
import type { InstrumentScore, OtherMap } from './score-instrument.ts'
import { openChosenHistory } from '../history/history-source.ts'
import { scoreTable } from './score-table.ts'

/**
 * `isotherm score`: how right the maps of a history were. With --json one object where one
 * instrument is scored, else a list of them.
 */
export async function scoreCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(SCORE_HELP)
    return 0
  }
  const flags = readScoreFlags(args)
  const other = flags.map === undefined ? undefined : readOtherMap(flags.map, io.readFile)
  const data = await openDataFolder(flags.data)
  const quiet: CommandIo = flags.json ? { ...io, out: io.err } : io
  const history = await openChosenHistory(flags, data, quiet)
  try {
    const scores = await scoreAll(history, flags, quiet, other)
    if (flags.json) io.out(`${JSON.stringify(scores.length === 1 ? scores[0] : scores, null, 2)}\n`)
    else io.out(scores.map(scoreTable).join('\n'))
    return 0
  } finally {
    await history.close()
  }
}

async function scoreAll(
  history: History,
  flags: ScoreFlags,
  io: CommandIo,
  other: OtherMap | undefined,
): Promise<readonly InstrumentScore[]> {
  const wanted = chooseStored(await history.instruments(), flags.instrument)
  if (other !== undefined && wanted.length !== 1)
    throw usageError(`--map is of one instrument: say which by --instrument, ${idsOf(wanted)}`)
  const range = { from: flags.from, to: flags.to, firstScoredDay: flags['first-scored-day'] }
  const elsewhere = new LearntInHistory(history, range)
  const scores = await ofEachStored(wanted, io, async (stored) => {
    const score = await scoreInstrument(history, stored, range, elsewhere, other)
    if (score !== undefined) return score
    const { id } = stored.instrument
    throw new RangeError(`${id}: no realised liquidations are stored, so nothing can be scored`)
  })
  if (scores.length === 0) throw usageError('nothing could be scored')
  return scores
}
