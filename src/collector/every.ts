import type { FeedClock } from '../feed/ports.ts'
import type { Millis } from '../market/units.ts'

/** Calls now and then every so often; returns what ends it. */
export function every(clock: FeedClock, wait: Millis, call: () => void): () => void {
  let cancel: (() => void) | undefined
  const next = () => {
    call()
    cancel = clock.after(wait, next)
  }
  next()
  return () => cancel?.()
}
