import { DOUBLE, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api'
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import type { InstrumentId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { doubles } from './duck.ts'
import { seriesInterval } from './history-kinds.ts'
import type { HistoryEvent, HistoryKind } from './history-kinds.ts'
import { partitionSpan } from './history-path.ts'

const CHUNK_ROWS = 2048

/** Rows of one series and partition that wait to be merged. */
export interface StagedPart {
  readonly kind: HistoryKind
  readonly instrument: InstrumentId
  readonly interval: Millis | undefined
  readonly from: Millis
  readonly to: Millis
  /** Name of the DuckDB table and the number by which its rows are told apart. */
  readonly table: string
  readonly part: number
  rows: number
}

/**
 * Rows of one kind on their way into Parquet, in a temporary DuckDB table:
 * `part` (which series and partition), `row` (order of arrival), then the kind's columns as c0, c1, …
 * Unknown numbers are NaN and unknown texts '' until they are merged.
 */
export class HistoryStage {
  readonly parts: StagedPart[] = []
  readonly #kind: HistoryKind
  readonly #table: string
  readonly #appender: DuckDBAppender
  readonly #columns: readonly (Float64Array | string[])[]
  readonly #parts = new Map<string, StagedPart[]>()
  readonly #nameless = new Map<string, number>()
  #last: StagedPart | undefined
  #closed = false
  #filled = 0
  #arrived = 0

  private constructor(kind: HistoryKind, table: string, appender: DuckDBAppender) {
    this.#kind = kind
    this.#table = table
    this.#appender = appender
    this.#columns = [
      new Float64Array(CHUNK_ROWS),
      new Float64Array(CHUNK_ROWS),
      ...kind.columns.map(({ type }) =>
        type === 'VARCHAR'
          ? Array.from({ length: CHUNK_ROWS }, () => '')
          : new Float64Array(CHUNK_ROWS),
      ),
    ]
  }

  /** Makes the table of a kind. `name` must be free on this connection. */
  static async open(
    connection: DuckDBConnection,
    kind: HistoryKind,
    name: string,
  ): Promise<HistoryStage> {
    const columns = kind.columns.map(
      ({ type }, i) => `c${i} ${type === 'VARCHAR' ? 'VARCHAR' : 'DOUBLE'}`,
    )
    await connection.run(`CREATE TABLE ${name} (part DOUBLE, row DOUBLE, ${columns.join(', ')})`)
    return new HistoryStage(kind, name, await connection.createAppender(name))
  }

  /** Takes one event of the stage's kind. Throws a RangeError on a number that is not finite. */
  add(event: HistoryEvent): void {
    const row = this.#kind.row(event)
    const at = row[0] as Millis
    const part = this.#partOf(event, at)
    part.rows++
    const i = this.#filled
    ;(this.#columns[0] as Float64Array)[i] = part.part
    ;(this.#columns[1] as Float64Array)[i] = this.#arrived++
    for (let c = 0; c < row.length; c++) {
      const column = this.#columns[c + 2]
      const value = row[c]
      if (column instanceof Float64Array) {
        if (value !== undefined && !Number.isFinite(value)) throw this.#unfit(event, c, value)
        column[i] = value === undefined ? Number.NaN : (value as number)
      } else if (column !== undefined) {
        column[i] = value === undefined ? this.#missingText(event) : (value as string)
      }
    }
    this.#filled++
    if (this.#filled === CHUNK_ROWS) this.#flush()
  }

  /** Hands the last rows over; nothing can be added afterwards. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#flush()
    this.#appender.closeSync()
  }

  #partOf(event: HistoryEvent, at: Millis): StagedPart {
    const interval = seriesInterval(event)
    const last = this.#last
    if (
      last !== undefined &&
      last.instrument === event.instrument &&
      last.interval === interval &&
      at >= last.from &&
      at < last.to
    )
      return last
    if (interval !== undefined && (interval % SECOND !== 0 || interval <= 0))
      throw new RangeError(`interval ${interval} of ${event.instrument} is not in whole seconds`)
    const series = `${event.instrument} ${interval ?? ''}`
    const known = this.#parts.get(series) ?? []
    const found = known.find((part) => at >= part.from && at < part.to)
    if (found !== undefined) return (this.#last = found)
    const part: StagedPart = {
      kind: this.#kind,
      instrument: event.instrument,
      interval,
      ...partitionSpan(this.#kind, at),
      table: this.#table,
      part: this.parts.length,
      rows: 0,
    }
    this.parts.push(part)
    this.#parts.set(series, [...known, part])
    return (this.#last = part)
  }

  /**
   * A trade without an id is known by what it says and by how many like it came before in this
   * write: so two real ones stay two, and the same file read twice still gives two.
   */
  #missingText(event: HistoryEvent): string {
    if (event.type !== 'trade') return ''
    const said = `#${event.price}:${event.quantity}:${event.takerSide}`
    const key = `${event.instrument} ${event.exchangeTime} ${said}`
    const before = this.#nameless.get(key) ?? 0
    this.#nameless.set(key, before + 1)
    return `${said}:${before}`
  }

  #unfit(event: HistoryEvent, column: number, value: unknown): RangeError {
    const name = this.#kind.columns[column]?.name ?? column
    return new RangeError(`${event.type} of ${event.instrument}: ${name} is ${String(value)}`)
  }

  #flush(): void {
    const rows = this.#filled
    if (rows === 0) return
    const types = this.#columns.map((column) => (column instanceof Float64Array ? DOUBLE : VARCHAR))
    const chunk = DuckDBDataChunk.create(types, rows)
    this.#columns.forEach((column, c) => {
      if (column instanceof Float64Array) {
        doubles(chunk, c).set(column.subarray(0, rows))
        chunk.getColumnVector(c).flush()
      } else {
        chunk.setColumnValues(c, column.slice(0, rows))
      }
    })
    this.#appender.appendDataChunk(chunk)
    this.#filled = 0
  }
}
