import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { History } from '../store/history.ts'
import { StrictReject } from './file-write.ts'
import type { FileContext } from './file-write.ts'
import { importParquet } from './import-parquet.ts'
import { defaultOptions } from './import-options.ts'
import type { ImportOptions } from './import-options.ts'
import type { FileReport, ImportReport, InstrumentGaps } from './import-report.ts'
import { importText } from './import-text.ts'
import { RejectLog } from './reject-log.ts'
import type { Reject } from './reject-log.ts'
import { ImportError } from './row.ts'
import { fileFormat, textSources } from './text-source.ts'

const IMPORTED = /\.(csv|csv\.gz|zip|parquet)$/i

/** Told while files are read. */
export type ImportProgress = (file: string, rows: number) => void

/** The files to import: files as they are, of folders those that can be imported, by name. Throws an ImportError where there is none. */
export async function importableFiles(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = []
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- order matters
    const found = await stat(path).catch((error: unknown) => {
      throw new ImportError(`${path}: ${(error as Error).message}`)
    })
    if (!found.isDirectory()) {
      files.push(path)
      continue
    }
    // oxlint-disable-next-line no-await-in-loop -- order matters
    const names = (await readdir(path)).filter((name) => IMPORTED.test(name)).sort()
    if (names.length === 0)
      throw new ImportError(`${path}: holds no .csv, .csv.gz, .zip or .parquet file`)
    files.push(...names.map((name) => join(path, name)))
  }
  return files
}

/**
 * Imports files one after another. A file that cannot be read is reported and the others go on; a
 * strict import ends at the first broken row or file.
 */
export async function importFiles(
  paths: readonly string[],
  history: History,
  options: Partial<ImportOptions> = {},
  progress: ImportProgress = () => {},
): Promise<ImportReport> {
  const all = { ...defaultOptions(join(history.directory, 'rejects'), Date.now()), ...options }
  const files: FileReport[] = []
  const rejects: Reject[] = []
  const rejectFiles: string[] = []
  let stopped = false
  for (const path of paths) {
    const log = new RejectLog(all.rejects, path)
    const context: FileContext = {
      path,
      history,
      options: all,
      log,
      progress: (rows) => progress(path, rows),
    }
    // oxlint-disable-next-line no-await-in-loop -- one file at a time
    const failed = await importOne(context, files)
    rejects.push(...log.shown)
    if (log.count > 0) rejectFiles.push(log.path)
    stopped = all.strict && failed
    if (stopped) break
  }
  return { files, rejects, rejectFiles, gaps: await gapsOf(history, files), stopped }
}

/** Imports what is in one file and says whether something in it failed as a whole. */
async function importOne(context: FileContext, files: FileReport[]): Promise<boolean> {
  const { path, log } = context
  let label = path
  try {
    await log.begin()
    const format = await fileFormat(path)
    if (format === 'parquet') files.push(await importParquet(context))
    else
      for await (const source of textSources(path, format)) {
        label = source.label
        files.push(await importText(context, source))
      }
    return false
  } catch (error) {
    if (!(error instanceof ImportError) && !isFileError(error)) throw error
    const { message } = error as Error
    files.push({
      label,
      taken: '',
      rows: 0,
      rejected: log.count,
      blankLines: 0,
      notes: [],
      stored: undefined,
      error: error instanceof StrictReject ? message : `${label}: ${message}`,
    })
    return true
  }
}

/** Trouble of the file system, as opposed to a fault of ours. */
const isFileError = (error: unknown): boolean =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'

async function gapsOf(history: History, files: readonly FileReport[]): Promise<InstrumentGaps[]> {
  const touched = new Set(files.flatMap(({ stored }) => stored?.instruments ?? []))
  const stored = (await history.instruments()).filter(({ instrument }) =>
    touched.has(instrument.id),
  )
  const found: InstrumentGaps[] = []
  for (const { instrument, candles } of stored) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const gaps = await history.gaps(instrument.id)
    found.push({ instrument: instrument.id, candles: candles.length > 0, gaps })
  }
  return found
}
