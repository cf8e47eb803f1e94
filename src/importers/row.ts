import type { MarketEvent } from '../market/event.ts'

/** Why one row was not taken: the column by its name in the file, its text, and what would be right. */
export interface RowReject {
  readonly line: number
  readonly column: string
  readonly value: string
  readonly reason: string
}

/** Where a reader puts what it makes of rows. Pure readers only push; nothing else happens. */
export interface RowSink {
  readonly events: MarketEvent[]
  readonly rejects: RowReject[]
}

/** Turns the rows of one file into market events. */
export interface RowReader {
  /** Takes the cells of one line. */
  read(cells: readonly string[], line: number, sink: RowSink): void
  /** Gives what was held back until the whole file was seen. */
  end(sink: RowSink): void
  /** What a user should know about how the file was read. */
  notes(): readonly string[]
}

/** A file that cannot be read as a whole; the message says what would be right. */
export class ImportError extends Error {}

/** A venue that does not exist. */
export class UnknownVenue extends ImportError {}
