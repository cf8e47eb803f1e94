import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { AddressBook, KnownAddress } from './measured-addresses.ts'
import { fadedHint } from './measured-addresses.ts'

/** Which address to ask about next. */
export interface PollQueue {
  /** The next one, which is then being asked about until `done`; undefined where none is due. */
  next(now: Millis): string | undefined
  done(address: string): void
}

/** No address is asked about again sooner. */
const SOONEST: Millis = 20 * SECOND
/** One that holds something is asked about again by then, as far as requests reach. */
const AGE_BOUND: Millis = 15 * MINUTE
/** One that held nothing, and has not traded since. */
const EMPTY_AGE: Millis = 6 * HOUR

/** How near to its liquidation what an address has traded since is taken to be. */
const UNREAD_PROXIMITY = 0.05

/**
 * Turns are shared out: two of four go to the address that is most urgent, by what it has near its
 * liquidation times how long ago it was read; one to the oldest that is past its bound; one to the
 * largest that was never read. A turn that nobody can use goes to the next kind.
 */
type Turn = 'urgent' | 'overdue' | 'new'
const TURNS: readonly Turn[] = ['urgent', 'overdue', 'urgent', 'new']

/**
 * @param urgencyOf USD of an address weighed by how near their liquidation is; 0 where it holds
 *   nothing or nothing is known
 */
export function pollQueue(book: AddressBook, urgencyOf: (address: string) => number): PollQueue {
  const asked = new Set<string>()
  let turn = 0

  function candidates(now: Millis): Record<Turn, string | undefined> {
    const best: Record<Turn, { address: string | undefined; score: number }> = {
      urgent: { address: undefined, score: 0 },
      overdue: { address: undefined, score: AGE_BOUND },
      new: { address: undefined, score: -1 },
    }
    const propose = (kind: Turn, address: string, score: number) => {
      if (score > best[kind].score) best[kind] = { address, score }
    }
    for (const one of book.all()) {
      const { address, polledTime } = one
      if (asked.has(address) || one.retryTime > now) continue
      if (polledTime === undefined) {
        propose('new', address, fadedHint(one, now))
        continue
      }
      const age = now - polledTime
      if (age < SOONEST) continue
      const urgency = urgencyOf(address) + tradedSince(one, polledTime, now)
      if (urgency > 0) {
        propose('urgent', address, urgency * age)
        propose('overdue', address, age)
      } else if (age >= EMPTY_AGE) propose('overdue', address, age - EMPTY_AGE + AGE_BOUND)
    }
    return {
      urgent: best.urgent.address,
      overdue: best.overdue.address,
      new: best.new.address,
    }
  }

  return {
    next(now) {
      const found = candidates(now)
      for (let i = 0; i < TURNS.length; i++) {
        const address = found[TURNS[(turn + i) % TURNS.length]!]
        if (address === undefined) continue
        turn = (turn + i + 1) % TURNS.length
        asked.add(address)
        return address
      }
      return undefined
    },
    done: (address) => void asked.delete(address),
  }
}

/** What an address has traded since it was read may have changed all that it holds. */
const tradedSince = (one: Readonly<KnownAddress>, polledTime: Millis, now: Millis): number =>
  one.seenTime > polledTime ? fadedHint(one, now) * UNREAD_PROXIMITY : 0
