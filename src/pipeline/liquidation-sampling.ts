import type { Liquidation } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { HOUR, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/**
 * Liquidations within an hour from which on it is telling that no second holds two. If they came at
 * random, n of them in 3,600 seconds would be n²/7,200 pairs within a second; with 320 the chance of
 * none is below one in a million, and real ones come in bursts.
 */
const TELLING = 320

interface Hour {
  /** Whole seconds of the last hour that held one, ascending; a second that held two is in it twice. */
  seconds: number[]
}

/** Whether liquidation streams look sampled: at most one a second and instrument for a busy hour. */
export class LiquidationSampling {
  readonly #hours = new Map<InstrumentId, Hour>()

  push({ instrument, exchangeTime }: Liquidation): void {
    const known = this.#hours.get(instrument)
    const hour = known ?? { seconds: [] }
    if (known === undefined) this.#hours.set(instrument, hour)
    const second = Math.floor(exchangeTime / SECOND)
    const { seconds } = hour
    let at = seconds.length
    while (at > 0 && seconds[at - 1]! > second) at--
    seconds.splice(at, 0, second)
    const oldest = seconds.at(-1)! - HOUR / SECOND
    const first = seconds.findIndex((one) => one > oldest)
    // Two in one second say all there is to say; more need not be kept.
    if (first > 0) seconds.splice(0, first)
    if (seconds.length > 4 * TELLING) seconds.splice(0, seconds.length - 4 * TELLING)
  }

  /**
   * `sampled`: a busy hour without two in one second. `all`: two in one second were seen.
   * Undefined where too few came to tell.
   */
  looks(instrument: InstrumentId, now: Millis): 'sampled' | 'all' | undefined {
    const oldest = Math.floor((now - HOUR) / SECOND)
    const seconds = (this.#hours.get(instrument)?.seconds ?? []).filter((one) => one > oldest)
    if (seconds.some((one, i) => one === seconds[i - 1])) return 'all'
    return seconds.length >= TELLING ? 'sampled' : undefined
  }
}
