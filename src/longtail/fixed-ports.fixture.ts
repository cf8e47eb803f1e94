import type { FeedPorts, HttpAnswer, HttpRequest } from '../feed/ports.ts'
import type { Millis } from '../market/units.ts'

/** Ports whose clock stands still and whose requests are answered by a function. */
export const allowTime = (
  wall: Millis,
  answer: (request: HttpRequest) => HttpAnswer,
): FeedPorts => ({
  clock: { wall: () => wall, monotonic: () => 0, after: () => () => undefined },
  random: () => 0,
  connect() {
    throw new Error('the long tail opens no sockets')
  },
  request: async (request) => answer(request),
})
