import type { FeedPorts, HttpAnswer, HttpRequest } from '../feed/ports.ts'
import { makeExchange } from './exchange.ts'
import type { MakeExchange } from './exchange.ts'
import { gateway } from './gateway.ts'
import { readQuestion } from './questions.ts'
import { findLongTail } from './registry.ts'

type Answer = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>

/**
 * The same ports, whose requests to long-tail venues are answered through ccxt: for what asks a
 * reader's questions without a feed. All other requests pass through.
 */
export function longTailPorts(ports: FeedPorts, make: MakeExchange = makeExchange): FeedPorts {
  const gateways = new Map<string, Answer>()
  return {
    ...ports,
    async request(request, signal) {
      const id = readQuestion(request.url)?.venue
      const venue = id === undefined ? undefined : findLongTail(id)
      if (id === undefined || venue === undefined) return ports.request(request, signal)
      const known = gateways.get(id) ?? gateway({ venue, ports, make })
      gateways.set(id, known)
      return known(request, signal)
    },
  }
}
