import type { Millis } from '../market/units.ts'
import type { FeedClock } from './ports.ts'

/** The time that the feed writes on what it receives. */
export interface ReceiveClock {
  /** UTC milliseconds, whole, never less than before. */
  stamp(): Millis
}

/**
 * Follows the wall clock, and never goes back. After the wall clock was set back it runs at half
 * speed until the wall clock has caught up, so that neither order nor distances are lost.
 */
export function receiveClock(clock: FeedClock): ReceiveClock {
  let last = clock.wall()
  let lastMonotonic = clock.monotonic()
  return {
    stamp() {
      const monotonic = clock.monotonic()
      last = Math.max(clock.wall(), last + Math.max(0, monotonic - lastMonotonic) / 2)
      lastMonotonic = monotonic
      return Math.floor(last)
    },
  }
}
