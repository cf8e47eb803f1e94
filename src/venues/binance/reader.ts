import { DAY, MINUTE, SECOND } from '../../market/units.ts'
import type { VenueReader } from '../wire/reader.ts'
import { aggregated, asItHappens, sampled, steadily, whenAsked } from '../wire/supply.ts'
import { day, venueId } from '../venue.ts'
import { bracketPage } from './bracket-page.ts'
import { decoderOf } from './decoder.ts'
import type { Family, Market } from './family.ts'
import {
  accountRatioHistory,
  candleHistory,
  fundingHistory,
  openInterestHistory,
} from './history.ts'
import { listings } from './listings.ts'
import { bookSnapshot, openInterestPolls, serverTime } from './rest.ts'
import { socketsOf } from './streams.ts'

const venue = venueId('binance')

const usdm: Market = {
  name: 'usdm',
  rest: 'rest',
  prefix: '/fapi/v1',
  socket: 'socket',
  // Since 2026-04-23 a socket without a route accepts every subscription and stays silent on most.
  market: '/market/stream',
  public: '/public/stream',
}

const coinm: Market = {
  name: 'coinm',
  rest: 'coin-rest',
  prefix: '/dapi/v1',
  socket: 'coin-socket',
  // COIN-M has no routes: seen to serve everything on its root on 2026-08-08.
  market: '/stream',
  public: '/stream',
}

const family: Family = {
  venue,
  marketOf: ({ contract }) => (contract === 'linear' ? usdm : coinm),
  liquidations: usdm,
  // The venue allows 1,024; a socket that is lost takes fewer instruments with it this way.
  topicsPerSocket: 200,
}

const BRACKETS = '/bapi/futures/v1/friendly'

/** Binance USD-M and COIN-M futures. */
export const binanceReader: VenueReader = {
  venue,
  sources: [
    'https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams (2026-11-22)',
    'https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Important-WebSocket-Change-Notice (2026-04-23)',
    'https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api (2026-11-22)',
    'https://developers.binance.com/docs/derivatives/coin-margined-futures (2026-11-22)',
    'https://developers.binance.com/docs/derivatives/change-log (2026-06-30)',
  ],
  hosts: {
    rest: ['https://fapi.binance.com'],
    'coin-rest': ['https://dapi.binance.com'],
    site: ['https://www.binance.com'],
    socket: ['wss://fstream.binance.com'],
    'coin-socket': ['wss://dstream.binance.com'],
  },
  supplies: [
    {
      stream: 'trade',
      // A quiet contract may not trade for a while; the mark price tells whether the socket is alive.
      ...asItHappens(
        aggregated(
          'fills at one price and side within 100 ms are one trade; fills of the insurance fund and of auto-deleveraging are left out',
        ),
      ),
    },
    {
      stream: 'liquidation',
      ...asItHappens(sampled('the latest one per symbol and second', 'latest'), {
        ...sampled(
          'the largest one per symbol and second: number and sum are lower bounds',
          'largest',
        ),
        since: day('2026-04-14'),
      }),
    },
    {
      stream: 'open-interest',
      ...whenAsked(3 * MINUTE, sampled('as it stands when it is asked for')),
    },
    { stream: 'mark-price', ...steadily(20 * SECOND, sampled('once a second')) },
    {
      stream: 'funding-rate',
      ...steadily(20 * SECOND, sampled('as expected for the next payment, once a second')),
    },
    {
      stream: 'order-book',
      ...steadily(
        30 * SECOND,
        aggregated('all changes within 100 ms together, without RPI orders'),
      ),
    },
  ],
  limits: {
    connects: { count: 300, per: 5 * MINUTE },
    messages: { count: 10, per: SECOND },
    // One allowance for USD-M and COIN-M together.
    requests: { count: 2_400, per: MINUTE },
    topicsPerSocket: 1_024,
    socketAge: DAY,
    usedWeightHeader: 'x-mbx-used-weight-1m',
  },
  instruments: () => [listings(venue, usdm), listings(venue, coinm)],
  riskTiers: (instrument) => {
    const path = `${BRACKETS}/${instrument.contract === 'linear' ? 'future' : 'delivery'}/common/brackets`
    return bracketPage('site', path, `https://www.binance.com${path}`, instrument)
  },
  sockets: (instruments, wanted) => socketsOf(family, instruments, wanted),
  decoder: decoderOf,
  polls: (instruments, wanted) =>
    wanted.includes('open-interest') ? openInterestPolls(family, instruments) : [],
  history: {
    candle: candleHistory(family),
    'open-interest': openInterestHistory(family),
    'funding-rate': fundingHistory(family),
    'account-ratio': accountRatioHistory(family),
  },
  serverTime: () => serverTime(usdm),
  bookSnapshot: (listed) => bookSnapshot(family, listed),
}
