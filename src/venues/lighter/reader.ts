import { MINUTE, SECOND } from '../../market/units.ts'
import type { VenueReader } from '../wire/reader.ts'
import { alike, all, asItHappens, sampled, steadily } from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { instruments, LIGHTER, riskTiers } from './instruments.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

const market = (note: string) => steadily(MINUTE, sampled(note))

/** Lighter, the deployment on Ethereum. */
export const lighterReader: VenueReader = {
  venue: LIGHTER,
  sources: [
    'https://apidocs.lighter.xyz/docs/websocket-reference (2026-11-22)',
    'https://apidocs.lighter.xyz/docs/rate-limits (2026-11-22)',
    'https://apidocs.lighter.xyz/reference/orderbookdetails (2026-11-22)',
  ],
  hosts: {
    rest: ['https://mainnet.zklighter.elliot.ai'],
    socket: ['wss://mainnet.zklighter.elliot.ai'],
  },
  supplies: [
    ...alike(['trade', 'liquidation'], asItHappens(all())),
    {
      stream: 'open-interest',
      ...market('as it stands, when it changes; taken to count one side (unconfirmed)'),
    },
    { stream: 'mark-price', ...market('as it stands, when it changes') },
    {
      stream: 'funding-rate',
      ...market('the estimate of the running hour, taken to be in percent (unconfirmed)'),
    },
  ],
  limits: {
    // How fast connections may be opened is not stated.
    connects: { count: 1, per: SECOND },
    messages: { count: 200, per: MINUTE },
    requests: { count: 60, per: MINUTE },
    topicsPerSocket: TOPICS_PER_SOCKET,
  },
  instruments: () => [instruments()],
  riskTiers,
  sockets,
  decoder,
  history,
}
