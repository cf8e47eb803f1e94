import { SECOND } from '../../market/units.ts'
import type { VenueReader } from '../wire/reader.ts'
import { batches } from '../wire/rows.ts'
import { namesOf, numberedSockets } from '../wire/spread-topics.ts'
import type { ByKind } from '../wire/topics.ts'
import { topicsOfEach } from '../wire/topics.ts'

/**
 * The venue's channel that carries each kind. Raw channels need a login. Trades come in batches of
 * 100 ms, none left out; a ticker ten times a second is more than is of use, and `agg2` is one of
 * every two seconds. https://docs.deribit.com/subscriptions/market-data
 */
const CHANNELS: ByKind<(instrument: string) => string> = {
  trade: (instrument) => `trades.${instrument}.100ms`,
  liquidation: (instrument) => `trades.${instrument}.100ms`,
  'mark-price': (instrument) => `ticker.${instrument}.agg2`,
  'funding-rate': (instrument) => `ticker.${instrument}.agg2`,
  'open-interest': (instrument) => `ticker.${instrument}.agg2`,
}

/** The venue allows 500 channels on a connection. */
export const TOPICS_PER_SOCKET = 200

const PER_MESSAGE = 50

/** Ids of our own requests; those of subscriptions are numbers. */
export const SET_HEARTBEAT = 'set-heartbeat'
export const TEST = 'test'

export const request = (id: number | string, method: string, params: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method: `public/${method}`, params })

export const sockets: VenueReader['sockets'] = (instruments, wanted) => {
  const topics = topicsOfEach(instruments, wanted, CHANNELS, (nameOf, name) => nameOf(name))
  return numberedSockets(topics, TOPICS_PER_SOCKET, {
    key: 'perpetual',
    path: '/ws/api/v2',
    // The venue then asks every 30 seconds whether we live, and closes the connection if not.
    subscribe: (asked, id) => [
      request(SET_HEARTBEAT, 'set_heartbeat', { interval: 30 }),
      ...batches(namesOf(asked), PER_MESSAGE).map((channels) =>
        request(id, 'subscribe', { channels }),
      ),
    ],
    heartbeat: { every: 20 * SECOND, message: request(TEST, 'test', {}) },
  })
}
