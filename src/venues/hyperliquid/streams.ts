import { SECOND } from '../../market/units.ts'
import type { VenueReader } from '../wire/reader.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfEach } from '../wire/topics.ts'

/** The subscription that carries each kind. */
const SUBSCRIPTIONS: ByKind<string> = {
  trade: 'trades',
  'open-interest': 'activeAssetCtx',
  'mark-price': 'activeAssetCtx',
  'funding-rate': 'activeAssetCtx',
  'order-book': 'l2Book',
}

/** An IP address may hold 1,000 subscriptions on few connections; 200 on one were seen to work. */
export const TOPICS_PER_SOCKET = 200

/** The name of a subscription: what is sent and acknowledged, joined. */
export const topicName = (type: string, coin: string): string => `${type}:${coin}`

export const sockets: VenueReader['sockets'] = (instruments, wanted) =>
  numberedSockets(topicsOfEach(instruments, wanted, SUBSCRIPTIONS, topicName), TOPICS_PER_SOCKET, {
    key: 'perp',
    path: '/ws',
    subscribe: (asked) => namesOf(asked).map(subscription),
    // The venue closes a connection to which it has sent nothing for 60 seconds.
    // https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/timeouts-and-heartbeats
    heartbeat: { every: 20 * SECOND, message: '{"method":"ping"}' },
  })

function subscription(name: string): string {
  const colon = name.indexOf(':')
  const [type, coin] = [name.slice(0, colon), name.slice(colon + 1)]
  return JSON.stringify({ method: 'subscribe', subscription: { type, coin } })
}
