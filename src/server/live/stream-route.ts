import type { ServerResponse } from 'node:http'
import { PassThrough, finished } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { streamOperation } from '../../api/operations/live-operations.ts'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { Catalogue } from '../market/catalogue.ts'
import { serve } from '../http/handle.ts'
import { encode } from './live-client.ts'
import type { ClientSocket } from './live-client.ts'
import { followedOf } from './live-hub.ts'
import type { LiveHub } from './live-hub.ts'
import type { Live } from './live.ts'
import type { ViewerPlaces } from './viewer-places.ts'

/** Shorter than what proxies on the way wait for. */
const HEARTBEAT_EVERY: Millis = 10 * SECOND

export interface StreamRouteOptions {
  readonly hub: LiveHub
  readonly live: Pick<Live, 'instrument'>
  readonly catalogue: Pick<Catalogue, 'market'>
  readonly places: ViewerPlaces
}

/** What the live socket tells, line by line over HTTP, by the same rules. */
export function streamRoute(app: FastifyInstance, options: StreamRouteOptions): void {
  const { hub, live, catalogue, places } = options
  serve(app, streamOperation, async (asked, { method, caller }, reply) => {
    const { instrument } = asked
    if (instrument !== undefined && live.instrument(instrument) === undefined)
      await catalogue.market(instrument)
    reply.type('application/x-ndjson')
    // What stands between would keep lines back until there are many.
    reply.headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    if (method === 'HEAD') return reply.send()
    places.check(caller)
    const lines = new PassThrough()
    lines.on('error', () => undefined)
    const socket = lineSocket(lines, reply.raw, () => client.pong())
    const client = hub.add(socket, { ...followedOf(asked), heartbeatEvery: HEARTBEAT_EVERY })
    const leave = places.take(caller, client)
    finished(reply.raw, () => {
      hub.remove(client)
      leave()
    })
    return reply.send(lines)
  })
}

/** An answer as a hub knows its sockets. TCP tells of a peer that is gone: it is asked for no sign of life. */
function lineSocket(lines: PassThrough, answer: ServerResponse, onSign: () => void): ClientSocket {
  return {
    get bufferedAmount() {
      return lines.writableLength + lines.readableLength + answer.writableLength
    },
    send: (text) => void lines.write(`${text}\n`),
    ping: onSign,
    close: (code, reason) => void lines.end(`${encode({ type: 'end', code, reason })}\n`),
    terminate: () => void answer.destroy(),
  }
}
