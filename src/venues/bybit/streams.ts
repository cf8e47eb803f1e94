import type { StreamKind } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../wire/reader.ts'
import { requestId } from './request-id.ts'
import { namesOf, spreadTopics } from '../wire/spread-topics.ts'

/** The topic that carries each kind; one ticker carries three. */
const PREFIXES: Readonly<Partial<Record<StreamKind, string>>> = {
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
export const sockets = (
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
): SocketPlan[] =>
  (['linear', 'inverse'] as const).flatMap((category) => {
    const topics = instruments
      .filter(({ instrument }) => instrument.contract === category)
      .flatMap(({ instrument, wireName }) =>
        wanted.flatMap((stream): Topic[] => {
          const prefix = PREFIXES[stream]
          if (prefix === undefined) return []
          const name = `${prefix}.${wireName}`
          return [{ name, stream, instrument: instrument.id, acknowledged: true }]
        }),
      )
    return spreadTopics(topics, PLANNED_PER_SOCKET).map(
      (carried, i): SocketPlan => ({
        key: `${category}-${i}`,
        host: 'socket',
        path: `/v5/public/${category}`,
        topics: carried,
        subscribe: subscriptions,
        heartbeat: { every: 20 * SECOND, message: '{"op":"ping"}' },
      }),
    )
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
