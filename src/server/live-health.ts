import type { FastifyInstance } from 'fastify'
import type { Health } from '../api/live.ts'
import { ROUTES } from '../api/routes.ts'
import type { Millis } from '../market/units.ts'
import { STALLED_AFTER } from './live-freshness.ts'
import type { Live } from './live.ts'
import { noParameters, queryOf, readParameters } from './read-parameters.ts'

/** A dead stream is one of these; `suspect` and `rejected` ones are told by the venues' answer. */
const DEAD: ReadonlySet<string> = new Set(['stale', 'down', 'blocked'])

/** Streams named in one answer, at most. */
const MOST_NAMED = 200

/** What is the matter, if anything. */
export function healthOf(live: Live, now: Millis): Health {
  const deadStreams = live
    .venues()
    .flatMap(({ venue, streams }) =>
      streams
        .filter(({ health }) => DEAD.has(health))
        .map(({ stream, instrument, health, cause }) => {
          const what = `${venue} ${stream} ${instrument}: ${health}`
          return cause === null ? what : `${what}, ${cause}`
        }),
    )
    .slice(0, MOST_NAMED)
  const since = now - live.market.now
  return {
    up: true,
    ready: live.ready,
    fresh: live.ready && deadStreams.length === 0 && since <= STALLED_AFTER,
    sinceLastEventMs: Number.isFinite(since) ? since : null,
    journal: live.journal.state,
    deadStreams,
  }
}

/** `/health`: 503 until what earlier runs recorded has been read. Without a live part always ready. */
export function healthRoute(app: FastifyInstance, live: Live | undefined, now: () => Millis): void {
  app.get(ROUTES.health, (request, reply) => {
    readParameters(noParameters, queryOf(request))
    const health = live === undefined ? AT_REST : healthOf(live, now())
    return reply
      .code(health.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .type('application/json')
      .send(JSON.stringify(health))
  })
}

const AT_REST: Health = {
  up: true,
  ready: true,
  fresh: true,
  sinceLastEventMs: null,
  journal: 'writing',
  deadStreams: [],
}
