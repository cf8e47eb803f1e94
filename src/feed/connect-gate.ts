import { SECOND } from '../market/units.ts'
import type { Rate } from '../venues/wire/reader.ts'
import { allowance } from './allowance.ts'
import type { FeedClock } from './ports.ts'

/** Lets connections of a venue be opened one after the other, within its limit. */
export interface ConnectGate {
  /** Calls back when it is this connection's turn; returns what takes it out of the line. */
  enter(call: () => void): () => void
}

/** One connection a second and venue, whatever the venue allows: fifty that were cut at once come back spread. */
const ONE_A_SECOND: Rate = { count: 1, per: SECOND }

export function connectGate(connects: Rate, clock: FeedClock): ConnectGate {
  const limits = [allowance(connects), allowance(ONE_A_SECOND, 1)]
  const line: { call: () => void }[] = []
  let cancelTimer: (() => void) | undefined

  function admit(): void {
    cancelTimer = undefined
    const now = clock.monotonic()
    while (line.length > 0) {
      const wait = Math.max(...limits.map((limit) => limit.wait(1, now)))
      if (wait > 0) {
        cancelTimer = clock.after(Math.ceil(wait), admit)
        return
      }
      for (const limit of limits) limit.take(1, now)
      line.shift()?.call()
    }
  }

  return {
    enter(call) {
      const entry = { call }
      line.push(entry)
      if (cancelTimer === undefined) admit()
      return () => {
        const at = line.indexOf(entry)
        if (at >= 0) line.splice(at, 1)
      }
    },
  }
}
