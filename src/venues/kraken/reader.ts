import { MINUTE, SECOND } from '../../market/units.ts'
import { plausibleTime } from '../wire/event-time.ts'
import { textField } from '../wire/fields.ts'
import type { Supply, VenueReader } from '../wire/reader.ts'
import { readAnswer, trouble } from '../wire/reading.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { envelopeOf, instruments, KRAKEN, riskTiers } from './instruments.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

const ticker = {
  via: 'socket',
  completeness: [{ completeness: 'sampled', note: 'as it stands, at most once a second' }],
  rhythm: { kind: 'dense', silence: MINUTE },
} as const satisfies Omit<Supply, 'stream'>

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
    {
      stream: 'trade',
      via: 'socket',
      completeness: [{ completeness: 'all' }],
      rhythm: { kind: 'sparse' },
    },
    { stream: 'mark-price', ...ticker },
    { stream: 'funding-rate', ...ticker },
    { stream: 'open-interest', ...ticker },
    {
      stream: 'liquidation',
      via: 'socket',
      completeness: [
        { completeness: 'all', note: 'as trades; positions assigned to others are not among them' },
      ],
      rhythm: { kind: 'sparse' },
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
  serverTime: () => ({
    host: 'rest',
    path: '/derivatives/api/v3/tickers/PF_XBTUSD',
    weight: 1,
    parse: (text, receivedTime) =>
      readAnswer(text, receivedTime, (answer, reading) => {
        const envelope = envelopeOf(answer, reading)
        const time = envelope && textField(reading, 'ticker', envelope, 'serverTime')
        if (time === undefined) return undefined
        return (
          plausibleTime(Date.parse(time), receivedTime + MINUTE) ??
          trouble(reading, 'malformed', `serverTime is ${time}, must be a time in ISO text`)
        )
      }),
  }),
}
