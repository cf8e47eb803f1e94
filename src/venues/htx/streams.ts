import type { StreamKind } from '../../market/event.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'

/** The venue states no limit of what one connection may subscribe. */
export const TOPICS_PER_SOCKET = 100

export const tradesOf = (contract: string): string => `market.${contract}.trade.detail`
export const fundingOf = (contract: string): string => `public.${contract}.funding_rate`

/** All contracts at once: what is subscribed so cannot be subscribed singly beside it. */
export const LIQUIDATIONS = 'public.*.liquidation_orders'

/**
 * Prices come on one address, notices on another. On both, every frame is gzip, and the venue
 * sends a ping every few seconds that must be answered; two left unanswered close the connection.
 */
export function sockets(
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] {
  const each = (stream: StreamKind, nameOf: (contract: string) => string): Topic[] =>
    instruments.flatMap(({ instrument, wireName }) => {
      const topic = {
        name: nameOf(wireName),
        stream,
        instrument: instrument.id,
        acknowledged: true,
      }
      return wanted.includes(stream) ? [topic] : []
    })
  const all: Topic[] =
    !wanted.includes('liquidation') || instruments.length === 0
      ? []
      : [{ name: LIQUIDATIONS, stream: 'liquidation', instrument: undefined, acknowledged: true }]
  const notices = [...all, ...each('funding-rate', fundingOf)]
  return [
    ...plans('market', '/linear-swap-ws', each('trade', tradesOf), (name) => ({
      sub: name,
      id: name,
    })),
    ...plans('notice', '/linear-swap-notification', notices, (name) => ({
      op: 'sub',
      cid: name,
      topic: name,
      ...(name === LIQUIDATIONS && { business_type: 'swap' }),
    })),
  ]
}

/** The id of each message is the topic's name, so that a refusal tells what it refuses. */
const plans = (
  key: string,
  path: string,
  topics: readonly Topic[],
  message: (name: string) => object,
): SocketPlan[] =>
  spreadTopics(topics, TOPICS_PER_SOCKET).map((carried, i) => ({
    key: `${key}-${i}`,
    host: 'socket',
    path,
    topics: carried,
    subscribe: (asked) => namesOf(asked).map((name) => JSON.stringify(message(name))),
    compression: 'gzip',
  }))
