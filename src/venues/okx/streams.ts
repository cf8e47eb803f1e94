import { SECOND } from '../../market/units.ts'
import type { VenueReader } from '../wire/reader.ts'
import { batches } from '../wire/rows.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfAll, topicsOfEach } from '../wire/topics.ts'

/** One channel per instrument and kind. */
const CHANNELS: ByKind<string> = {
  trade: 'trades',
  'open-interest': 'open-interest',
  'mark-price': 'mark-price',
  'funding-rate': 'funding-rate',
  'order-book': 'books',
}

/** The liquidations of all swaps come through one channel. */
const LIQUIDATIONS = 'liquidation-orders'

/** Not stated by the venue: subscriptions are counted by the hour (480). */
export const TOPICS_PER_SOCKET = 240
const PLANNED_PER_SOCKET = 200
const NAMES_PER_MESSAGE = 50

/** A channel and what it is about, an instrument or a kind of instruments, as one name. */
export const topicName = (channel: string, about: string): string => `${channel}:${about}`

export const sockets: VenueReader['sockets'] = (instruments, wanted) => {
  const topics = [
    ...topicsOfAll(instruments, wanted, { liquidation: topicName(LIQUIDATIONS, 'SWAP') }),
    ...topicsOfEach(instruments, wanted, CHANNELS, topicName),
  ]
  return numberedSockets(topics, PLANNED_PER_SOCKET, {
    key: 'public',
    path: '/ws/v5/public',
    subscribe: (asked) =>
      batches(namesOf(asked), NAMES_PER_MESSAGE).map((names) =>
        JSON.stringify({ op: 'subscribe', args: names.map(argument) }),
      ),
    // A bare word, not JSON; the venue hangs up after 30 seconds of silence.
    heartbeat: { every: 25 * SECOND, message: 'ping' },
  })
}

function argument(name: string) {
  const colon = name.indexOf(':')
  const [channel, about] = [name.slice(0, colon), name.slice(colon + 1)]
  return channel === LIQUIDATIONS ? { channel, instType: about } : { channel, instId: about }
}
