import { MINUTE, SECOND } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import { positiveField } from '../wire/fields.ts'
import type { VenueReader } from '../wire/reader.ts'
import { recordOf } from '../wire/rows.ts'
import {
  aggregated,
  alike,
  all,
  asItHappens,
  sampled,
  steadily,
  whenAsked,
} from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { GATE, instruments, riskTiers } from './instruments.ts'
import { polls } from './statistics.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

/** Gate, USDT-settled perpetuals. */
export const gateReader: VenueReader = {
  venue: GATE,
  sources: [
    'https://www.gate.com/docs/developers/futures/ws/en/, edition of 2026-08-20',
    'https://www.gate.com/docs/developers/apiv4/en/, read 2026-11',
  ],
  hosts: {
    rest: ['https://api.gateio.ws', 'https://fx-api.gateio.ws'],
    socket: ['wss://fx-ws.gateio.ws'],
  },
  supplies: [
    {
      stream: 'trade',
      ...asItHappens(all('without transfers to the insurance fund, which are no trades')),
    },
    ...alike(
      ['mark-price', 'funding-rate', 'open-interest'],
      steadily(MINUTE, sampled('as it stands, when something changes')),
    ),
    {
      stream: 'liquidation',
      ...asItHappens(sampled('one of each contract and second'), {
        ...all('in batches of a second or 20; the price is that of the order'),
        since: Date.UTC(2026, 7, 20),
      }),
    },
    {
      stream: 'liquidation-total',
      ...whenAsked(20 * MINUTE, aggregated('complete sums of five minutes')),
    },
  ],
  limits: {
    connects: { count: 300, per: 5 * MINUTE },
    messages: { count: 20, per: SECOND },
    // Seen in the header x-gate-ratelimit-limit of answers.
    requests: { count: 200, per: 10 * SECOND },
    topicsPerSocket: TOPICS_PER_SOCKET,
  },
  instruments: () => [instruments()],
  riskTiers,
  sockets,
  decoder,
  polls,
  history,
  serverTime: () =>
    answerTo({ path: '/api/v4/spot/time', weight: 1 }, (answer, reading) => {
      const time = recordOf(reading, 'time', answer)
      return time && positiveField(reading, 'time', time, 'server_time')
    }),
}
