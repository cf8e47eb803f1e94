import { MINUTE, SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { RateLimiter, callerOf } from '../http/rate-limit.ts'
import type { RateLimits, RateVerdict } from '../http/rate-limit.ts'
import type { Caller } from './access.ts'

/** Counts what callers ask: by key where they have one, and by address. */
export class CallerLimits {
  readonly #limits: RateLimits
  readonly #byAddress: RateLimiter
  /** By what a key may ask in a minute. */
  readonly #byKey = new Map<number, RateLimiter>()

  constructor(limits: RateLimits) {
    this.#limits = limits
    this.#byAddress = new RateLimiter(limits)
  }

  /** What a caller may ask in a minute, in the long run. */
  perMinute({ key }: Caller): number {
    return key?.perMinute ?? Math.round((this.#limits.perSecond * MINUTE) / SECOND)
  }

  take(caller: Caller, now: Millis, cost = 1): RateVerdict {
    const { key, address } = caller
    return this.#of(key?.perMinute ?? undefined).take(key?.id ?? callerOf(address), now, cost)
  }

  #of(perMinute: number | undefined): RateLimiter {
    if (perMinute === undefined) return this.#byAddress
    const known = this.#byKey.get(perMinute)
    if (known !== undefined) return known
    const made = new RateLimiter({ burst: perMinute, perSecond: (perMinute * SECOND) / MINUTE })
    this.#byKey.set(perMinute, made)
    return made
  }
}
