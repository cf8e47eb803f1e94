import { availableParallelism } from 'node:os'
import type { FastifyInstance } from 'fastify'
import { API, ROUTES } from '../../api/routes.ts'
import type { Millis } from '../../market/units.ts'
import { CallerLimits } from '../access/caller-limits.ts'
import { HeavyGate } from './heavy-gate.ts'
import { problem } from './problems.ts'
import { retrySeconds } from './rate-limit.ts'
import type { RateLimits } from './rate-limit.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** What heavy operations pass (handle.ts). */
    readonly heavyGate: HeavyGate
  }
}

/** More than a page asks while somebody moves about in it as fast as they can. */
export const RATE_LIMITS: RateLimits = { burst: 3_000, perSecond: 200 }

/** A tile is read from a cache, and a view of the sum of venues is of hundreds. */
const TILE_COST = 0.1

/** Heavy questions answered at once, for each core, and waiting. */
const AT_ONCE = 2
const MOST_WAITING = 100

/** Bounds what one caller asks of the API in a while, and what all ask at once. */
export function limitRequests(app: FastifyInstance, limits: RateLimits, now: () => Millis): void {
  const limiter = new CallerLimits(limits)
  app.decorate('heavyGate', new HeavyGate(AT_ONCE * availableParallelism(), MOST_WAITING))
  app.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions
    if (url?.startsWith(`${API}/`) !== true) return
    const cost = url === ROUTES.tile ? TILE_COST : 1
    const { caller } = request
    const { allowed, retryAfter } = limiter.take(caller, now(), cost)
    if (allowed) return
    const retryAfterSeconds = retrySeconds(retryAfter)
    throw problem(
      'too-many-requests',
      `more than ${limiter.perMinute(caller)} requests a minute have come from ${caller.key === undefined ? 'this address' : 'this key'}: ask again in ${retryAfterSeconds} s`,
      { retryAfterSeconds },
    )
  })
}
