import { MINUTE, SECOND } from '../../market/units.ts'
import { day } from '../venue.ts'
import { answerTo } from '../wire/answer-to.ts'
import { integerField } from '../wire/fields.ts'
import type { VenueReader } from '../wire/reader.ts'
import { recordOf } from '../wire/rows.ts'
import { alike, all, asItHappens, sampled, steadily } from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { BYBIT, listings } from './listings.ts'
import { riskTiers } from './risk-limit.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

/** Bybit v5, linear and inverse contracts. */
export const bybitReader: VenueReader = {
  venue: BYBIT,
  sources: [
    'https://bybit-exchange.github.io/docs/v5/websocket/public/all-liquidation (2026-07-24)',
    'https://bybit-exchange.github.io/docs/v5/websocket/public/ticker (2026-07-24)',
    'https://bybit-exchange.github.io/docs/v5/market/open-interest (2026-07-24)',
    'https://bybit-exchange.github.io/docs/v5/ws/connect (2026-07-24)',
  ],
  hosts: {
    rest: ['https://api.bybit.com', 'https://api.bytick.com'],
    socket: ['wss://stream.bybit.com'],
  },
  supplies: [
    { stream: 'trade', ...asItHappens(all()) },
    {
      stream: 'liquidation',
      ...asItHappens(sampled('at most one per symbol and second, of an older stream'), {
        ...all(),
        since: day('2025-02-20'),
      }),
    },
    // A ticker changes every 100 ms while its contract is traded.
    ...alike(
      ['open-interest', 'mark-price', 'funding-rate'],
      steadily(MINUTE, sampled('as it stands, at most ten times a second')),
    ),
    { stream: 'order-book', ...steadily(MINUTE, sampled('the 200 best levels of each side')) },
  ],
  limits: {
    connects: { count: 500, per: 5 * MINUTE },
    // Not stated by the venue; the rate that Binance allows.
    messages: { count: 10, per: SECOND },
    requests: { count: 600, per: 5 * SECOND },
    topicsPerSocket: TOPICS_PER_SOCKET,
    messageLength: 21_000,
  },
  instruments: () => [listings('linear'), listings('inverse')],
  riskTiers,
  sockets,
  decoder,
  history,
  serverTime: () =>
    answerTo({ path: '/v5/market/time', weight: 1 }, (answer, reading) => {
      const whole = recordOf(reading, 'time', answer)
      return whole && integerField(reading, 'time', whole, 'time')
    }),
}
