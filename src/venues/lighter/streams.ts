import { SECOND } from '../../market/units.ts'
import type { VenueReader } from '../wire/reader.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfEach } from '../wire/topics.ts'

const CHANNELS: ByKind<string> = {
  trade: 'trade',
  liquidation: 'trade',
  'open-interest': 'market_stats',
  'mark-price': 'market_stats',
  'funding-rate': 'market_stats',
}

/**
 * A connection may hold 500, but only 50 messages of ours may be unanswered at a time, and all are
 * sent when it opens.
 */
export const TOPICS_PER_SOCKET = 50

/** Channels are named with a colon in what the venue sends and with a slash in what it is sent. */
const topicName = (channel: string, market: string): string => `${channel}:${market}`

export const sockets: VenueReader['sockets'] = (instruments, wanted) =>
  numberedSockets(topicsOfEach(instruments, wanted, CHANNELS, topicName), TOPICS_PER_SOCKET, {
    key: 'stream',
    // Read-only connections are served everywhere.
    path: '/stream?readonly=true',
    subscribe: (asked) =>
      namesOf(asked).map((name) =>
        JSON.stringify({ type: 'subscribe', channel: name.replace(':', '/') }),
      ),
    // A connection on which we say nothing is closed after two minutes.
    heartbeat: { every: 30 * SECOND, message: '{"type":"ping"}' },
  })
