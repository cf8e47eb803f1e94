import type { MarketEvent } from '../market/event.ts'
import type { Millis } from '../market/units.ts'
import type { JournalDamage, JournalHealth, JournalItem, JournalOptions } from './journal.ts'
import type { JournalRecord } from './journal.ts'
import { MemoryDisk } from './memory-disk.fixture.ts'
import { start } from './events.fixture.ts'
import { openJournal } from './open-journal.ts'
import type { JournalClock } from './ports.ts'
import { readRecords } from './read-journal.ts'

/** Lets everything happen that waits for no time: a memory disk answers in microtasks. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A clock that stands still until it is moved. */
export class HandClock implements JournalClock {
  #now = 0
  #timers: { readonly at: Millis; readonly call: () => void }[] = []

  wall() {
    return start + 3_600_000 + this.#now
  }

  monotonic() {
    return this.#now
  }

  after(wait: Millis, call: () => void) {
    const timer = { at: this.#now + wait, call }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer)
    }
  }

  breathe() {
    return Promise.resolve()
  }

  /** How many timers wait. */
  waiting(): number {
    return this.#timers.length
  }

  async advance(time: Millis): Promise<void> {
    const end = this.#now + time
    await settle()
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.#now = Math.max(this.#now, next.at)
      next.call()
      // oxlint-disable-next-line no-await-in-loop -- time passes in order
      await settle()
    }
    this.#now = end
  }
}

/** A journal on a memory disk, and all that it has told. */
export async function openWorld(
  disk: MemoryDisk = new MemoryDisk(),
  options: Partial<JournalOptions> = {},
) {
  const clock = new HandClock()
  const committed: JournalRecord[] = []
  const healths: JournalHealth[] = []
  const refused: (readonly [MarketEvent, string])[] = []
  const journal = await openJournal(
    {
      directory: disk.path,
      onCommitted: (records) => committed.push(...records),
      onHealth: (health) => healths.push(health),
      onRefused: (event, problem) => refused.push([event, problem]),
      ...options,
    },
    { disk, clock },
  )
  return { journal, disk, clock, committed, healths, refused }
}

/** All that a journal on a disk holds. */
export async function readAll(disk: MemoryDisk, from = 0) {
  const items: JournalItem[] = []
  for await (const batch of readRecords(disk, { from })) items.push(...batch)
  const records = items.flatMap((item) => (item.type === 'record' ? [item.record] : []))
  const damage: readonly JournalDamage[] = items.flatMap((item) =>
    item.type === 'damage' ? [item.damage] : [],
  )
  return { items, records, damage, events: records.map(({ event }) => event) }
}
