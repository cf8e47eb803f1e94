import type { Liquidation } from '../market/event.ts'
import type { ContractKind } from '../market/instrument.ts'
import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { StreamCoverage } from './coverage.ts'
import type { RealisedHours } from './realised-hours.ts'

/** What was liquidated in an hour, by side: quantity, and quantity × price. */
interface Hour {
  readonly quantity: [number, number]
  readonly value: [number, number]
}

/** Hours that are kept: more than any calibration looks back. */
const KEPT: Millis = 45 * DAY

/** Adds up the liquidations of an instrument by the hour. */
export class RealisedTally {
  readonly #hours = new Map<Millis, Hour>()

  push({ exchangeTime, position, price, quantity, suspect }: Liquidation): void {
    // What looks wrong teaches nothing.
    if (suspect !== undefined) return
    const end = (Math.floor(exchangeTime / HOUR) + 1) * HOUR
    const hour = this.#hours.get(end) ?? { quantity: [0, 0], value: [0, 0] }
    if (!this.#hours.has(end)) this.#add(end, hour)
    const side = position === 'long' ? 0 : 1
    hour.quantity[side] += quantity
    hour.value[side] += quantity * price
  }

  /**
   * The hours within [from, to) of which everything was seen, in USD; one without liquidations is one
   * in which there were none.
   * @param coverage of the liquidations
   */
  hours(contract: ContractKind, coverage: StreamCoverage, from: Millis, to: Millis): RealisedHours {
    const hours = new Map<Millis, readonly [number, number]>()
    for (let end = Math.floor(from / HOUR) * HOUR + HOUR; end <= to; end += HOUR) {
      if (coverage.covered(end - HOUR, end) < 1) continue
      const { quantity, value } = this.#hours.get(end) ?? NOTHING
      // An inverse contract counts US dollars.
      hours.set(end, contract === 'linear' ? value : quantity)
    }
    return hours
  }

  #add(end: Millis, hour: Hour): void {
    this.#hours.set(end, hour)
    for (const old of this.#hours.keys()) if (old < end - KEPT) this.#hours.delete(old)
  }
}

const NOTHING: Hour = { quantity: [0, 0], value: [0, 0] }
