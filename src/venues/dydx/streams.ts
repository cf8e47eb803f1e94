import type { StreamKind } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'

/** The indexer carries at most 32 subscriptions of a channel on a connection. */
export const TOPICS_PER_SOCKET = 32

/** One subscription tells of all markets. */
const MARKETS = 'v4_markets'

const CHANNELS: Readonly<Partial<Record<StreamKind, string>>> = {
  trade: 'v4_trades',
  liquidation: 'v4_trades',
  'open-interest': MARKETS,
  'mark-price': MARKETS,
  'funding-rate': MARKETS,
}

/** The name of a subscription: channel and id, joined. */
export const topicName = (channel: string, id: string | undefined): string =>
  channel === MARKETS || id === undefined ? channel : `${channel}:${id}`

export function sockets(
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] {
  const ofAll = wanted.flatMap((stream): Topic[] =>
    CHANNELS[stream] === MARKETS && instruments.length > 0
      ? [{ name: MARKETS, stream, instrument: undefined, acknowledged: true }]
      : [],
  )
  const ofEach = instruments.flatMap(({ instrument, wireName }) =>
    wanted.flatMap((stream): Topic[] => {
      const channel = CHANNELS[stream]
      if (channel === undefined || channel === MARKETS) return []
      const name = topicName(channel, wireName)
      return [{ name, stream, instrument: instrument.id, acknowledged: true }]
    }),
  )
  const topics = [...ofAll, ...ofEach]
  return spreadTopics(topics, TOPICS_PER_SOCKET).map((carried, i) => ({
    key: `indexer-${i}`,
    host: 'socket',
    path: '/v4/ws',
    topics: carried,
    subscribe: (asked) => namesOf(asked).map(subscription),
    // The indexer pings every 30 seconds by a control frame; ours proves that it still answers.
    heartbeat: { every: 20 * SECOND },
  }))
}

function subscription(name: string): string {
  const [channel, id] = name.split(':')
  return JSON.stringify({ type: 'subscribe', channel, ...(id !== undefined && { id }) })
}
