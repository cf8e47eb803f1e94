import type { StreamKind } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { batches } from '../wire/rows.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'

/** One channel per instrument and kind. */
const CHANNELS: Readonly<Partial<Record<StreamKind, string>>> = {
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

export function sockets(
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] {
  const topics: Topic[] = []
  if (wanted.includes('liquidation') && instruments.length > 0) {
    const name = topicName(LIQUIDATIONS, 'SWAP')
    topics.push({ name, stream: 'liquidation', instrument: undefined, acknowledged: true })
  }
  for (const { instrument, wireName } of instruments)
    for (const stream of wanted) {
      const channel = CHANNELS[stream]
      if (channel === undefined) continue
      const name = topicName(channel, wireName)
      topics.push({ name, stream, instrument: instrument.id, acknowledged: true })
    }
  return spreadTopics(topics, PLANNED_PER_SOCKET).map((carried, i) => ({
    key: `public-${i}`,
    host: 'socket',
    path: '/ws/v5/public',
    topics: carried,
    subscribe: (asked) =>
      batches(namesOf(asked), NAMES_PER_MESSAGE).map((names) =>
        JSON.stringify({ op: 'subscribe', args: names.map(argument) }),
      ),
    // A bare word, not JSON; the venue hangs up after 30 seconds of silence.
    heartbeat: { every: 25 * SECOND, message: 'ping' },
  }))
}

function argument(name: string) {
  const colon = name.indexOf(':')
  const [channel, about] = [name.slice(0, colon), name.slice(colon + 1)]
  return channel === LIQUIDATIONS ? { channel, instType: about } : { channel, instId: about }
}
