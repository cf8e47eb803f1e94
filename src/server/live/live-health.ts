import type { FastifyInstance } from 'fastify'
import type { Health, VenueInfo, VenueState } from '../../api/live.ts'
import { healthOperation } from '../../api/operations/live-operations.ts'
import type { Millis } from '../../market/units.ts'
import { STALLED_AFTER } from './live-freshness.ts'
import { serve } from '../http/handle.ts'
import type { Live } from './live.ts'

/** A dead stream is one of these; `suspect` and `rejected` ones are told by the venues' answer. */
const DEAD: ReadonlySet<string> = new Set(['stale', 'down', 'blocked'])

/** Streams named in one answer, at most. */
const MOST_NAMED = 200

/** A venue that is in none of these states says nothing. */
const SPEAKING: ReadonlySet<VenueState> = new Set(['live', 'delayed', 'partial'])

/** What is the matter, if anything. */
export function healthOf(live: Live, now: Millis): Health {
  const venues = live.venues()
  const deadStreams = venues.flatMap(deadOf).slice(0, MOST_NAMED)
  const since = now - live.market.now
  const speaks = venues.length === 0 || venues.some(({ state }) => SPEAKING.has(state))
  return {
    up: true,
    ready: live.ready,
    fresh: live.ready && speaks && deadStreams.length === 0 && since <= STALLED_AFTER,
    sinceLastEventMs: Number.isFinite(since) ? since : null,
    journal: live.journal.state,
    deadStreams,
  }
}

/** The dead streams of a venue in words, or all of it where its instruments are not even known. */
function deadOf({ venue, state, problem, streams }: VenueInfo): readonly string[] {
  if (streams.length === 0)
    return SPEAKING.has(state) || problem === null ? [] : [`${venue}: ${problem}`]
  return streams
    .filter(({ health }) => DEAD.has(health))
    .map(({ stream, instrument, health, cause }) => {
      const what = `${venue} ${stream} ${instrument}: ${health}`
      return cause === null ? what : `${what}, ${cause}`
    })
}

/** `/health`: 503 until what earlier runs recorded has been read. Without a live part always ready. */
export function healthRoute(app: FastifyInstance, live: Live | undefined, now: () => Millis): void {
  serve(app, healthOperation, (_, __, reply) => {
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
