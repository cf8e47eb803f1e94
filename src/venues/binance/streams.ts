import type { StreamKind } from '../../market/event.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { batches } from '../wire/rows.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfAll, topicsOfEach } from '../wire/topics.ts'
import type { Family, Market } from './family.ts'

/**
 * The liquidations of all symbols in one stream. Since 2026-06-30 it carries USD-M and COIN-M alike,
 * on the sockets of both: asking one of them is enough, asking both would count everything twice.
 */
const ALL_LIQUIDATIONS = '!forceOrder@arr'

/** One subscription per symbol and kind; mark price and funding rate share theirs. */
const SUFFIXES: ByKind<string> = {
  trade: 'aggTrade',
  'mark-price': 'markPrice@1s',
  'funding-rate': 'markPrice@1s',
  'order-book': 'depth@100ms',
}

const topicName = (suffix: string, symbol: string): string => `${symbol.toLowerCase()}@${suffix}`

/** Names in one SUBSCRIBE message: longer ones have been seen to end the connection. */
const NAMES_PER_MESSAGE = 50

/** The plan of sockets: order books have a route of their own, and nothing else comes on it. */
export function socketsOf(
  family: Family,
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] {
  const routes = new Map<string, { market: Market; path: string; topics: Topic[] }>()
  const add = (market: Market, path: string, topic: Topic) => {
    const key = `${market.name} ${path}`
    const route = routes.get(key) ?? { market, path, topics: [] }
    route.topics.push(topic)
    routes.set(key, route)
  }
  for (const topic of topicsOfAll(instruments, wanted, { liquidation: ALL_LIQUIDATIONS }))
    add(family.liquidations, family.liquidations.market, topic)
  for (const listed of instruments)
    for (const topic of topicsOfEach([listed], wanted, SUFFIXES, topicName)) {
      const market = family.marketOf(listed.instrument)
      add(market, topic.stream === 'order-book' ? market.public : market.market, topic)
    }
  return [...routes.values()].flatMap(({ market, path, topics }) =>
    numberedSockets(topics, family.topicsPerSocket, {
      key: `${market.name}${path.replaceAll('/', '-')}`,
      host: market.socket,
      path,
      subscribe: (asked, id) =>
        batches(namesOf(asked), NAMES_PER_MESSAGE).map((params, part) =>
          JSON.stringify({ method: 'SUBSCRIBE', params, id: id * 100 + part }),
        ),
    }),
  )
}
