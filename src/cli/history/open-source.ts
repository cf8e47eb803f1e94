import { createHash } from 'node:crypto'
import { mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importFiles, importableFiles } from '../../importers/import-files.ts'
import type { InstrumentFlags } from '../../importers/instrument-choice.ts'
import { importSummary, importTroubles } from '../../importers/import-summary.ts'
import { DAY } from '../../market/units.ts'
import { UNFINISHED } from '../../store/durable-file.ts'
import { openHistory } from '../../store/history.ts'
import type { History } from '../../store/history.ts'
import type { CommandIo } from '../command/command-io.ts'
import { usageError } from '../command/read-flags.ts'

/**
 * Opens what --history names: a Parquet history as it is, or a folder of CSV, zip and Parquet files,
 * which is imported once into the data folder and again when its files change. Throws a UsageError
 * where the folder is missing or holds nothing that can be read.
 * @param instrument what is known of the instruments of the files
 */
export async function openSource(
  path: string,
  data: string,
  io: CommandIo,
  instrument: InstrumentFlags = {},
): Promise<History> {
  const folder = await realpath(path).catch(() => {
    throw usageError(`--history "${path}" does not exist: give a folder`)
  })
  if (!(await stat(folder)).isDirectory())
    throw usageError(`--history "${path}" is a file: give the folder that holds it`)
  if (await exists(join(folder, 'instruments.json'))) return openHistory(folder)
  const files = await importableFiles([folder]).catch((error: Error) => {
    throw usageError(`--history ${error.message}`)
  })
  const imported = await importOnce(folder, files, data, io, instrument)
  return openHistory(imported)
}

/** Opens the history that `isotherm import` writes to, if there is one. */
export async function openOwnHistory(data: string): Promise<History | undefined> {
  const folder = join(data, 'history')
  return (await exists(join(folder, 'instruments.json'))) ? openHistory(folder) : undefined
}

const exists = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined

const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16)

/** How the importer reads files; a change of it imports folders anew. */
const IMPORT_VERSION = 1

/** What `isotherm import` would print, kept beside what was imported: the start stays short. */
const REPORT = 'import-report.txt'

/** How many imports of one folder are kept: an older one may still be open in another process. */
const KEPT = 2

/** The folder of the imported history, imported now unless these very files were before. */
async function importOnce(
  folder: string,
  files: readonly string[],
  data: string,
  io: CommandIo,
  instrument: InstrumentFlags,
): Promise<string> {
  const states = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file)
      return `${file} ${size} ${mtimeMs}`
    }),
  )
  const imports = join(data, 'imported', shortHash(folder))
  const target = join(
    imports,
    shortHash([IMPORT_VERSION, ...states, ...Object.values(instrument)].join('\n')),
  )
  if (await exists(target)) return target
  await mkdir(imports, { recursive: true })
  const unfinished = `${target}.${process.pid}${UNFINISHED}`
  try {
    io.out(`Importing ${files.length} ${files.length === 1 ? 'file' : 'files'} of ${folder}\n`)
    const history = await openHistory(unfinished)
    try {
      const report = await importFiles(files, history, {
        rejects: join(data, 'rejects'),
        flags: instrument,
      })
      for (const line of importTroubles(report)) io.err(`  ${line}\n`)
      await writeFile(join(unfinished, REPORT), `${importSummary(report).join('\n')}\n`)
      if ((await history.instruments()).every(({ candles }) => candles.length === 0))
        throw usageError(`--history "${folder}" holds no candles that could be read`)
    } finally {
      await history.close()
    }
    await rename(unfinished, target).catch(async (error: unknown) => {
      // Another process was faster with the same files.
      if (!(await exists(target))) throw error
    })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  io.out(`  what was read, and how: ${join(target, REPORT)}\n`)
  await removeOld(imports, target)
  return target
}

/** Removes older imports of the same folder, and what imports that were cut off a day ago left. */
async function removeOld(imports: string, current: string): Promise<void> {
  const found = await Promise.all(
    (await readdir(imports)).map(async (name) => {
      const path = join(imports, name)
      return { path, modified: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 }
    }),
  )
  const others = found.filter(({ path }) => path !== current)
  const old = others
    .filter(({ path }) => !path.endsWith(UNFINISHED))
    .sort((a, b) => b.modified - a.modified)
    .slice(KEPT - 1)
  const cutOff = others.filter(
    ({ path, modified }) => path.endsWith(UNFINISHED) && modified < Date.now() - DAY,
  )
  await Promise.all(
    [...old, ...cutOff].map(({ path }) => rm(path, { recursive: true, force: true })),
  )
}
