import type { StreamKind } from '../../market/event.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { batches } from '../wire/rows.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'
import type { Family, Market } from './family.ts'

/**
 * The liquidations of all symbols in one stream. Since 2026-06-30 it carries USD-M and COIN-M alike,
 * on the sockets of both: asking one of them is enough, asking both would count everything twice.
 */
const ALL_LIQUIDATIONS = '!forceOrder@arr'

/** One subscription per symbol and kind; mark price and funding rate share theirs. */
const SUFFIXES: Readonly<Partial<Record<StreamKind, string>>> = {
  trade: 'aggTrade',
  'mark-price': 'markPrice@1s',
  'funding-rate': 'markPrice@1s',
  'order-book': 'depth@100ms',
}

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
  if (wanted.includes('liquidation') && instruments.length > 0) {
    const topic: Topic = {
      name: ALL_LIQUIDATIONS,
      stream: 'liquidation',
      instrument: undefined,
      acknowledged: true,
    }
    add(family.liquidations, family.liquidations.market, topic)
  }
  for (const { instrument, wireName } of instruments)
    for (const stream of wanted) {
      const suffix = SUFFIXES[stream]
      if (suffix === undefined) continue
      const market = family.marketOf(instrument)
      const name = `${wireName.toLowerCase()}@${suffix}`
      const path = stream === 'order-book' ? market.public : market.market
      add(market, path, { name, stream, instrument: instrument.id, acknowledged: true })
    }
  return [...routes.values()].flatMap(({ market, path, topics }) =>
    spreadTopics(topics, family.topicsPerSocket).map((carried, i) => ({
      key: `${market.name}${path.replaceAll('/', '-')}-${i}`,
      host: market.socket,
      path,
      topics: carried,
      subscribe: (asked, id) =>
        batches(namesOf(asked), NAMES_PER_MESSAGE).map((params, part) =>
          JSON.stringify({ method: 'SUBSCRIBE', params, id: id * 100 + part }),
        ),
    })),
  )
}
