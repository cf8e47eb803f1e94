import type { StreamKind } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'

/** The venue allows 30 channels on a connection. */
export const TOPICS_PER_SOCKET = 25

/** Names as the venue gives them: the symbol of a channel of trades, the key of a status. */
export const tradesOf = (symbol: string): string => `trades ${symbol}`
export const statusOf = (key: string): string => `status ${key}`
export const derivativeOf = (symbol: string): string => statusOf(`deriv:${symbol}`)
export const LIQUIDATIONS = statusOf('liq:global')

const NAMES: Readonly<Partial<Record<StreamKind, (symbol: string) => string>>> = {
  trade: tradesOf,
  'mark-price': derivativeOf,
  'funding-rate': derivativeOf,
  'open-interest': derivativeOf,
}

export function sockets(
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] {
  const topics = wanted.flatMap((stream): Topic[] => {
    if (instruments.length === 0) return []
    if (stream === 'liquidation')
      return [{ name: LIQUIDATIONS, stream, instrument: undefined, acknowledged: true }]
    return instruments.flatMap(({ instrument, wireName }) => {
      const name = NAMES[stream]?.(wireName)
      return name === undefined
        ? []
        : [{ name, stream, instrument: instrument.id, acknowledged: true }]
    })
  })
  return spreadTopics(topics, TOPICS_PER_SOCKET).map((carried, i) => ({
    key: `public-${i}`,
    host: 'socket',
    path: '/ws/2',
    topics: carried,
    subscribe: (asked) => namesOf(asked).map(subscription),
    heartbeat: { every: 15 * SECOND, message: '{"event":"ping","cid":1}' },
  }))
}

function subscription(name: string): string {
  const [channel, subject] = name.split(' ')
  const about = channel === 'trades' ? { symbol: subject } : { key: subject }
  return JSON.stringify({ event: 'subscribe', channel, ...about })
}
