import { MINUTE, SECOND } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import { plausibleTime } from '../wire/event-time.ts'
import type { VenueReader } from '../wire/reader.ts'
import { shown, trouble } from '../wire/reading.ts'
import { alike, all, asItHappens, sampled, steadily } from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { API, CREDITS, DERIBIT, instruments, resultOf } from './instruments.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

/**
 * Deribit perpetuals: inverse ones, and linear ones settled in USDC. Its maintenance margin is a
 * formula that no address tells.
 */
export const deribitReader: VenueReader = {
  venue: DERIBIT,
  sources: [
    'https://docs.deribit.com/subscriptions/trades/tradesinstrument_nameinterval, read 2026-11',
    'https://docs.deribit.com/api-reference/market-data/public-get_instruments, read 2026-11',
  ],
  hosts: {
    rest: ['https://www.deribit.com'],
    history: ['https://history.deribit.com'],
    socket: ['wss://www.deribit.com'],
  },
  supplies: [
    { stream: 'trade', ...asItHappens(all()) },
    ...alike(
      ['mark-price', 'funding-rate', 'open-interest'],
      steadily(MINUTE, sampled('as it stands, every two seconds')),
    ),
    {
      stream: 'liquidation',
      ...asItHappens(all('as trades'), {
        ...sampled(
          'trades are marked as liquidations an hour late, in the history alone: live hardly any',
        ),
        // None of 51,107 trades up to then was marked in the stream, and 94 of a day were later.
        since: Date.UTC(2026, 8, 13),
      }),
    },
  ],
  limits: {
    connects: { count: 32, per: MINUTE },
    messages: { count: 20, per: SECOND },
    // Credits that come back each second; a request costs 500 of them.
    requests: { count: 10_000, per: SECOND },
    topicsPerSocket: TOPICS_PER_SOCKET,
  },
  instruments: () => [instruments()],
  sockets,
  decoder,
  history,
  serverTime: () =>
    answerTo({ path: `${API}/get_time`, weight: CREDITS }, (answer, reading) => {
      const time = resultOf(answer, reading)
      if (time === undefined) return undefined
      return (
        plausibleTime(time, reading.receivedTime + MINUTE) ??
        trouble(reading, 'malformed', `result is ${shown(time)}, must be UTC milliseconds`)
      )
    }),
}
