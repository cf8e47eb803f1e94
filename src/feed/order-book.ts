import type { BookLevel } from '../market/event.ts'
import { SECOND, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { BookUpdate } from '../venues/wire/reader.ts'

/**
 * What came of an update. `resync`: the book is no longer to be believed and a new snapshot is
 * needed; until then nothing is shown. `outdated`: it holds nothing that is not known.
 */
export type BookStep = 'applied' | 'buffered' | 'outdated' | 'resync'

/** An order book kept from snapshots and changes. */
export interface OrderBookKeeper {
  apply(update: BookUpdate, now: Millis): BookStep
  /** The connection lost something: nothing is to be believed until the next snapshot. */
  invalidate(): void
  /** Best levels first; undefined while there is no valid book. */
  best(levels: number): { bids: BookLevel[]; asks: BookLevel[] } | undefined
}

/** Changes that are kept while a snapshot is on its way. */
const MOST_BUFFERED = 2000
/** A book that shows bids above asks is wrong; once or twice may be a matter of moments. */
const CROSSED = { times: 3, within: 10 * SECOND }
/** Levels beyond this many a side are far from the market and are let go. */
const MOST_LEVELS = 5000
const KEPT_LEVELS = 1000

type Side = Map<number, number>

export function orderBook(): OrderBookKeeper {
  let valid = false
  /** Whether changes have followed the snapshot. */
  let followed = false
  let last = 0
  let bids: Side = new Map()
  let asks: Side = new Map()
  let buffered: BookUpdate[] = []
  let crossings: Millis[] = []

  function invalidate(): void {
    valid = false
    followed = false
    bids = new Map()
    asks = new Map()
    buffered = []
    crossings = []
  }

  function buffer(update: BookUpdate): BookStep {
    buffered.push(update)
    if (buffered.length > MOST_BUFFERED) buffered.shift()
    return 'buffered'
  }

  function change(update: BookUpdate, now: Millis): BookStep {
    const step = follows(update)
    if (step === 'outdated') return step
    if (step === 'resync') {
      invalidate()
      buffer(update)
      return step
    }
    for (const [price, amount] of update.bids) set(bids, price, amount)
    for (const [price, amount] of update.asks) set(asks, price, amount)
    last = update.last
    followed = true
    return isCrossed(now) ? 'resync' : 'applied'
  }

  /** Whether the update continues the book. */
  function follows(update: BookUpdate): BookStep {
    if (update.previous !== undefined) {
      if (update.previous === last) return 'applied'
      // The first change after a snapshot overlaps it: the snapshot was taken in between.
      if (!followed && update.previous <= last && update.last >= last) return 'applied'
      return update.last <= last && update.previous < last ? 'outdated' : 'resync'
    }
    // The venue's counter began anew: what lies between is unknown.
    if (update.first <= 1 && last > 1) return 'resync'
    if (update.last <= last) return 'outdated'
    return update.first <= last + 1 ? 'applied' : 'resync'
  }

  function snapshot(update: BookUpdate, now: Millis): BookStep {
    const waiting = buffered
    invalidate()
    const oldest = waiting[0]
    const begins = oldest === undefined ? undefined : (oldest.previous ?? oldest.first - 1)
    if (begins !== undefined && update.last < begins) {
      // Older than the changes that were kept: what lies between is missing.
      buffered = waiting
      return 'resync'
    }
    bids = new Map(update.bids)
    asks = new Map(update.asks)
    last = update.last
    valid = true
    for (const next of waiting) {
      const isNewer = next.last > last || next.previous === last
      if (isNewer && change(next, now) === 'resync') return 'resync'
    }
    return 'applied'
  }

  function isCrossed(now: Millis): boolean {
    if (Math.max(...bids.keys()) < Math.min(...asks.keys())) return false
    crossings = [...crossings.filter((at) => now - at < CROSSED.within), now]
    if (crossings.length < CROSSED.times) return false
    invalidate()
    return true
  }

  return {
    apply(update, now) {
      if (update.kind === 'snapshot') return snapshot(update, now)
      return valid ? change(update, now) : buffer(update)
    },
    invalidate,
    best(levels) {
      if (!valid) return undefined
      prune(bids, (a, b) => b - a)
      prune(asks, (a, b) => a - b)
      return { bids: top(bids, levels, (a, b) => b - a), asks: top(asks, levels, (a, b) => a - b) }
    },
  }
}

function set(side: Side, price: number, amount: number): void {
  // A level that is deleted need not be known: it may lie beyond the snapshot's depth.
  if (amount === 0) side.delete(price)
  else side.set(price, amount)
}

function prune(side: Side, order: (a: number, b: number) => number): void {
  if (side.size <= MOST_LEVELS) return
  for (const price of [...side.keys()].sort(order).slice(KEPT_LEVELS)) side.delete(price)
}

const top = (side: Side, levels: number, order: (a: number, b: number) => number): BookLevel[] =>
  [...side]
    .sort(([a], [b]) => order(a, b))
    .slice(0, levels)
    .map(([price, amount]) => ({ price, quantity: quantity(amount) }))
