import { MINUTE, SECOND } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import type { VenueReader } from '../wire/reader.ts'
import { recordOf } from '../wire/rows.ts'
import { positiveField } from '../wire/fields.ts'
import { alike, all, asItHappens, sampled, steadily } from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { DYDX, instruments, riskTiers } from './instruments.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

const market = (note: string) => steadily(2 * MINUTE, sampled(note))

/** dYdX v4 by its indexer, which needs no key and tells every account's positions. */
export const dydxReader: VenueReader = {
  venue: DYDX,
  sources: [
    'https://docs.dydx.xyz/indexer-client/websockets (2026-11-22)',
    'https://docs.dydx.xyz/indexer-client/http (2026-11-22)',
    'https://github.com/dydxprotocol/v4-chain at 00f8ea3, indexer/services/comlink/public (2026-11-22)',
  ],
  hosts: {
    rest: ['https://indexer.dydx.trade'],
    socket: ['wss://indexer.dydx.trade'],
  },
  supplies: [
    ...alike(['trade', 'liquidation'], asItHappens(all())),
    { stream: 'open-interest', ...market('when it changes') },
    { stream: 'mark-price', ...market('the oracle price, when it changes') },
    { stream: 'funding-rate', ...market('the rate of the coming hour, when it changes') },
  ],
  limits: {
    // Nothing is stated about connections.
    connects: { count: 1, per: SECOND },
    messages: { count: 2, per: SECOND },
    // The pace that ccxt keeps (4.5.84); the indexer states none.
    requests: { count: 100, per: 10 * SECOND },
    topicsPerSocket: TOPICS_PER_SOCKET,
  },
  instruments: () => [instruments()],
  riskTiers,
  sockets,
  decoder,
  history,
  serverTime: () =>
    answerTo({ path: '/v4/time', weight: 1 }, (answer, reading) => {
      const time = recordOf(reading, 'time', answer)
      // `epoch` is in seconds with a fraction.
      const epoch = time && positiveField(reading, 'time', time, 'epoch')
      return epoch && Math.round(epoch * 1_000)
    }),
}
