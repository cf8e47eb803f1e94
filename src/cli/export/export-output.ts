import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { access, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { quoted } from '../../api/quoted.ts'
import type { Column, TableFormat } from '../../api/table/table.ts'
import { writeParquetFile } from '../../server/tables/parquet-file.ts'
import { tableStream } from '../../server/tables/table-bytes.ts'
import type { Parts } from '../../server/tables/table-bytes.ts'
import { flush, UNFINISHED } from '../../store/durable-file.ts'
import { outputRoom } from '../command/output-room.ts'
import { usageError } from '../command/read-flags.ts'

/** Where a table goes: a file that is there whole or not at all, or standard output. */

export interface WrittenTable {
  readonly format: TableFormat
  readonly columns: readonly Column[]
  readonly parts: Parts
}

/** Throws a UsageError where a file cannot be put there. */
export async function checkPlace(path: string, force: boolean): Promise<void> {
  const told = await stat(path).catch(() => undefined)
  if (told?.isDirectory()) throw usageError(`--out ${quoted(path)} is a folder: give a file`)
  if (told !== undefined && !force)
    throw usageError(`--out ${quoted(path)} is there already: --force replaces it`)
  await access(dirname(path)).catch(() => {
    throw usageError(`--out ${quoted(path)} lies in a folder that does not exist`)
  })
}

/** Signals that end the program, and the code it ends with. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Writes a file beside its place and puts it there once it is whole; what is broken off leaves nothing. */
export async function writeTableFile(
  path: string,
  force: boolean,
  table: WrittenTable,
): Promise<void> {
  await checkPlace(path, force)
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}${UNFINISHED}`)
  const ends = Object.entries(SIGNALS).map(([signal, code]) => {
    const end = () => {
      rmSync(unfinished, { force: true })
      process.exit(code)
    }
    process.once(signal, end)
    return () => process.off(signal, end)
  })
  try {
    await fill(unfinished, table)
    await flush(unfinished)
    await checkPlace(path, force)
    await rename(unfinished, path)
    await flush(dirname(path))
  } finally {
    await rm(unfinished, { force: true })
    for (const forget of ends) forget()
  }
}

async function fill(path: string, { format, columns, parts }: WrittenTable): Promise<void> {
  if (format === 'parquet') return writeParquetFile(path, columns, parts)
  await pipeline(Readable.from(tableStream(format, columns, parts)), createWriteStream(path))
}

/** Writes to standard output, as fast as it is read. Ends where its reader has gone. */
export async function writeTableOut({ format, columns, parts }: WrittenTable): Promise<void> {
  if (format !== 'parquet') return toOutput(tableStream(format, columns, parts))
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-export-'))
  try {
    const path = join(folder, 'table.parquet')
    await writeParquetFile(path, columns, parts)
    await toOutput(createReadStream(path))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function toOutput(chunks: AsyncIterable<string | Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    process.stdout.write(chunk)
    if (!(await outputRoom())) return
  }
}
