import { join, resolve } from 'node:path'
import { scoresTable } from '../../api/table/map-tables.ts'
import type { Row } from '../../api/table/table.ts'
import { openScoreFiles } from '../../server/score/score-files.ts'
import type { LastScores } from '../../server/score/score-files.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { chooseStored } from '../history/choose-stored.ts'
import type { CommandIo } from '../command/command-io.ts'
import { openDataFolder } from '../command/data-folder.ts'
import { EXPORT_HELP, readExportFlags } from './export-flags.ts'
import type { ExportFlags, ExportName } from './export-flags.ts'
import { exportedClusters, exportedLevels, exportedSignals } from './export-map.ts'
import { checkPlace, writeTableFile, writeTableOut } from './export-output.ts'
import * as stored from './export-stored.ts'
import { openChosenHistory } from '../history/history-source.ts'
import { usageError, wantsHelp } from '../command/read-flags.ts'
import type { Exported } from './exported.ts'

/** `isotherm export`: writes what is known as a table. */
export async function exportCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(EXPORT_HELP)
    return 0
  }
  const flags = readExportFlags(args)
  const { out, format, force } = flags
  const path = out === undefined ? undefined : resolve(out)
  if (path !== undefined) await checkPlace(path, force)
  else if (process.stdout.isTTY && (format === 'parquet' || format === 'arrow'))
    throw usageError(`--format ${format} is no text for a terminal: give --out`)
  const data = await openDataFolder(flags.data)
  const history = await openChosenHistory(flags, data, { ...io, out: io.err })
  try {
    const chosen = chooseStored(await history.instruments(), flags.instrument)
    const scores = () => openScoreFiles(join(data, 'scores'), (message) => io.err(`${message}\n`))
    const { columns, parts } = TABLES[flags.what](history, flags, scores)
    const counted = { rows: 0 }
    const table = { format, columns, parts: all(chosen, parts, counted, io) }
    if (path === undefined) await writeTableOut(table)
    else await writeTableFile(path, force, table)
    io.err(`${out ?? 'standard output'}: ${counted.rows} rows of ${flags.what}\n`)
    return 0
  } finally {
    await history.close()
  }
}

type Maker = (history: History, flags: ExportFlags, scores: () => LastScores) => Exported

const TABLES: Readonly<Record<ExportName, Maker>> = {
  candles: stored.exportedCandles,
  'open-interest': stored.exportedOpenInterest,
  funding: stored.exportedFunding,
  liquidations: stored.exportedLiquidations,
  'liquidation-totals': stored.exportedTotals,
  gaps: stored.exportedGaps,
  levels: exportedLevels,
  clusters: exportedClusters,
  signals: exportedSignals,
  scores: (_history, _flags, scores) => exportedScores(scores()),
}

/** The scores that were kept last. */
function exportedScores(files: LastScores): Exported {
  return {
    columns: scoresTable.columns,
    async *parts({ instrument: { id } }) {
      const kept = await files.last(id)
      if (kept === undefined) throw new RangeError(`${id} has no score`)
      yield scoresTable.rows(kept)
    },
  }
}

/** Rows are handed on so many at a time, at least. */
const PART_ROWS = 10_000

/** The rows of all instruments. One that has none is told and left out; throws a UsageError where none has any. */
async function* all(
  chosen: readonly HistoryInstrument[],
  parts: Exported['parts'],
  counted: { rows: number },
  { err }: CommandIo,
): AsyncGenerator<readonly Row[]> {
  const refused: string[] = []
  let waiting: Row[] = []
  for (const one of chosen)
    try {
      for await (const rows of parts(one)) {
        counted.rows += rows.length
        for (const row of rows) waiting.push(row)
        if (waiting.length < PART_ROWS) continue
        yield waiting
        waiting = []
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      refused.push(error.message)
    }
  if (refused.length > 0 && refused.length === chosen.length) throw usageError(refused.join('; '))
  for (const why of refused) err(`${why}\n`)
  yield waiting
}
