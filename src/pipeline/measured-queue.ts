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

/** The book is gone through once for so many turns, and not more often than it must. */
const SHORT_LIST = 16
const LOOK_AGAIN: Millis = SECOND

type Lists = Record<Turn, string[]>

/**
 * @param urgencyOf USD of an address weighed by how near their liquidation is; 0 where it holds
 *   nothing or nothing is known
 */
export function pollQueue(book: AddressBook, urgencyOf: (address: string) => number): PollQueue {
  const asked = new Set<string>()
  let turn = 0
  let lists: Lists = { urgent: [], overdue: [], new: [] }
  let listedAt = -Infinity

  function look(now: Millis): Lists {
    const found: Record<Turn, Candidate[]> = { urgent: [], overdue: [], new: [] }
    for (const one of book.all()) {
      if (!isFree(one, now)) continue
      const { address, polledTime } = one
      if (polledTime === undefined) {
        found.new.push({ address, score: fadedHint(one, now) })
        continue
      }
      const age = now - polledTime
      const urgency = urgencyOf(address) + tradedSince(one, polledTime, now)
      if (urgency > 0) found.urgent.push({ address, score: urgency * age })
      if (age > (urgency > 0 ? AGE_BOUND : EMPTY_AGE))
        found.overdue.push({ address, score: urgency > 0 ? age : age - EMPTY_AGE + AGE_BOUND })
    }
    return { urgent: best(found.urgent), overdue: best(found.overdue), new: best(found.new) }
  }

  /** The first of a list that may be asked about still: it may stand in another list as well. */
  function take(kind: Turn, now: Millis): string | undefined {
    const list = lists[kind]
    for (let address = list.shift(); address !== undefined; address = list.shift())
      if (isFree(book.get(address), now)) return address
    return undefined
  }

  const isFree = (one: Readonly<KnownAddress> | undefined, now: Millis): boolean =>
    one !== undefined &&
    !asked.has(one.address) &&
    one.retryTime <= now &&
    (one.polledTime === undefined || now - one.polledTime >= SOONEST)

  function takeTurn(now: Millis): string | undefined {
    for (let i = 0; i < TURNS.length; i++) {
      const address = take(TURNS[(turn + i) % TURNS.length]!, now)
      if (address === undefined) continue
      turn = (turn + i + 1) % TURNS.length
      asked.add(address)
      return address
    }
    return undefined
  }

  return {
    next(now) {
      const isOld = now - listedAt >= LOOK_AGAIN || now < listedAt
      const found = isOld ? undefined : takeTurn(now)
      if (found !== undefined) return found
      lists = look(now)
      listedAt = now
      return takeTurn(now)
    },
    done: (address) => void asked.delete(address),
  }
}

interface Candidate {
  readonly address: string
  readonly score: number
}

const best = (candidates: Candidate[]): string[] =>
  candidates
    .sort((a, b) => b.score - a.score)
    .slice(0, SHORT_LIST)
    .map(({ address }) => address)

/** What an address has traded since it was read may have changed all that it holds. */
const tradedSince = (one: Readonly<KnownAddress>, polledTime: Millis, now: Millis): number =>
  one.seenTime > polledTime ? fadedHint(one, now) * UNREAD_PROXIMITY : 0
