import type { StreamKind } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { batches } from '../wire/rows.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'

/** The venue's feed that carries each kind. */
const FEEDS: Readonly<Partial<Record<StreamKind, string>>> = {
  trade: 'trade',
  liquidation: 'trade',
  'mark-price': 'ticker',
  'funding-rate': 'ticker',
  'open-interest': 'ticker',
}

/** The venue states no limit of subscriptions; what others run on one connection. */
export const TOPICS_PER_SOCKET = 100

/** `trade PF_XBTUSD` */
export const topicName = (feed: string, product: string): string => `${feed} ${product}`

export function sockets(
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] {
  const topics = instruments.flatMap(({ instrument, wireName }) =>
    wanted.flatMap((stream): Topic[] => {
      const feed = FEEDS[stream]
      if (feed === undefined) return []
      const name = topicName(feed, wireName)
      return [{ name, stream, instrument: instrument.id, acknowledged: true }]
    }),
  )
  return spreadTopics(topics, TOPICS_PER_SOCKET).map((carried, i) => ({
    key: `futures-${i}`,
    host: 'socket',
    path: '/ws/v1',
    topics: carried,
    subscribe,
    // A ping at least every 60 seconds keeps the connection.
    // https://docs.kraken.com/api/docs/guides/futures-websockets
    heartbeat: { every: 20 * SECOND },
  }))
}

/** Products of one message; a product that is not listed fails its message alone. */
const PER_MESSAGE = 20

function subscribe(topics: readonly Topic[]): readonly string[] {
  const products = new Map<string, string[]>()
  for (const name of namesOf(topics)) {
    const [feed = '', product = ''] = name.split(' ')
    products.set(feed, [...(products.get(feed) ?? []), product])
  }
  return [...products].flatMap(([feed, names]) =>
    batches(names, PER_MESSAGE).map((some) =>
      JSON.stringify({ event: 'subscribe', feed, product_ids: some }),
    ),
  )
}
