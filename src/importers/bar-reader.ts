import { BarAssembler } from './bar-assembler.ts'
import type { BarOptions } from './bar-assembler.ts'
import { parseBar } from './bar.ts'
import type { BarTable } from './bar-table.ts'
import type { InstrumentBook } from './instrument-book.ts'
import { ImportError } from './row.ts'
import type { RowReader, RowSink } from './row.ts'
import { parseTime } from './time-text.ts'
import type { TimeFormat } from './time-text.ts'

/** Reads the rows of a CSV of bars or of a series (docs/importing.md). */
export function barReader(
  table: BarTable,
  format: TimeFormat,
  options: BarOptions,
  book: InstrumentBook,
): RowReader {
  const assembler = new BarAssembler(table, options, book)
  let first = true
  return {
    read(cells, line, sink: RowSink) {
      if (first) checkTime(cells[table.index.time ?? -1] ?? '', format, line)
      first = false
      const bar = parseBar(cells, table, format, line)
      if ('reason' in bar) sink.rejects.push(bar)
      else assembler.take(bar, sink)
    },
    end: (sink) => assembler.end(sink),
    notes: () => assembler.notes(),
  }
}

/** A first row in another unit or without a zone means all rows are so: one error instead of a million. */
function checkTime(text: string, format: TimeFormat, line: number): void {
  const reading = parseTime(text, format)
  if ('time' in reading) return
  const whole = reading.unit !== undefined || reading.reason.includes('--')
  if (whole) throw new ImportError(`line ${line}: time "${text.slice(0, 60)}" ${reading.reason}`)
}
