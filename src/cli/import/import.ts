import { join } from 'node:path'
import { downloadArchive } from '../../importers/archive-download.ts'
import { importFiles, importableFiles } from '../../importers/import-files.ts'
import type { ImportOptions } from '../../importers/import-options.ts'
import { importSummary } from '../../importers/import-summary.ts'
import { openHistory } from '../../store/history.ts'
import type { CommandIo } from '../command/command-io.ts'
import { openDataFolder } from '../command/data-folder.ts'
import { DOWNLOADED_INTERVAL, IMPORT_FLAGS } from './import-flags.ts'
import { openProgress } from './import-progress.ts'
import type { Progress } from './import-progress.ts'
import { helpText, readArguments, usageError, wantsHelp, wrongFlag } from '../command/read-flags.ts'
import type { FlagValues } from '../command/read-flags.ts'

const ABOUT = [
  'Takes market data from CSV, zip, gzip and Parquet files, or folders of them, into the history.',
  'What a file must hold: docs/importing.md. Importing the same data again changes nothing.',
].join('\n')

type Values = FlagValues<typeof IMPORT_FLAGS>

/**
 * `isotherm import FILE…` and `isotherm import --download binance …`. Resolves with 0, with 1 where a
 * file could not be read, rows were rejected under --strict or the download failed; throws a
 * UsageError on bad flags.
 */
export async function importCommand(args: readonly string[], io: CommandIo): Promise<number> {
  if (wantsHelp(args)) {
    io.out(helpText('import FILE… [flags]', ABOUT, IMPORT_FLAGS))
    return 0
  }
  const { others: paths, values: flags } = readArguments(IMPORT_FLAGS, args)
  checkTogether(paths, flags)
  const data = await openDataFolder(flags.data)
  const progress = openProgress(io)
  try {
    const downloaded = flags.download === undefined ? [] : await download(flags, data, io, progress)
    if (downloaded === undefined) return 1
    const files = [...downloaded, ...(paths.length > 0 ? await importableFiles(paths) : [])]
    return await importInto(data, files, options(flags, data), io, progress)
  } finally {
    progress.end()
  }
}

async function importInto(
  data: string,
  files: readonly string[],
  settings: ImportOptions,
  io: CommandIo,
  progress: Progress,
): Promise<number> {
  const history = await openHistory(join(data, 'history'))
  try {
    const report = await importFiles(files, history, settings, (file, rows) =>
      progress.show(files.indexOf(file), files.length, `${file}: ${rows} rows`),
    )
    progress.end()
    for (const line of importSummary(report)) io.out(`${line}\n`)
    const failed = report.files.filter(({ error }) => error !== undefined).length
    if (report.stopped) io.err('stopped at the first broken row or file, as --strict says\n')
    else if (failed > 0) io.err(`${failed} of ${report.files.length} files were not imported\n`)
    return failed > 0 ? 1 : 0
  } finally {
    await history.close()
  }
}

async function download(
  flags: Values,
  data: string,
  io: CommandIo,
  progress: Progress,
): Promise<readonly string[] | undefined> {
  const { symbol = '', interval = DOWNLOADED_INTERVAL, from = 0, to = 0, kinds } = flags
  const range = { symbol, kinds, interval, from, to }
  const place = { url: flags['archive-url'], folder: join(data, 'archive') }
  const { files, absent } = await downloadArchive(range, place, (done, of, { path, outcome }) =>
    progress.show(done, of, `${path}: ${outcome}`),
  )
  progress.end()
  for (const path of absent) io.err(`the archive has no ${path}\n`)
  if (files.length > 0) return files
  io.err(`the archive at ${place.url} has nothing of ${symbol} in this range\n`)
  return undefined
}

function options(flags: Values, data: string): ImportOptions {
  const { venue, symbol, base, quote, contract, tick } = flags
  const contractSize = flags['contract-size']
  const said = { venue, symbol, base, quote, contract, contractSize, tick }
  return {
    flags: Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    columns: flags.column,
    rename: flags.rename,
    interval: flags.interval,
    time: { unit: flags['time-unit'], assumeUtc: flags['assume-utc'] },
    delimiter: flags.delimiter,
    strict: flags.strict,
    rejects: join(data, 'rejects'),
    now: Date.now(),
  }
}

function checkTogether(paths: readonly string[], flags: Values): void {
  const { download: from, symbol } = flags
  if (from === undefined) {
    if (paths.length === 0)
      throw usageError('which files? Name files or folders, or say --download binance')
    const idle = (['from', 'to'] as const).find((name) => flags[name] !== undefined)
    if (idle !== undefined) throw usageError(`--${idle} belongs to --download binance`)
    return
  }
  for (const name of ['symbol', 'from', 'to'] as const)
    if (flags[name] === undefined) throw usageError(`--download needs --${name}`)
  if (!/^[A-Z0-9]+(?:_PERP)?$/.test(symbol ?? ''))
    throw wrongFlag('symbol', symbol, "must be Binance's, like BTCUSDT or BTCUSD_PERP")
  if ((flags.from ?? 0) > (flags.to ?? 0)) throw usageError('--from must not be after --to')
  if ((flags.to ?? 0) > Date.now()) throw usageError('--to must not be in the future')
  if (flags.venue !== undefined && flags.venue !== 'binance')
    throw wrongFlag('venue', flags.venue, 'must be binance with --download binance')
}
