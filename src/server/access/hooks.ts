import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Scope } from '../../api/access.ts'
import { ROUTES } from '../../api/routes.ts'
import { DAY, SECOND } from '../../market/units.ts'
import type { Access, Caller } from './access.ts'

const YEAR = 365 * DAY

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks: set before anything else looks at the request. */
    caller: Caller
  }
}

/** The page, which holds nothing secret, how it is let in, and what watches over the process. */
const OPEN: ReadonlySet<string> = new Set(['/*', ROUTES.session, ROUTES.health])

/** What an address needs; undefined where it is for everyone. What is added later is protected. */
function scopeOf({ method, routeOptions: { url } }: FastifyRequest): Scope | undefined {
  if (url === undefined || OPEN.has(url)) return undefined
  if (url === ROUTES.metrics) return 'admin'
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write'
}

/** Tells of each request who asks, and its browser whether to come over https alone. */
export function tellCallers(app: FastifyInstance, access: Access): void {
  // A request has its own before any handler sees it.
  app.decorateRequest('caller', null as never)
  app.addHook('onRequest', async (request, reply) => {
    // Of this name alone: others below it may be served by others.
    if (access.isBehindTls) reply.header('strict-transport-security', `max-age=${YEAR / SECOND}`)
    request.caller = access.caller(request.raw)
  })
}

/** Refuses who has no key for what they ask, where one is needed. */
export function demandKeys(app: FastifyInstance, access: Access): void {
  app.addHook('onRequest', async (request) => {
    const scope = scopeOf(request)
    if (scope !== undefined) access.demand(request.caller, scope)
  })
  if (!access.isKeyRequired) return
  // What is told to a key is not for the caches on the way.
  app.addHook('onSend', async (request, reply) => {
    const kept = reply.getHeader('cache-control')
    if (scopeOf(request) !== undefined && typeof kept === 'string')
      reply.header('cache-control', kept.replace('public', 'private'))
  })
}
