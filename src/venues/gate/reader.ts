import { MINUTE, SECOND } from '../../market/units.ts'
import { positiveField } from '../wire/fields.ts'
import type { Supply, VenueReader } from '../wire/reader.ts'
import { readAnswer } from '../wire/reading.ts'
import { recordOf } from '../wire/rows.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { GATE, instruments, riskTiers } from './instruments.ts'
import { polls } from './statistics.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

const ticker = {
  via: 'socket',
  completeness: [{ completeness: 'sampled', note: 'as it stands, when something changes' }],
  rhythm: { kind: 'dense', silence: MINUTE },
} as const satisfies Omit<Supply, 'stream'>

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
      via: 'socket',
      completeness: [
        {
          completeness: 'all',
          note: 'without transfers to the insurance fund, which are no trades',
        },
      ],
      rhythm: { kind: 'sparse' },
    },
    { stream: 'mark-price', ...ticker },
    { stream: 'funding-rate', ...ticker },
    { stream: 'open-interest', ...ticker },
    {
      stream: 'liquidation',
      via: 'socket',
      completeness: [
        { completeness: 'sampled', note: 'one of each contract and second' },
        {
          completeness: 'all',
          since: Date.UTC(2026, 7, 20),
          note: 'in batches of a second or 20; the price is that of the order',
        },
      ],
      rhythm: { kind: 'sparse' },
    },
    {
      stream: 'liquidation-total',
      via: 'poll',
      completeness: [{ completeness: 'aggregated', note: 'complete sums of five minutes' }],
      rhythm: { kind: 'dense', silence: 20 * MINUTE },
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
  serverTime: () => ({
    host: 'rest',
    path: '/api/v4/spot/time',
    weight: 1,
    parse: (text, receivedTime) =>
      readAnswer(text, receivedTime, (answer, reading) => {
        const time = recordOf(reading, 'time', answer)
        return time && positiveField(reading, 'time', time, 'server_time')
      }),
  }),
}
