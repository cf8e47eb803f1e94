import { SECOND } from '../../market/units.ts'
import { asText } from '../wire/read-json.ts'
import type { VenueReader } from '../wire/reader.ts'
import type { Fields } from '../wire/rows.ts'
import { batches } from '../wire/rows.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfAll, topicsOfEach } from '../wire/topics.ts'
import { CATEGORY } from './instruments.ts'

/** The venue's topic that carries each kind. */
const TOPICS: ByKind<string> = {
  trade: 'publicTrade',
  'mark-price': 'ticker',
  'funding-rate': 'ticker',
  'open-interest': 'ticker',
}

/** The venue allows 1,000 and asks for fewer than 50 on a connection that is to be stable. */
export const TOPICS_PER_SOCKET = 48

/** Arguments of one message; ten of the longest stay far below 4,096 characters. */
const PER_MESSAGE = 10

const INST_TYPE = CATEGORY.toLowerCase()

/** `ticker/BTCUSDT`; the topic of liquidations carries all symbols and has none. */
export const topicName = (topic: string, symbol?: string): string =>
  symbol === undefined ? topic : `${topic}/${symbol}`

/** The name of the subscription that an `arg` describes; undefined where it describes none of ours. */
export function nameOfArg(arg: Fields): string | undefined {
  const topic = asText(arg['topic'])
  const ours = asText(arg['instType'])?.toLowerCase() === INST_TYPE
  return topic === undefined || !ours ? undefined : topicName(topic, asText(arg['symbol']))
}

export const sockets: VenueReader['sockets'] = (instruments, wanted) => {
  const topics = wanted.flatMap((stream) => [
    ...topicsOfAll(instruments, [stream], { liquidation: topicName('liquidation') }),
    ...topicsOfEach(instruments, [stream], TOPICS, topicName),
  ])
  return numberedSockets(topics, TOPICS_PER_SOCKET, {
    key: 'public',
    path: '/v3/ws/public',
    subscribe: (asked) =>
      batches(namesOf(asked), PER_MESSAGE).map((names) =>
        JSON.stringify({ op: 'subscribe', args: names.map(argOf) }),
      ),
    // A connection without a `ping` for 30 seconds is closed.
    // https://www.bitget.com/api-doc/uta/guide
    heartbeat: { every: 25 * SECOND, message: 'ping' },
  })
}

function argOf(name: string) {
  const [topic, symbol] = name.split('/')
  return { instType: INST_TYPE, topic, ...(symbol !== undefined && { symbol }) }
}
