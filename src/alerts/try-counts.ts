import type { OutboxRecord, OutboxRow } from './outbox-records.ts'

export interface TryCount {
  /** The channel's name; browsers that asked are one. */
  readonly channel: string
  readonly result: OutboxRow['state']
  readonly count: number
}

/** Counts what became of alerts: delivered, put off, given up. */
export class TryCounts {
  readonly #counts = new Map<string, TryCount>()

  add(record: OutboxRecord): void {
    if (record.type === 'tried')
      for (const { state } of record.results) this.#count(record.channel, state)
    // What is dead at once was never tried.
    if (record.type === 'decided')
      for (const { channel, state } of record.rows)
        if (state === 'dead') this.#count(channel, state)
  }

  all(): readonly TryCount[] {
    return [...this.#counts.values()]
  }

  #count(name: string, result: TryCount['result']): void {
    const channel = name.split('/')[0]!
    const key = `${channel} ${result}`
    const count = (this.#counts.get(key)?.count ?? 0) + 1
    this.#counts.set(key, { channel, result, count })
  }
}
