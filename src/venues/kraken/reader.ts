import { MINUTE, SECOND } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import { plausibleTime } from '../wire/event-time.ts'
import { textField } from '../wire/fields.ts'
import type { VenueReader } from '../wire/reader.ts'
import { trouble } from '../wire/reading.ts'
import { alike, all, asItHappens, sampled, steadily } from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { envelopeOf, instruments, KRAKEN, riskTiers } from './instruments.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

/** Kraken Futures: linear perpetuals (PF) and inverse ones (PI). */
export const krakenReader: VenueReader = {
  venue: KRAKEN,
  sources: [
    'https://docs.kraken.com/exchange/api-reference/futures-websocket/trade, read 2026-11',
    'https://docs.kraken.com/api-reference/instrument-details/get-instruments, read 2026-11',
    'https://docs.kraken.com/api-reference/market-history/get-public-execution-events, read 2026-11',
  ],
  hosts: {
    rest: ['https://futures.kraken.com'],
    socket: ['wss://futures.kraken.com'],
  },
  supplies: [
    { stream: 'trade', ...asItHappens(all()) },
    ...alike(
      ['mark-price', 'funding-rate', 'open-interest'],
      steadily(MINUTE, sampled('as it stands, at most once a second')),
    ),
    {
      stream: 'liquidation',
      ...asItHappens(all('as trades; positions assigned to others are not among them')),
    },
  ],
  limits: {
    connects: { count: 100, per: MINUTE },
    messages: { count: 100, per: SECOND },
    // https://docs.kraken.com/api/docs/guides/futures-rate-limits
    requests: { count: 500, per: 10 * SECOND },
    topicsPerSocket: TOPICS_PER_SOCKET,
  },
  instruments: () => [instruments()],
  riskTiers,
  sockets,
  decoder,
  history,
  // Every answer has the venue's time in it; that of one ticker is short.
  serverTime: () =>
    answerTo({ path: '/derivatives/api/v3/tickers/PF_XBTUSD', weight: 1 }, (answer, reading) => {
      const envelope = envelopeOf(answer, reading)
      const time = envelope && textField(reading, 'ticker', envelope, 'serverTime')
      if (time === undefined) return undefined
      return (
        plausibleTime(Date.parse(time), reading.receivedTime + MINUTE) ??
        trouble(reading, 'malformed', `serverTime is ${time}, must be a time in ISO text`)
      )
    }),
}
