import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'

/** Longer than a connection that comes and goes is away. */
export const STALL_MS: Millis = 30 * SECOND

/**
 * Cuts off who reads nothing of an answer for so long: what is not read lies in memory. How long it takes to make
 * the answer does not count.
 */
export function cutStalled(app: FastifyInstance, stallMs: Millis): void {
  app.addHook('onSend', ({ raw: { socket } }, _reply, _payload, done) => {
    // The next request over the connection begins without. Those that tests inject come over none.
    if (socket instanceof Socket) socket.setTimeout(stallMs)
    done()
  })
}
