import { HOUR, MINUTE, SECOND } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import { integerField } from '../wire/fields.ts'
import type { VenueReader } from '../wire/reader.ts'
import { rowsOf } from '../wire/rows.ts'
import { aggregated, asItHappens, sampled, steadily } from '../wire/supply.ts'
import { dataOf } from './answer.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { listings, OKX } from './listings.ts'
import { riskTiers } from './position-tiers.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

/** OKX v5 perpetual swaps. The addresses without a port: 8443 was closed on 2026-10-31. */
export const okxReader: VenueReader = {
  venue: OKX,
  sources: [
    'https://www.okx.com/docs-v5/en/#public-data-websocket-liquidation-orders-channel (2026-07-19)',
    'https://www.okx.com/docs-v5/en/#public-data-websocket-open-interest-channel (2026-07-19)',
    'https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments (2026-07-19)',
    'https://www.okx.com/en-eu/help/okx-websocket-port-8443-discontinuation-announcement (2026-10-31)',
  ],
  hosts: { rest: ['https://www.okx.com'], socket: ['wss://ws.okx.com'] },
  supplies: [
    {
      stream: 'trade',
      ...asItHappens(aggregated('fills of one taker order at one price are one trade')),
    },
    {
      stream: 'liquidation',
      ...asItHappens(
        sampled(
          'at most one per contract and second by older pages; the venue says that it is not the total',
          // Which one is not said: what the largest lose is the least that was lost.
          'largest',
        ),
      ),
    },
    { stream: 'open-interest', ...steadily(MINUTE, sampled('as it stands, every three seconds')) },
    {
      stream: 'mark-price',
      ...steadily(MINUTE, sampled('as it stands, at least every ten seconds')),
    },
    {
      stream: 'funding-rate',
      ...steadily(5 * MINUTE, sampled('as expected for the next payment, every 30 to 90 seconds')),
    },
    { stream: 'order-book', ...steadily(2 * MINUTE, sampled('the 400 best levels of each side')) },
  ],
  limits: {
    connects: { count: 3, per: SECOND },
    messages: { count: 480, per: HOUR },
    // Each address has a limit of its own, 20 in two seconds for most; stricter ones weigh more.
    requests: { count: 20, per: 2 * SECOND },
    topicsPerSocket: TOPICS_PER_SOCKET,
    messageLength: 65_536,
  },
  instruments: () => [listings()],
  riskTiers,
  sockets,
  decoder,
  history,
  serverTime: () =>
    answerTo({ path: '/api/v5/public/time', weight: 2 }, (answer, reading) => {
      const data = dataOf(reading, 'time', answer)
      const row = data === undefined ? undefined : rowsOf(reading, 'time.data', data)[0]
      return row && integerField(reading, 'time', row, 'ts')
    }),
}
