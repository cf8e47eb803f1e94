import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answered } from '../../api/coinglass/envelope.ts'
import { askedOf } from '../../api/coinglass/parameters.ts'
import { API } from '../../api/routes.ts'
import { CallerLimits } from '../access/caller-limits.ts'
import { retrySeconds } from '../http/rate-limit.ts'
import type { RateLimits } from '../http/rate-limit.ts'
import { queryOf } from '../http/read-parameters.ts'
import { sendJson } from '../http/reply.ts'
import { accountRoutes } from './account-routes.ts'
import type { Desk } from './desk.ts'
import { fundingRoutes } from './funding-routes.ts'
import { liquidationRoutes } from './liquidation-routes.ts'
import { mapRoutes } from './map-routes.ts'
import { marketRoutes } from './market-routes.ts'
import { openInterestRoutes } from './open-interest-routes.ts'
import { referenceRoutes } from './reference-routes.ts'
import { toldAs } from './refusals.ts'
import { takerRoutes } from './taker-routes.ts'
import { unservedRoutes } from './unserved-routes.ts'
import type { AddRoute } from './add-route.ts'

export interface CoinglassOptions extends Desk {
  /** How much one caller may ask; 1,200 requests a minute by default. */
  readonly rateLimits?: RateLimits | undefined
}

export const COINGLASS_LIMITS: RateLimits = { burst: 1_200, perSecond: 20 }

/** Answers by the contract of CoinGlass API v4 under `/api`, beside the own API under `/api/v1`. */
export function coinglassRoutes(app: FastifyInstance, options: CoinglassOptions): void {
  const limits = options.rateLimits ?? COINGLASS_LIMITS
  const limiter = new CallerLimits(limits)

  void app.register(
    async (part) => {
      part.setErrorHandler((error, request, reply) => {
        if (isOwnApi(request)) throw error
        return refuse(error, request, reply)
      })
      part.addHook('onRequest', async (request, reply) => {
        if (isOwnApi(request)) return reply.callNotFound()
        const { allowed, used, retryAfter } = limiter.take(request.caller, options.now())
        reply.headers({
          'API-KEY-MAX-LIMIT': limiter.perMinute(request.caller),
          'API-KEY-USE-LIMIT': used,
        })
        if (allowed) return undefined
        reply.header('retry-after', retrySeconds(retryAfter)).code(429)
        return reply.send({ code: '429', msg: 'Too Many Requests' })
      })
      const add: AddRoute = (path, data) =>
        part.get(path, async (request, reply) => {
          const answer = answered(await data(askedOf(queryOf(request))))
          return sendJson(request, reply, JSON.stringify(answer), () => answer)
        })
      referenceRoutes(add, options)
      liquidationRoutes(add, options)
      mapRoutes(add, options)
      marketRoutes(add, options)
      openInterestRoutes(add, options)
      fundingRoutes(add, options)
      takerRoutes(add, options)
      accountRoutes(add, options)
      unservedRoutes(add)
      part.all('/*', (_, reply) => reply.code(404).send({ code: '404', msg: 'Endpoint not found' }))
    },
    { prefix: '/api' },
  )
}

/** Whether a request is for the own API, whose errors are its own. */
const isOwnApi = ({ raw }: FastifyRequest): boolean => {
  const [path = ''] = (raw.url ?? '').split('?')
  return path === API || path.startsWith(`${API}/`)
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const told = toldAs(error)
  if (told === undefined) {
    request.log.error({ err: error, method: request.method, path: request.url.split('?')[0] })
    return reply
      .code(500)
      .send({ code: '500', msg: 'The server could not answer this; its log says why' })
  }
  if (told.status === 405) reply.header('allow', 'GET, HEAD')
  if (told.status === 429) reply.header('retry-after', '1')
  return reply.code(told.status).header('cache-control', 'no-store').send(told.body)
}
