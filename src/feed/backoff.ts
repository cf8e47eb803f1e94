import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** How long to wait between attempts. There is no last attempt: a venue may be gone for a day. */
export interface BackoffPolicy {
  /** Bound of the first wait; it doubles with every failure. */
  readonly first: Millis
  /** Bound of every wait. */
  readonly most: Millis
  /** Data must have flowed this long before failures are forgotten. Connecting alone proves nothing. */
  readonly healthyAfter: Millis
}

export const RECONNECT: BackoffPolicy = { first: SECOND, most: MINUTE, healthyAfter: MINUTE }

/**
 * Wait before the next attempt: uniform between 0 and the bound ("full jitter"), so that connections
 * that were cut together do not come back together.
 * @param failures in a row so far, from 0
 * @param chance uniform in [0, 1)
 */
export const waitBefore = (policy: BackoffPolicy, failures: number, chance: number): Millis =>
  Math.floor(chance * Math.min(policy.most, policy.first * 2 ** Math.min(failures, 30)))

/** Failures in a row after a connection ended that had given data for a time. */
export const failuresAfter = (policy: BackoffPolicy, failures: number, healthy: Millis): number =>
  healthy >= policy.healthyAfter ? 0 : failures + 1
