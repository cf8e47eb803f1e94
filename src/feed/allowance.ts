import type { Millis } from '../market/units.ts'
import type { Rate } from '../venues/wire/reader.ts'

/** The part of a venue's limits that the feed uses; the rest is for whatever else shares the address. */
const SHARE = 0.5

/** How much may be done within a sliding window. */
export interface Allowance {
  /** How long to wait until this weight fits; 0 if it fits now. */
  wait(weight: number, now: Millis): Millis
  take(weight: number, now: Millis): void
  /** The venue says how much of its whole limit is used up in the window. */
  report(used: number, now: Millis): void
}

/**
 * An allowance of a share of a venue's rate. It counts exactly over every window, where a bucket that
 * refills would let a burst and the refill through together.
 * @param rate as the venue states it
 */
export function allowance(rate: Rate, share: number = SHARE): Allowance {
  const most = Math.max(1, rate.count * share)
  let taken: { at: Millis; weight: number }[] = []
  let sum = 0

  const forget = (now: Millis) => {
    let gone = 0
    while (gone < taken.length && (taken[gone]?.at ?? 0) <= now - rate.per) {
      sum -= taken[gone]?.weight ?? 0
      gone++
    }
    if (gone > 0) taken = taken.slice(gone)
    if (taken.length === 0) sum = 0
  }

  const take = (weight: number, now: Millis) => {
    forget(now)
    taken.push({ at: now, weight })
    sum += weight
  }

  return {
    wait(weight, now) {
      forget(now)
      // A request heavier than the whole allowance goes alone.
      let free = most - sum
      if (weight <= free || taken.length === 0) return 0
      for (const old of taken) {
        free += old.weight
        if (weight <= free) return old.at + rate.per - now
      }
      return (taken.at(-1)?.at ?? now) + rate.per - now
    },
    take,
    report(used, now) {
      forget(now)
      if (used > sum) take(used - sum, now)
    },
  }
}
