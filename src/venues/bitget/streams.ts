import type { StreamKind } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import { asText } from '../wire/read-json.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import type { Fields } from '../wire/rows.ts'
import { batches } from '../wire/rows.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'
import { CATEGORY } from './instruments.ts'

/** The venue's topic that carries each kind. */
const TOPICS: Readonly<Partial<Record<StreamKind, string>>> = {
  trade: 'publicTrade',
  liquidation: 'liquidation',
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

export function sockets(
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] {
  return spreadTopics(topicsOf(instruments, wanted), TOPICS_PER_SOCKET).map((topics, i) => ({
    key: `public-${i}`,
    host: 'socket',
    path: '/v3/ws/public',
    topics,
    subscribe: (asked) =>
      batches(namesOf(asked), PER_MESSAGE).map((names) =>
        JSON.stringify({ op: 'subscribe', args: names.map(argOf) }),
      ),
    // A connection without a `ping` for 30 seconds is closed.
    // https://www.bitget.com/api-doc/uta/guide
    heartbeat: { every: 25 * SECOND, message: 'ping' },
  }))
}

const topicsOf = (
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): Topic[] =>
  wanted.flatMap((stream): Topic[] => {
    const topic = TOPICS[stream]
    if (topic === undefined || instruments.length === 0) return []
    if (topic === 'liquidation')
      return [{ name: topicName(topic), stream, instrument: undefined, acknowledged: true }]
    return instruments.map(({ instrument, wireName }) => {
      const name = topicName(topic, wireName)
      return { name, stream, instrument: instrument.id, acknowledged: true }
    })
  })

function argOf(name: string) {
  const [topic, symbol] = name.split('/')
  return { instType: INST_TYPE, topic, ...(symbol !== undefined && { symbol }) }
}
