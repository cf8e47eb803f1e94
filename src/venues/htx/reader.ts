import { MINUTE, SECOND } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import { positiveField } from '../wire/fields.ts'
import type { VenueReader } from '../wire/reader.ts'
import { all, asItHappens, sampled, whenAsked } from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history, polls } from './history.ts'
import { envelopeOf, HTX, instruments } from './instruments.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

/**
 * HTX, USDT-margined swaps. It tells no risk tiers: its adjust factors change with size and
 * leverage, and are no maintenance rates.
 */
export const htxReader: VenueReader = {
  venue: HTX,
  sources: [
    'https://www.htx.com/en-us/opend/newApiPages/?id=8cb7e25d-77b5-11ed-9966-0242ac110003, read 2026-11',
    'https://www.htx.com/en-us/opend/newApiPages/?id=8cb80166-77b5-11ed-9966-0242ac110003, read 2026-11',
  ],
  hosts: {
    rest: ['https://api.hbdm.com', 'https://api.hbdm.vn'],
    socket: ['wss://api.hbdm.com', 'wss://api.hbdm.vn'],
  },
  supplies: [
    { stream: 'trade', ...asItHappens(all()) },
    { stream: 'funding-rate', ...asItHappens(sampled('as it stands, when the venue says it')) },
    { stream: 'open-interest', ...whenAsked(3 * MINUTE, sampled('asked for every half minute')) },
    {
      stream: 'liquidation',
      ...asItHappens(sampled('the venue does not say whether it shows all of them')),
    },
  ],
  limits: {
    // The venue states none for its sockets.
    connects: { count: 30, per: MINUTE },
    messages: { count: 50, per: SECOND },
    requests: { count: 240, per: 3 * SECOND },
    topicsPerSocket: TOPICS_PER_SOCKET,
  },
  instruments: () => [instruments()],
  sockets,
  decoder,
  polls,
  history,
  serverTime: () =>
    answerTo({ path: '/api/v1/timestamp', weight: 1 }, (answer, reading) => {
      const envelope = envelopeOf(answer, reading)
      return envelope && positiveField(reading, 'time', envelope, 'ts')
    }),
}
