import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { basename } from 'node:path'
import { openDuck, parquet, readRows } from '../store/duck.ts'
import { BarAssembler } from './bar-assembler.ts'
import { parseBar } from './bar.ts'
import { findFields } from './bar-table.ts'
import { barOptions } from './choose-reader.ts'
import { writeFileInto } from './file-write.ts'
import type { FileContext } from './file-write.ts'
import type { FileReport } from './import-report.ts'
import { ImportError } from './row.ts'
import type { TimeFormat } from './time-text.ts'

const ROWS_PER_BATCH = 20_000
const NUMBER = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|DECIMAL\(.*\))$/

/** One column of a Parquet file and how its values are asked for. */
interface ParquetColumn {
  readonly name: string
  readonly type: string
  readonly sql: string
}

/**
 * Imports one Parquet file of bars or of a series: the columns of the CSV, by name or by mapping.
 * Times may be timestamps, text or numbers. Throws an ImportError where it cannot be read.
 */
export const importParquet = (context: FileContext): Promise<FileReport> =>
  writeFileInto(context, context.path, async (book, sink, flush) => {
    const { path, options, progress } = context
    const duck = await openDuck(join(tmpdir(), `isotherm-import-${process.pid}`))
    try {
      const columns = await describe(duck.reader, path, options.time)
      const table = findFields(
        columns.map(({ name }) => name),
        options.columns,
      )
      const timeColumn = columns[table.index.time ?? -1]
      const native = timeColumn?.type.startsWith('TIMESTAMP') ?? false
      const format: TimeFormat = native ? { unit: 'ms', assumeUtc: true } : options.time
      const assembler = new BarAssembler(table, barOptions(path, basename(path), options), book)
      const select = columns.map(({ sql }) => sql).join(', ')
      const result = await duck.reader.stream(`SELECT ${select} FROM ${parquet([path])}`)
      let row = 0
      for await (const chunk of result) {
        for (const values of chunk.getRows()) {
          row++
          const bar = parseBar(values.map(cell), table, format, row)
          if ('reason' in bar) sink.rejects.push(bar)
          else assembler.take(bar, sink)
        }
        if (sink.events.length >= ROWS_PER_BATCH || sink.rejects.length > 0) await flush()
        progress(row)
      }
      if (row === 0) throw new ImportError('has no rows')
      assembler.end(sink)
      const taken = table.bars ? 'Parquet of bars' : 'Parquet of a series'
      return { taken, rows: row, blankLines: 0, notes: assembler.notes() }
    } finally {
      duck.close()
    }
  })

async function describe(
  connection: Parameters<typeof readRows>[0],
  path: string,
  time: TimeFormat,
): Promise<readonly ParquetColumn[]> {
  const rows = await readRows(connection, `DESCRIBE SELECT * FROM ${parquet([path])}`).catch(
    (error: unknown) => {
      throw new ImportError(`is no whole Parquet file: ${(error as Error).message.split('\n')[0]}`)
    },
  )
  return rows.map((row) => {
    const name = row['column_name'] as string
    const type = row['column_type'] as string
    return { name, type, sql: columnSql(name, type, time) }
  })
}

function columnSql(name: string, type: string, time: TimeFormat): string {
  const quoted = `"${name.replaceAll('"', '""')}"`
  if (type.startsWith('TIMESTAMP') && !type.endsWith('WITH TIME ZONE') && !time.assumeUtc)
    throw new ImportError(`column "${name}" holds times without a zone: say --assume-utc`)
  if (type.startsWith('TIMESTAMP')) return `epoch_ms(${quoted})::DOUBLE`
  if (NUMBER.test(type)) return `${quoted}::DOUBLE`
  // What is neither time, number nor text is shown as text and refused where it is needed.
  return `${quoted}::VARCHAR`
}

/** A value as a cell: NULL is empty, a text is cut of blanks like a CSV's. */
const cell = (value: unknown): string | number =>
  typeof value === 'number' ? value : typeof value === 'string' ? value.trim() : ''
