import { MINUTE, SECOND } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import { positiveField } from '../wire/fields.ts'
import type { VenueReader } from '../wire/reader.ts'
import { recordOf } from '../wire/rows.ts'
import { alike, all, asItHappens, sampled, steadily } from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { BITGET, dataOf, instruments, riskTiers } from './instruments.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

/** Bitget, USDT-margined perpetuals, by the third version of its interface. */
export const bitgetReader: VenueReader = {
  venue: BITGET,
  sources: [
    'https://www.bitget.com/api-doc/uta/guide, read 2026-11',
    'https://www.bitget.com/api-doc/uta/websocket/public/Liquidation-Channel, read 2026-11',
    'https://www.bitget.com/api-doc/uta/public/Instruments, read 2026-11',
  ],
  hosts: {
    rest: ['https://api.bitget.com'],
    socket: ['wss://ws.bitget.com'],
  },
  supplies: [
    { stream: 'trade', ...asItHappens(all()) },
    // Pushed on a change, at most every few hundred milliseconds.
    ...alike(
      ['mark-price', 'funding-rate', 'open-interest'],
      steadily(30 * SECOND, sampled('as it stands, when something changes')),
    ),
    {
      stream: 'liquidation',
      ...asItHappens(sampled('of each symbol and second the largest long and the largest short')),
    },
  ],
  limits: {
    connects: { count: 300, per: 5 * MINUTE },
    messages: { count: 10, per: SECOND },
    requests: { count: 20, per: SECOND },
    topicsPerSocket: TOPICS_PER_SOCKET,
    messageLength: 4_096,
  },
  instruments: () => [instruments()],
  riskTiers,
  sockets,
  decoder,
  history,
  serverTime: () =>
    answerTo({ path: '/api/v2/public/time', weight: 1 }, (answer, reading) => {
      const data = recordOf(reading, 'data', dataOf(answer, reading))
      return data && positiveField(reading, 'time', data, 'serverTime')
    }),
}
