import { SECOND } from '../../market/units.ts'
import type { VenueReader } from '../wire/reader.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfAll, topicsOfEach } from '../wire/topics.ts'

/** The venue allows 30 channels on a connection. */
export const TOPICS_PER_SOCKET = 25

/** Names as the venue gives them: the symbol of a channel of trades, the key of a status. */
export const tradesOf = (symbol: string): string => `trades ${symbol}`
export const statusOf = (key: string): string => `status ${key}`
export const derivativeOf = (symbol: string): string => statusOf(`deriv:${symbol}`)
export const LIQUIDATIONS = statusOf('liq:global')

const NAMES: ByKind<(symbol: string) => string> = {
  trade: tradesOf,
  'mark-price': derivativeOf,
  'funding-rate': derivativeOf,
  'open-interest': derivativeOf,
}

export const sockets: VenueReader['sockets'] = (instruments, wanted) => {
  const topics = wanted.flatMap((stream) => [
    ...topicsOfAll(instruments, [stream], { liquidation: LIQUIDATIONS }),
    ...topicsOfEach(instruments, [stream], NAMES, (nameOf, symbol) => nameOf(symbol)),
  ])
  return numberedSockets(topics, TOPICS_PER_SOCKET, {
    key: 'public',
    path: '/ws/2',
    subscribe: (asked) => namesOf(asked).map(subscription),
    heartbeat: { every: 15 * SECOND, message: '{"event":"ping","cid":1}' },
  })
}

function subscription(name: string): string {
  const [channel, subject] = name.split(' ')
  const about = channel === 'trades' ? { symbol: subject } : { key: subject }
  return JSON.stringify({ event: 'subscribe', channel, ...about })
}
