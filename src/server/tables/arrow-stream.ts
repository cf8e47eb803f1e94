import {
  bool,
  columnFromArray,
  float64,
  int64,
  tableFromColumns,
  tableToIPC,
  timestamp,
  TimeUnit,
  utf8,
} from '@uwdata/flechette'
import type { DataType } from '@uwdata/flechette'
import { knownCell } from '../../api/table/table.ts'
import type { Column, ColumnType, Row } from '../../api/table/table.ts'

const TYPES: Readonly<Record<ColumnType, () => DataType>> = {
  time: () => timestamp(TimeUnit.MILLISECOND, 'UTC'),
  number: float64,
  whole: int64,
  text: utf8,
  truth: bool,
}

/** Ends a stream: the mark of a message, and its length, which is none. */
const END = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)

/**
 * Rows as an Arrow IPC stream, a record batch for each part, so that no more than one is in memory;
 * there is one part at least
 * (https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format).
 */
export async function* arrowStream(
  columns: readonly Column[],
  parts: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  let isBegun = false
  for await (const rows of parts) {
    const { schema, batches } = splitStream(encoded(columns, rows))
    if (!isBegun) yield schema
    isBegun = true
    if (rows.length > 0) yield batches
  }
  yield END
}

/** A whole stream of one batch. */
function encoded(columns: readonly Column[], rows: readonly Row[]): Uint8Array {
  const named = columns.map(({ name, type }, i) => {
    const cells = rows.map((row) => knownCell(row[i]))
    return [name, columnFromArray(cells, TYPES[type]())] as const
  })
  return tableToIPC(tableFromColumns(Object.fromEntries(named)), { format: 'stream' }) as Uint8Array
}

/** A stream's first message, which is its schema and has no body, and what lies between it and the end. */
function splitStream(stream: Uint8Array): Readonly<Record<'schema' | 'batches', Uint8Array>> {
  const { buffer, byteOffset } = stream
  const length = 8 + new DataView(buffer, byteOffset).getInt32(4, true)
  return {
    schema: stream.subarray(0, length),
    batches: stream.subarray(length, stream.length - END.length),
  }
}
