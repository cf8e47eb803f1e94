import { MINUTE, SECOND } from '../../market/units.ts'
import { answerTo } from '../wire/answer-to.ts'
import { positiveField } from '../wire/fields.ts'
import type { VenueReader } from '../wire/reader.ts'
import { recordOf } from '../wire/rows.ts'
import { alike, all, asItHappens, sampled, steadily } from '../wire/supply.ts'
import { decoder } from './decoder.ts'
import { history } from './history.ts'
import { info, LIGHT_WEIGHT } from './info.ts'
import { HYPERLIQUID, instruments, riskTiers } from './instruments.ts'
import { sockets, TOPICS_PER_SOCKET } from './streams.ts'

/**
 * Hyperliquid, the venue's own perpetuals. It has no public stream of liquidations: they are not
 * among what it supplies, and positions can be asked for by address instead.
 */
export const hyperliquidReader: VenueReader = {
  venue: HYPERLIQUID,
  sources: [
    'https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions (2026-11-22)',
    'https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint/perpetuals (2026-11-22)',
    'https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/rate-limits (2026-11-22)',
  ],
  hosts: {
    rest: ['https://api.hyperliquid.xyz'],
    socket: ['wss://api.hyperliquid.xyz'],
    stats: ['https://stats-data.hyperliquid.xyz'],
  },
  supplies: [
    { stream: 'trade', ...asItHappens(all()) },
    // Sent about once a second, whatever happens.
    ...alike(
      ['open-interest', 'mark-price', 'funding-rate'],
      steadily(30 * SECOND, sampled('as it stands, about once a second')),
    ),
    {
      stream: 'order-book',
      ...steadily(60 * SECOND, sampled('the 20 best levels of each side, every few seconds')),
    },
  ],
  limits: {
    // Editions of the page disagree (100 connections, or 10 and 30 new ones a minute): the smaller holds.
    connects: { count: 30, per: MINUTE },
    messages: { count: 2_000, per: MINUTE },
    requests: { count: 1_200, per: MINUTE },
    topicsPerSocket: TOPICS_PER_SOCKET,
  },
  instruments: () => [instruments()],
  riskTiers,
  sockets,
  decoder,
  history,
  serverTime: () =>
    answerTo(info({ type: 'exchangeStatus' }, LIGHT_WEIGHT), (answer, reading) => {
      const status = recordOf(reading, 'exchangeStatus', answer)
      return status && positiveField(reading, 'exchangeStatus', status, 'time')
    }),
}
