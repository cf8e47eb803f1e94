import { splitCells } from './cells.ts'
import { chooseReader } from './choose-reader.ts'
import type { ChosenReader } from './choose-reader.ts'
import { writeFileInto } from './file-write.ts'
import type { FileContext } from './file-write.ts'
import type { FileReport } from './import-report.ts'
import type { InstrumentBook } from './instrument-book.ts'
import { LineSplitter } from './line-splitter.ts'
import type { Line } from './line-splitter.ts'
import { ImportError } from './row.ts'
import type { RowSink } from './row.ts'
import type { TextSource } from './text-source.ts'

/** A row of numbers is some hundred characters; a line beyond this is no row. */
export const MOST_CHARACTERS_OF_A_LINE = 1024 * 1024
const ROWS_PER_BATCH = 20_000

/** Imports one CSV. Throws an ImportError where it cannot be read as a whole. */
export const importText = (context: FileContext, source: TextSource): Promise<FileReport> =>
  writeFileInto(context, source.label, async (book, sink, flush) => {
    const rows = new TextRows(context, source.name, book, sink)
    const splitter = new LineSplitter(MOST_CHARACTERS_OF_A_LINE)
    const decoder = new TextDecoder('utf-8')
    for await (const piece of source.bytes) {
      for (const line of splitter.push(decoder.decode(piece, { stream: true }))) rows.take(line)
      if (sink.events.length >= ROWS_PER_BATCH || sink.rejects.length > 0) await flush()
      context.progress(rows.count)
    }
    for (const line of [...splitter.push(decoder.decode()), ...splitter.end()]) rows.take(line)
    return rows.end()
  })

/** The lines of one CSV on their way to its reader. */
class TextRows {
  count = 0
  readonly #context: FileContext
  readonly #name: string
  readonly #book: InstrumentBook
  readonly #sink: RowSink
  #chosen: ChosenReader | undefined
  #blank = 0

  constructor(context: FileContext, name: string, book: InstrumentBook, sink: RowSink) {
    this.#context = context
    this.#name = name
    this.#book = book
    this.#sink = sink
  }

  take(line: Line): void {
    if (!line.tooLong && line.text.trim() === '') {
      this.#blank++
      return
    }
    const chosen = this.#chosen
    if (chosen === undefined) this.#begin(line)
    else this.#row(line, chosen)
  }

  end() {
    const chosen = this.#chosen
    if (chosen === undefined) throw new ImportError('is empty')
    if (this.count === 0) throw new ImportError('has a header and no rows')
    chosen.reader.end(this.#sink)
    return {
      taken: chosen.taken,
      rows: this.count,
      blankLines: this.#blank,
      notes: chosen.reader.notes(),
    }
  }

  #begin(line: Line): void {
    const { path, options } = this.#context
    if (line.tooLong)
      throw new ImportError(
        `line ${line.number}: longer than ${MOST_CHARACTERS_OF_A_LINE} characters`,
      )
    const cells = splitCells(line.text, options.delimiter)
    if ('reason' in cells) throw new ImportError(`line ${line.number}: ${cells.reason}`)
    const other = [';', '\t', '|'].find((sign) => line.text.includes(sign))
    if (cells.length === 1 && other !== undefined)
      throw new ImportError(`its header has no comma: say --delimiter ${JSON.stringify(other)}`)
    this.#chosen = chooseReader(path, this.#name, cells, options, this.#book)
    if (!this.#chosen.header) this.#row(line, this.#chosen)
  }

  #row({ number, text, tooLong }: Line, { reader }: ChosenReader): void {
    this.count++
    const cells = tooLong
      ? { reason: `the line is longer than ${MOST_CHARACTERS_OF_A_LINE} characters` }
      : splitCells(text, this.#context.options.delimiter)
    if ('reason' in cells) {
      const value = text.slice(0, 200)
      this.#sink.rejects.push({ line: number, column: '', value, reason: cells.reason })
    } else reader.read(cells, number, this.#sink)
  }
}
