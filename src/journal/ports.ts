import type { Millis } from '../market/units.ts'
import type { JournalDisk } from './disk.ts'

/** What the journal needs of the world. */
export interface JournalPorts {
  readonly disk: JournalDisk
  readonly clock: JournalClock
}

export interface JournalClock {
  /** UTC milliseconds. */
  wall(): Millis
  /** Milliseconds that pass evenly, whatever happens to the wall clock. */
  monotonic(): Millis
  /** Calls back once after a time; returns what cancels it. */
  after(wait: Millis, call: () => void): () => void
  /** Resolves once what else waits for its turn in this process has had it. */
  breathe(): Promise<void>
}

/** The clock of this machine. */
export const nodeClock: JournalClock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after(wait, call) {
    const timer = setTimeout(call, wait)
    return () => clearTimeout(timer)
  },
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
}
