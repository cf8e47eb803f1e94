import { basename, dirname } from 'node:path'
import { parseInterval } from '../store/interval.ts'
import { archiveColumns, archiveKindOf } from './archive-columns.ts'
import { parseArchiveName } from './archive-name.ts'
import type { ArchiveKind, ArchiveName } from './archive-name.ts'
import { archiveReader } from './archive-reader.ts'
import type { BarOptions } from './bar-assembler.ts'
import { barReader } from './bar-reader.ts'
import { findFields } from './bar-table.ts'
import { placeOf } from './import-options.ts'
import type { ImportOptions } from './import-options.ts'
import type { InstrumentBook } from './instrument-book.ts'
import { ImportError } from './row.ts'
import type { RowReader } from './row.ts'

/** A reader for the rows of one text, and whether the first line was a header. */
export interface ChosenReader {
  readonly reader: RowReader
  readonly taken: string
  readonly header: boolean
}

/**
 * Chooses how a CSV is read, from its name and its first line. Throws an ImportError that says what
 * is missing.
 * @param path the file on disk, whose folder may name the venue
 * @param name the text's own name, that of the entry in a zip
 */
export function chooseReader(
  path: string,
  name: string,
  cells: readonly string[],
  options: ImportOptions,
  book: InstrumentBook,
): ChosenReader {
  const mapped = Object.keys(options.columns).length > 0
  const named = mapped ? undefined : parseArchiveName(name)
  const kind = named?.kind ?? (mapped ? undefined : archiveKindOf(cells))
  if (kind !== undefined) {
    const chosen = chooseArchive(kind, named, name, cells, options, book)
    if (chosen !== undefined) return chosen
  }
  if (/^-?[\d.]+$/.test(cells[0] ?? ''))
    throw new ImportError(
      `has no header: its first line begins with ${JSON.stringify(cells[0]?.slice(0, 40))}`,
    )
  const table = findFields(cells, options.columns)
  const reader = barReader(table, options.time, barOptions(path, name, options), book)
  return { reader, taken: table.bars ? 'CSV of bars' : 'CSV of a series', header: true }
}

/** What a user and the file's place say of a table of bars. */
export function barOptions(path: string, name: string, options: ImportOptions): BarOptions {
  const place = placeOf(basename(dirname(path)), name)
  const { flags, interval, rename, now } = options
  return {
    venue: flags.venue,
    symbol: flags.symbol,
    placeVenue: place.venue,
    placeSymbol: place.symbol,
    interval,
    namedInterval: place.interval === undefined ? undefined : parseInterval(place.interval),
    rename,
    now,
  }
}

function chooseArchive(
  kind: ArchiveKind,
  named: ArchiveName | undefined,
  name: string,
  cells: readonly string[],
  { flags, interval, now }: ImportOptions,
  book: InstrumentBook,
): ChosenReader | undefined {
  const found = archiveColumns(kind, cells)
  if (found === undefined) {
    if (!/^\d/.test(cells[0] ?? '')) return undefined
    throw new ImportError(
      `is named like ${kind} of Binance's archive, but its first line has ${cells.length} cells`,
    )
  }
  const symbol = named?.symbol ?? flags.symbol ?? placeOf('', name).symbol
  if (symbol === undefined)
    throw new ImportError(`holds ${kind} of which instrument? Say --symbol, like --symbol BTCUSDT`)
  if (flags.symbol !== undefined && flags.symbol !== symbol)
    throw new ImportError(`is of ${symbol}, but --symbol says ${flags.symbol}`)
  const instrument = book.choose(flags.venue ?? 'binance', symbol)
  const reader = archiveReader({
    kind,
    instrument,
    columns: found.columns,
    interval: interval ?? named?.interval,
    now,
    see: (price) => book.seePrice(instrument.id, price),
  })
  return { reader, taken: `archive ${kind}`, header: found.header }
}
