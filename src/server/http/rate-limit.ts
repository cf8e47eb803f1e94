import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { RecentlyUsed } from '../../store/tile-recent.ts'

/** How much callers may ask. */
export interface RateLimits {
  /** Requests at once by one who has not asked for a while. */
  readonly burst: number
  /** Requests a second in the long run; so fast what was used comes back. */
  readonly perSecond: number
}

export interface RateVerdict {
  readonly allowed: boolean
  /** Requests of the burst that are used, this one included where it was allowed. */
  readonly used: number
  /** Time until the same request would be allowed; 0 where it is. */
  readonly retryAfter: Millis
}

/** Callers that are remembered, some 10 MB; of more, those that asked longest ago are forgotten. */
const MOST_CALLERS = 50_000

/**
 * Counts what callers ask, keys and addresses alike, by the generic cell rate algorithm: of each it
 * remembers one number, the time at which all that it used will have come back.
 */
export class RateLimiter {
  readonly #burst: number
  readonly #spacing: Millis
  readonly #freeAt: RecentlyUsed<string, Millis>

  constructor({ burst, perSecond }: RateLimits, mostCallers = MOST_CALLERS) {
    this.#burst = burst
    this.#spacing = SECOND / perSecond
    this.#freeAt = new RecentlyUsed<string, Millis>(mostCallers, () => 1)
  }

  /** Requests that one caller may make at once. */
  get burst(): number {
    return this.#burst
  }

  /** Counts a request. What is refused uses nothing up, so that who asks on is not shut out for ever. */
  take(caller: string, now: Millis, cost = 1): RateVerdict {
    const whole = this.#burst * this.#spacing
    const known = this.#freeAt.get(caller) ?? now
    // More than the burst is never used up: then a clock was set back.
    const free = Math.min(Math.max(known, now), now + whole)
    const after = free + cost * this.#spacing
    const allowed = after <= now + whole
    const freeAt = allowed ? after : free
    this.#freeAt.set(caller, freeAt)
    return {
      allowed,
      used: Math.ceil((freeAt - now) / this.#spacing),
      retryAfter: allowed ? 0 : after - now - whole,
    }
  }
}

/** Whole seconds of a Retry-After header. */
export const retrySeconds = (wait: Millis): number => Math.max(1, Math.ceil(wait / SECOND))

/**
 * Who asks, by address. Of IPv6 it is the network of 64 bits that one customer has, or one machine
 * could ask from as many addresses as it likes.
 */
export function callerOf(address: string | undefined): string {
  const [bare = ''] = (address ?? '').split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  if (mapped !== undefined) return mapped
  if (!bare.includes(':')) return bare
  const [head = '', tail] = bare.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const length = tail === undefined ? 0 : 8 - before.length - after.length
  const parts = [...before, ...Array.from({ length }, () => '0'), ...after]
  return `${parts.slice(0, 4).join(':')}::/64`
}
