import type { SocketPlan, Topic, VenueReader } from '../wire/reader.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfAll, topicsOfEach } from '../wire/topics.ts'

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
export const sockets: VenueReader['sockets'] = (instruments, wanted) => {
  const each = (names: ByKind<(contract: string) => string>) =>
    topicsOfEach(instruments, wanted, names, (nameOf, contract) => nameOf(contract))
  const notices = [
    ...topicsOfAll(instruments, wanted, { liquidation: LIQUIDATIONS }),
    ...each({ 'funding-rate': fundingOf }),
  ]
  return [
    ...plans('market', '/linear-swap-ws', each({ trade: tradesOf }), (name) => ({
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
  numberedSockets(topics, TOPICS_PER_SOCKET, {
    key,
    path,
    subscribe: (asked) => namesOf(asked).map((name) => JSON.stringify(message(name))),
    compression: 'gzip',
  })
