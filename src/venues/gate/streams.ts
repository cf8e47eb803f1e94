import type { StreamKind } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'

/** The venue's channel that carries each kind. */
export const CHANNELS: Readonly<Partial<Record<StreamKind, string>>> = {
  trade: 'futures.trades',
  liquidation: 'futures.public_liquidates',
  'mark-price': 'futures.tickers',
  'funding-rate': 'futures.tickers',
  'open-interest': 'futures.tickers',
}

/** The venue states no limit; what others run on one connection. */
export const TOPICS_PER_SOCKET = 100

/** What the channel of liquidations calls all contracts at once. */
const ALL = '!all'

/** `futures.trades BTC_USDT` */
export const topicName = (channel: string, contract: string): string => `${channel} ${contract}`

export const LIQUIDATIONS = topicName('futures.public_liquidates', ALL)

/**
 * Every message has the venue's time of asking in it, which the venue does not look at: its own
 * examples send 123456. https://www.gate.com/docs/developers/futures/ws/en/
 */
const TIME = 0

export function sockets(
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] {
  return spreadTopics(topicsOf(instruments, wanted), TOPICS_PER_SOCKET).map((topics, i) => ({
    key: `usdt-${i}`,
    host: 'socket',
    path: '/v4/ws/usdt',
    topics,
    subscribe,
    heartbeat: {
      every: 15 * SECOND,
      message: JSON.stringify({ time: TIME, channel: 'futures.ping' }),
    },
    // Without it sizes come as whole contracts, their fractions cut off.
    headers: { 'X-Gate-Size-Decimal': '1' },
  }))
}

const topicsOf = (
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): Topic[] =>
  wanted.flatMap((stream): Topic[] => {
    const channel = CHANNELS[stream]
    if (channel === undefined || instruments.length === 0) return []
    if (stream === 'liquidation')
      return [{ name: LIQUIDATIONS, stream, instrument: undefined, acknowledged: true }]
    return instruments.map(({ instrument, wireName }) => {
      const name = topicName(channel, wireName)
      return { name, stream, instrument: instrument.id, acknowledged: true }
    })
  })

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
