import type { Liquidation } from '../market/event.ts'
import type { ContractKind } from '../market/instrument.ts'
import { DAY, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { FeedMinute, FeedMinutes } from '../model/feed-minutes.ts'

/** What was liquidated in a minute, by side: quantity, and quantity × price. */
interface Minute {
  count: number
  readonly quantity: [number, number]
  readonly value: [number, number]
}

/** Minutes that are kept: more than any calibration looks back. */
const KEPT = (45 * DAY) / MINUTE

/** Adds up the liquidations of an instrument by the minute. */
export class RealisedTally {
  readonly #minutes = new Map<number, Minute>()

  push({ exchangeTime, position, price, quantity, suspect }: Liquidation): void {
    // What looks wrong teaches nothing.
    if (suspect !== undefined) return
    const at = Math.floor(exchangeTime / MINUTE)
    const minute = this.#minutes.get(at) ?? this.#add(at)
    const side = position === 'long' ? 0 : 1
    minute.count++
    minute.quantity[side] += quantity
    minute.value[side] += quantity * price
  }

  /** The minutes of [from, to) that hold a liquidation, in USD. */
  minutes(contract: ContractKind, from: Millis, to: Millis): FeedMinutes {
    const minutes = new Map<number, FeedMinute>()
    for (const [at, { count, quantity, value }] of this.#minutes) {
      if (at * MINUTE < from || at * MINUTE >= to) continue
      // An inverse contract counts US dollars.
      const [long, short] = contract === 'linear' ? value : quantity
      minutes.set(at, { count, usd: [long, short] })
    }
    return minutes
  }

  #add(at: number): Minute {
    const minute: Minute = { count: 0, quantity: [0, 0], value: [0, 0] }
    this.#minutes.set(at, minute)
    for (const old of this.#minutes.keys()) {
      if (old >= at - KEPT) break
      this.#minutes.delete(old)
    }
    return minute
  }
}
