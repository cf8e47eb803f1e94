import { MINUTE, SECOND } from '../../market/units.ts'
import { positiveField } from '../wire/fields.ts'
import type { VenueReader } from '../wire/reader.ts'
import { readAnswer } from '../wire/reading.ts'
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
    {
      stream: 'trade',
      via: 'socket',
      completeness: [{ completeness: 'all' }],
      rhythm: { kind: 'sparse' },
    },
    {
      stream: 'funding-rate',
      via: 'socket',
      completeness: [{ completeness: 'sampled', note: 'as it stands, when the venue says it' }],
      rhythm: { kind: 'sparse' },
    },
    {
      stream: 'open-interest',
      via: 'poll',
      completeness: [{ completeness: 'sampled', note: 'asked for every half minute' }],
      rhythm: { kind: 'dense', silence: 3 * MINUTE },
    },
    {
      stream: 'liquidation',
      via: 'socket',
      completeness: [
        { completeness: 'sampled', note: 'the venue does not say whether it shows all of them' },
      ],
      rhythm: { kind: 'sparse' },
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
  serverTime: () => ({
    host: 'rest',
    path: '/api/v1/timestamp',
    weight: 1,
    parse: (text, receivedTime) =>
      readAnswer(text, receivedTime, (answer, reading) => {
        const envelope = envelopeOf(answer, reading)
        return envelope && positiveField(reading, 'time', envelope, 'ts')
      }),
  }),
}
