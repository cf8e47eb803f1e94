import { SECOND } from '../../market/units.ts'
import type { VenueReader } from '../wire/reader.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfAll, topicsOfEach } from '../wire/topics.ts'

/** The indexer carries at most 32 subscriptions of a channel on a connection. */
export const TOPICS_PER_SOCKET = 32

/** One subscription tells of all markets. */
const MARKETS = 'v4_markets'

const OF_ALL: ByKind<string> = {
  'open-interest': MARKETS,
  'mark-price': MARKETS,
  'funding-rate': MARKETS,
}

const CHANNELS: ByKind<string> = {
  trade: 'v4_trades',
  liquidation: 'v4_trades',
}

/** The name of a subscription: channel and id, joined. */
export const topicName = (channel: string, id: string | undefined): string =>
  channel === MARKETS || id === undefined ? channel : `${channel}:${id}`

export const sockets: VenueReader['sockets'] = (instruments, wanted) => {
  const topics = [
    ...topicsOfAll(instruments, wanted, OF_ALL),
    ...topicsOfEach(instruments, wanted, CHANNELS, topicName),
  ]
  return numberedSockets(topics, TOPICS_PER_SOCKET, {
    key: 'indexer',
    path: '/v4/ws',
    subscribe: (asked) => namesOf(asked).map(subscription),
    // The indexer pings every 30 seconds by a control frame; ours proves that it still answers.
    heartbeat: { every: 20 * SECOND },
  })
}

function subscription(name: string): string {
  const [channel, id] = name.split(':')
  return JSON.stringify({ type: 'subscribe', channel, ...(id !== undefined && { id }) })
}
