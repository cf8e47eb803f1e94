import { SECOND } from '../../market/units.ts'
import type { Topic, VenueReader } from '../wire/reader.ts'
import { batches } from '../wire/rows.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfEach } from '../wire/topics.ts'

/** The venue's feed that carries each kind. */
const FEEDS: ByKind<string> = {
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

export const sockets: VenueReader['sockets'] = (instruments, wanted) =>
  numberedSockets(topicsOfEach(instruments, wanted, FEEDS, topicName), TOPICS_PER_SOCKET, {
    key: 'futures',
    path: '/ws/v1',
    subscribe,
    // A ping at least every 60 seconds keeps the connection.
    // https://docs.kraken.com/api/docs/guides/futures-websockets
    heartbeat: { every: 20 * SECOND },
  })

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
