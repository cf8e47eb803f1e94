import type { Column, Row } from '../../api/table/table.ts'
import type { HistoryInstrument } from '../../store/history.ts'

/** A table of instruments, a part of the rows at a time. Parts throw a RangeError where an instrument has none. */
export interface Exported {
  readonly columns: readonly Column[]
  readonly parts: (stored: HistoryInstrument) => AsyncIterable<readonly Row[]>
}
