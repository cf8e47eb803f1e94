import { decoderOf } from '../binance/decoder.ts'
import type { Family, Market } from '../binance/family.ts'
import { candleHistory, fundingHistory } from '../binance/history.ts'
import { listings } from '../binance/listings.ts'
import { bookSnapshot, openInterestPolls, serverTime } from '../binance/rest.ts'
import { socketsOf } from '../binance/streams.ts'
import { DAY, MINUTE, SECOND } from '../../market/units.ts'
import { venueId } from '../venue.ts'
import type { VenueReader } from '../wire/reader.ts'
import { aggregated, asItHappens, sampled, steadily, whenAsked } from '../wire/supply.ts'

const venue = venueId('aster')

const market: Market = {
  name: 'perp',
  rest: 'rest',
  prefix: '/fapi/v3',
  socket: 'socket',
  market: '/stream',
  public: '/stream',
}

const family: Family = {
  venue,
  marketOf: () => market,
  liquidations: market,
  topicsPerSocket: 200,
}

/** Aster, a venue whose API is a copy of Binance USD-M without its routes. */
export const asterReader: VenueReader = {
  venue,
  sources: [
    'https://github.com/asterdex/api-docs/blob/master/V3(Recommended)/EN/aster-finance-futures-api-v3.md (2026-11-22)',
    'https://github.com/asterdex/api-docs/blob/master/docs/community-notes.md (2026-04): open interest, which the pages leave out',
  ],
  hosts: { rest: ['https://fapi.asterdex.com'], socket: ['wss://fstream.asterdex.com'] },
  supplies: [
    {
      stream: 'trade',
      ...asItHappens(aggregated('fills at one price and side within 100 ms are one trade')),
    },
    {
      stream: 'liquidation',
      ...asItHappens(sampled('the latest one per symbol and second, a lower bound', 'latest')),
    },
    {
      stream: 'open-interest',
      ...whenAsked(3 * MINUTE, sampled('as it stands when it is asked for; not documented')),
    },
    { stream: 'mark-price', ...steadily(20 * SECOND, sampled('once a second')) },
    {
      stream: 'funding-rate',
      ...steadily(20 * SECOND, sampled('as expected for the next payment, once a second')),
    },
    { stream: 'order-book', ...steadily(MINUTE, aggregated('all changes within 100 ms together')) },
  ],
  limits: {
    // Not stated by the venue; Binance allows 300 in five minutes.
    connects: { count: 300, per: 5 * MINUTE },
    messages: { count: 10, per: SECOND },
    requests: { count: 2_400, per: MINUTE },
    topicsPerSocket: 200,
    socketAge: DAY,
    usedWeightHeader: 'x-mbx-used-weight-1m',
  },
  instruments: () => [listings(venue, market)],
  sockets: (instruments, wanted) => socketsOf(family, instruments, wanted),
  decoder: decoderOf,
  polls: (instruments, wanted) =>
    wanted.includes('open-interest') ? openInterestPolls(family, instruments) : [],
  history: { candle: candleHistory(family), 'funding-rate': fundingHistory(family) },
  serverTime: () => serverTime(market),
  bookSnapshot: (listed) => bookSnapshot(family, listed),
}
