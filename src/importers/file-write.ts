import type { AppendReport, History } from '../store/history.ts'
import type { FileReport } from './import-report.ts'
import type { ImportOptions } from './import-options.ts'
import { InstrumentBook } from './instrument-book.ts'
import { knownInstrument } from './import-options.ts'
import { describeReject } from './reject-log.ts'
import type { RejectLog } from './reject-log.ts'
import { ImportError } from './row.ts'
import type { RowSink } from './row.ts'

/** The first broken row of a strict import. */
export class StrictReject extends ImportError {}

/** What one file is read with. */
export interface FileContext {
  readonly path: string
  readonly history: History
  readonly options: ImportOptions
  readonly log: RejectLog
  /** Told now and then how many rows have been read. */
  readonly progress: (rows: number) => void
}

/** What the reading of one file leaves for its report. */
export interface Reading {
  readonly taken: string
  readonly rows: number
  readonly blankLines: number
  readonly notes: readonly string[]
}

/**
 * Reads one text or Parquet file into the history: all of it, or nothing where it cannot be read.
 * @param read pushes rows into the sink and calls `flush` now and then
 */
export async function writeFileInto(
  { history, options, log }: FileContext,
  label: string,
  read: (book: InstrumentBook, sink: RowSink, flush: () => Promise<void>) => Promise<Reading>,
): Promise<FileReport> {
  const book = new InstrumentBook(options.flags, knownInstrument)
  const sink: RowSink = { events: [], rejects: [] }
  const before = log.count
  const write = history.begin()
  const flush = async () => {
    const [first] = sink.rejects
    await log.add(label, sink.rejects)
    if (options.strict && first !== undefined)
      throw new StrictReject(describeReject({ file: label, ...first }))
    await write.add(sink.events)
    sink.events.length = 0
    sink.rejects.length = 0
  }
  try {
    const reading = await read(book, sink, flush)
    await flush()
    const stored = await commit(history, book, write)
    return {
      label,
      ...reading,
      notes: [...reading.notes, ...book.notes()],
      rejected: log.count - before,
      stored,
      error: undefined,
    }
  } catch (error) {
    await write.discard()
    throw error
  }
}

async function commit(
  history: History,
  book: InstrumentBook,
  write: ReturnType<History['begin']>,
): Promise<AppendReport> {
  const stored = new Map(
    (await history.definitions()).map((instrument) => [instrument.id, instrument]),
  )
  return write.commit(book.instruments(stored))
}
