import { bookLevels } from '../wire/book-levels.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import { header, instrumentField, integerField, wordField } from '../wire/fields.ts'
import type { Reading } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf } from '../wire/rows.ts'

const KINDS: ReadonlyMap<string, 'snapshot' | 'changes'> = new Map([
  ['snapshot', 'snapshot'],
  ['update', 'changes'],
])

/** Channel `books`: 400 levels, then changes. Each names its number and the one before it. */
export function takeBook(
  reading: Reading,
  message: Fields,
  arg: Fields,
  known: InstrumentsByName,
): void {
  const rows = rowsOf(reading, 'books.data', message['data'])
  const listed = instrumentField(reading, 'books.arg', arg, 'instId', known)
  const kind = wordField(reading, 'books', message, 'action', KINDS)
  if (listed === undefined || kind === undefined) return
  for (const row of rows) {
    const unit = listed.instrument.contractSize
    const last = integerField(reading, 'books', row, 'seqId')
    const previous =
      kind === 'snapshot' ? undefined : integerField(reading, 'books', row, 'prevSeqId')
    const bids = bookLevels(reading, 'books.bids', row['bids'], unit)
    const asks = bookLevels(reading, 'books.asks', row['asks'], unit)
    if (last === undefined || !bids || !asks) continue
    if (kind === 'changes' && previous === undefined) continue
    const { instrument, exchangeTime } = header(reading, listed, row['ts'])
    const before = previous === undefined ? {} : { previous }
    reading.books.push({ instrument, kind, exchangeTime, first: last, last, ...before, bids, asks })
  }
}
