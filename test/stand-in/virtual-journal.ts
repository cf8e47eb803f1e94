import { JournalTail } from '../../src/collector/journal-tail.ts'
import type { FeedClock } from '../../src/feed/ports.ts'
import type { MarketEvent } from '../../src/market/event.ts'
import type { Millis } from '../../src/market/units.ts'

/** As long as an event waits for its fsync at most. */
const COMMIT_EVERY: Millis = 20

/**
 * A journal of virtual time: what is appended is on the disk a little later, and what is not is lost
 * when the process is killed. The real one is put to the same test with real kills elsewhere.
 */
export class VirtualJournal {
  /** What is on the disk. */
  readonly stored: MarketEvent[] = []
  readonly tail = new JournalTail()
  private waiting: MarketEvent[] = []
  private cancel: (() => void) | undefined
  private readonly clock: FeedClock

  constructor(clock: FeedClock) {
    this.clock = clock
  }

  append(events: readonly MarketEvent[]): void {
    this.waiting.push(...events)
    this.cancel ??= this.clock.after(COMMIT_EVERY, () => this.commit())
  }

  /** The process is killed: what waits is lost. */
  kill(): void {
    this.cancel?.()
    this.cancel = undefined
    this.waiting = []
  }

  commit(): void {
    this.cancel?.()
    this.cancel = undefined
    this.stored.push(...this.waiting)
    this.tail.push(this.waiting)
    this.waiting = []
  }
}
