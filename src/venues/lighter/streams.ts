import type { StreamKind } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'

const CHANNELS: Readonly<Partial<Record<StreamKind, string>>> = {
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
export function sockets(
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] {
  const topics = instruments.flatMap(({ instrument, wireName }) =>
    wanted.flatMap((stream): Topic[] => {
      const channel = CHANNELS[stream]
      if (channel === undefined) return []
      const name = `${channel}:${wireName}`
      return [{ name, stream, instrument: instrument.id, acknowledged: true }]
    }),
  )
  return spreadTopics(topics, TOPICS_PER_SOCKET).map((carried, i) => ({
    key: `stream-${i}`,
    host: 'socket',
    // Read-only connections are served everywhere.
    path: '/stream?readonly=true',
    topics: carried,
    subscribe: (asked) =>
      namesOf(asked).map((name) =>
        JSON.stringify({ type: 'subscribe', channel: name.replace(':', '/') }),
      ),
    // A connection on which we say nothing is closed after two minutes.
    heartbeat: { every: 30 * SECOND, message: '{"type":"ping"}' },
  }))
}
