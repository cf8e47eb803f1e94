import { SECOND } from '../../market/units.ts'
import type { Topic, VenueReader } from '../wire/reader.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfEach } from '../wire/topics.ts'
import { requestId } from './request-id.ts'

/** The topic that carries each kind; one ticker carries three. */
const PREFIXES: ByKind<string> = {
  trade: 'publicTrade',
  liquidation: 'allLiquidation',
  'open-interest': 'tickers',
  'mark-price': 'tickers',
  'funding-rate': 'tickers',
  'order-book': 'orderbook.200',
}

/** All names of one connection may be 21,000 characters long together: about 500 names. */
export const TOPICS_PER_SOCKET = 500
const PLANNED_PER_SOCKET = 200

/** Linear and inverse contracts have sockets of their own. */
export const sockets: VenueReader['sockets'] = (instruments, wanted) =>
  (['linear', 'inverse'] as const).flatMap((category) => {
    const ours = instruments.filter(({ instrument }) => instrument.contract === category)
    const topics = topicsOfEach(ours, wanted, PREFIXES, (prefix, symbol) => `${prefix}.${symbol}`)
    return numberedSockets(topics, PLANNED_PER_SOCKET, {
      key: category,
      path: `/v5/public/${category}`,
      subscribe: subscriptions,
      heartbeat: { every: 20 * SECOND, message: '{"op":"ping"}' },
    })
  })

/**
 * One message per symbol: the venue refuses all of a message where it does not know one of its
 * names, and answers with the message's id alone, which therefore says what was asked.
 */
function subscriptions(topics: readonly Topic[]): string[] {
  const bySymbol = new Map<string, string[]>()
  for (const name of namesOf(topics)) {
    const symbol = name.slice(name.lastIndexOf('.') + 1)
    const names = bySymbol.get(symbol) ?? []
    names.push(name)
    bySymbol.set(symbol, names)
  }
  return [...bySymbol].map(([symbol, args]) =>
    JSON.stringify({ req_id: requestId(symbol, args), op: 'subscribe', args }),
  )
}
