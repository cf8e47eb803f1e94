import { MINUTE, SECOND } from '../../market/units.ts'
import type { VenueReader } from '../wire/reader.ts'
import { alike, all, asItHappens, sampled, steadily } from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { BITFINEX, instruments } from './instruments.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

/** Bitfinex perpetuals, settled in USDT. It tells no risk tiers and no time of its own. */
export const bitfinexReader: VenueReader = {
  venue: BITFINEX,
  sources: [
    'https://docs.bitfinex.com/reference/ws-public-status, read 2026-11',
    'https://docs.bitfinex.com/reference/rest-public-liquidations, read 2026-11',
  ],
  hosts: {
    rest: ['https://api-pub.bitfinex.com'],
    socket: ['wss://api-pub.bitfinex.com'],
  },
  supplies: [
    { stream: 'trade', ...asItHappens(all()) },
    ...alike(
      ['mark-price', 'funding-rate', 'open-interest'],
      steadily(3 * MINUTE, sampled('as it stands, every few seconds')),
    ),
    {
      stream: 'liquidation',
      ...asItHappens(
        sampled(
          'each position once, by its first trigger; the venue does not say whether all are shown',
        ),
      ),
    },
  ],
  limits: {
    connects: { count: 20, per: MINUTE },
    messages: { count: 20, per: SECOND },
    requests: { count: 30, per: MINUTE },
    topicsPerSocket: TOPICS_PER_SOCKET,
  },
  instruments: () => [instruments()],
  sockets,
  decoder,
  history,
}
