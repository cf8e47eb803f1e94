import { SECOND } from '../../market/units.ts'
import type { Topic, VenueReader } from '../wire/reader.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfAll, topicsOfEach } from '../wire/topics.ts'

/** The venue's channel that carries each kind. */
const CHANNELS: ByKind<string> = {
  trade: 'futures.trades',
  'mark-price': 'futures.tickers',
  'funding-rate': 'futures.tickers',
  'open-interest': 'futures.tickers',
}

/** The venue states no limit; what others run on one connection. */
export const TOPICS_PER_SOCKET = 100

export const LIQUIDATION_CHANNEL = 'futures.public_liquidates'

/** What that channel calls all contracts at once. */
const ALL = '!all'

/** `futures.trades BTC_USDT` */
export const topicName = (channel: string, contract: string): string => `${channel} ${contract}`

export const LIQUIDATIONS = topicName(LIQUIDATION_CHANNEL, ALL)

/**
 * Every message has the venue's time of asking in it, which the venue does not look at: its own
 * examples send 123456. https://www.gate.com/docs/developers/futures/ws/en/
 */
const TIME = 0

export const sockets: VenueReader['sockets'] = (instruments, wanted) => {
  const topics = wanted.flatMap((stream) => [
    ...topicsOfAll(instruments, [stream], { liquidation: LIQUIDATIONS }),
    ...topicsOfEach(instruments, [stream], CHANNELS, topicName),
  ])
  return numberedSockets(topics, TOPICS_PER_SOCKET, {
    key: 'usdt',
    path: '/v4/ws/usdt',
    subscribe,
    heartbeat: {
      every: 15 * SECOND,
      message: JSON.stringify({ time: TIME, channel: 'futures.ping' }),
    },
    // Without it sizes come as whole contracts, their fractions cut off.
    headers: { 'X-Gate-Size-Decimal': '1' },
  })
}

/** One message a channel: its acknowledgement names the channel and no contract. */
function subscribe(topics: readonly Topic[], id: number): readonly string[] {
  const contracts = new Map<string, string[]>()
  for (const name of namesOf(topics)) {
    const [channel = '', contract = ''] = name.split(' ')
    contracts.set(channel, [...(contracts.get(channel) ?? []), contract])
  }
  return [...contracts].map(([channel, payload]) =>
    JSON.stringify({ time: TIME, id, channel, event: 'subscribe', payload }),
  )
}
