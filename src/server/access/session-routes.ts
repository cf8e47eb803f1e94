import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  logInOperation,
  logOutOperation,
  sessionOperation,
} from '../../api/operations/session-operations.ts'
import type { SessionAnswer } from '../../api/session.ts'
import { MINUTE, SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { isOwnPage } from '../http/guard.ts'
import { serve } from '../http/handle.ts'
import { readBody } from '../http/posted.ts'
import { problem } from '../http/problems.ts'
import { RateLimiter, callerOf, retrySeconds } from '../http/rate-limit.ts'
import type { Access, Caller } from './access.ts'
import { DROP_COOKIE, keepCookie } from './cookie.ts'
import { SESSION_LENGTH } from './sessions.ts'

/** Keys that may be tried from one address: so many at once, and one more every six seconds. */
const ATTEMPTS = { burst: 10, perSecond: (10 * SECOND) / MINUTE }

/** Lets a page in with a key, and out again. */
export function sessionRoutes(app: FastifyInstance, access: Access, now: () => Millis): void {
  const attempts = new RateLimiter(ATTEMPTS)
  const { sessions } = access

  function send(reply: FastifyReply, { key, session }: Pick<Caller, 'key' | 'session'>) {
    const answer: SessionAnswer = {
      keyNeeded: access.isKeyRequired,
      key: key === undefined ? null : { name: key.name, scope: key.scope },
      until: session?.until ?? null,
    }
    return reply
      .header('cache-control', 'no-store')
      .type('application/json')
      .send(JSON.stringify(answer))
  }

  serve(app, sessionOperation, (_, { caller }, reply) => send(reply, caller))

  serve(app, logInOperation, (_, request, reply) => {
    demandOwnPage(request)
    const { caller } = request
    // Right keys count too: who guesses is not told by being let in.
    const { allowed, retryAfter } = attempts.take(callerOf(caller.address), now())
    if (!allowed) {
      const retryAfterSeconds = retrySeconds(retryAfter)
      throw problem(
        'too-many-attempts',
        `too many keys were tried from this address: try again in ${retryAfterSeconds} s`,
        { retryAfterSeconds },
      )
    }
    const key = access.key(readBody(request, logInOperation.body).key.trim())
    if (key === undefined) throw problem('key-wrong', 'this key is not known here, or was revoked')
    if (caller.session !== undefined) sessions.end(caller.session)
    const { text, session } = sessions.begin(key)
    reply.header('set-cookie', keepCookie(text, SESSION_LENGTH))
    return send(reply, { key, session })
  })

  serve(app, logOutOperation, (_, request, reply) => {
    demandOwnPage(request)
    const { session } = request.caller
    if (session !== undefined) sessions.end(session)
    // Tiles that never change are kept by browsers, and would be shown to whoever comes next.
    reply.header('set-cookie', DROP_COOKIE).header('clear-site-data', '"cache"')
    return send(reply, { key: undefined, session: undefined })
  })
}

/** Throws a problem where a request is not of a page that could keep the session. */
function demandOwnPage({ headers }: FastifyRequest): void {
  if (!isOwnPage(headers))
    throw problem(
      'origin-not-allowed',
      'sessions are of pages of this server, over https or on its own machine: programs send their key instead',
    )
}
