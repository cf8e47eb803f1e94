import type { RuleCell } from '../signals/alerts/alert-state.ts'
import { OUTBOX_FORMAT } from './outbox-records.ts'
import type { OutboxRecord, OutboxRow } from './outbox-records.ts'

/** Rows that are settled stay in the log of deliveries, and their causes known, up to so many. */
const MOST_SETTLED = 2_000

/** Rows of one snapshot line: far below the longest line. */
const ROWS_A_LINE = 200

const rowKey = (channel: string, key: string): string => `${channel} ${key}`

/** What the records of an outbox amount to. */
export class OutboxBook {
  readonly cells = new Map<string, RuleCell>()
  /** Damaged lines that were found when it was read, ever. */
  lost = 0
  #waiting = new Map<string, Map<string, OutboxRow>>()
  #settled = new Map<string, OutboxRow>()

  apply(record: OutboxRecord): void {
    if (record.type === 'decided') {
      for (const row of record.rows) this.#put(row)
      for (const [key, cell] of record.cells) this.cells.set(key, cell)
    } else if (record.type === 'tried') {
      for (const { key, ...result } of record.results) {
        const row = this.#waiting.get(record.channel)?.get(key)
        if (row !== undefined) this.#put({ ...row, ...result, why: record.why })
      }
    } else this.lost = record.lost
  }

  /** Whether a cause is known for a channel. */
  knows(channel: string, key: string): boolean {
    return this.#waiting.get(channel)?.has(key) === true || this.#settled.has(rowKey(channel, key))
  }

  /** Rows to be sent, in the order in which they were decided. */
  waiting(channel: string): readonly OutboxRow[] {
    return [...(this.#waiting.get(channel)?.values() ?? [])]
  }

  waitingCount(channel: string): number {
    return this.#waiting.get(channel)?.size ?? 0
  }

  /** Channels that rows wait for, whether or not they still exist. */
  channels(): readonly string[] {
    return [...this.#waiting.keys()]
  }

  /** Delivered and dead rows, the oldest first. */
  settled(): readonly OutboxRow[] {
    return [...this.#settled.values()]
  }

  /** Records that make the same book. */
  snapshot(): readonly OutboxRecord[] {
    const rows = [...this.settled(), ...this.channels().flatMap((name) => this.waiting(name))]
    const cells = [...this.cells]
    const records: OutboxRecord[] = []
    for (let at = 0; at < rows.length; at += ROWS_A_LINE)
      records.push({ type: 'decided', rows: rows.slice(at, at + ROWS_A_LINE), cells: [] })
    for (const cell of cells) records.push({ type: 'decided', rows: [], cells: [cell] })
    return [...records, { type: 'begun', format: OUTBOX_FORMAT, lost: this.lost }]
  }

  #put(row: OutboxRow): void {
    const { channel, alert, state } = row
    if (state === 'waiting') {
      const rows = this.#waiting.get(channel) ?? new Map<string, OutboxRow>()
      this.#waiting.set(channel, rows.set(alert.key, row))
      return
    }
    const rows = this.#waiting.get(channel)
    rows?.delete(alert.key)
    if (rows?.size === 0) this.#waiting.delete(channel)
    this.#settled.set(rowKey(channel, alert.key), row)
    for (const oldest of this.#settled.keys()) {
      if (this.#settled.size <= MOST_SETTLED) break
      this.#settled.delete(oldest)
    }
  }
}
