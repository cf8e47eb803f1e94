import type { StandInAnswer, StandInServer } from '../sim/stand-in/server.ts'
import type { Millis } from '../market/units.ts'
import { MINUTE } from '../market/units.ts'
import { HITBTC_INFO } from './sample.fixture.ts'

/**
 * Three venues that answer as ccxt 4.5.84 documents it above its parsers (`js/src/backpack.js`,
 * `hitbtc.js`, `xt.js`): the documented values, with the times of now and a candle every minute.
 */
export interface DocumentedVenue extends StandInServer {
  readonly asked: string[]
  /** Answers instead, while it is set. */
  trouble: StandInAnswer | undefined
  /** Backpack's list of markets is empty. */
  halved: boolean
}

type Route = (query: URLSearchParams, now: Millis) => unknown

function documented(routes: readonly (readonly [path: string, route: Route])[]): DocumentedVenue {
  const venue: DocumentedVenue = {
    asked: [],
    trouble: undefined,
    halved: false,
    connect: () => 'refused',
    nextDue: () => Number.POSITIVE_INFINITY,
    tick: () => undefined,
    request(path, _body, now) {
      venue.asked.push(path)
      if (venue.trouble !== undefined) return venue.trouble
      const { pathname, searchParams } = new URL(path, 'http://venue.test')
      const found = routes.find(([name]) => name === pathname)
      if (found === undefined) return { status: 404, body: '{"error":"no such path"}' }
      const answer = found[1](searchParams, now)
      const isHalved = venue.halved && pathname === '/api/v1/markets'
      return { status: 200, body: JSON.stringify(isHalved ? [] : answer) }
    },
  }
  return venue
}

/** Starts of minutes from a time on, the open one last. */
function minutes(from: Millis, now: Millis, most: number): Millis[] {
  const starts: Millis[] = []
  for (let at = Math.ceil(from / MINUTE) * MINUTE; at <= now && starts.length < most; at += MINUTE)
    starts.push(at)
  return starts
}

export const documentedBackpack = (): DocumentedVenue =>
  documented([
    [
      '/api/v1/markets',
      () => [
        {
          baseSymbol: 'BTC',
          createdAt: '2025-01-21T06:34:54.691858',
          filters: {
            price: { maxPrice: '1000000', minPrice: '0.1', tickSize: '0.1' },
            quantity: { maxQuantity: null, minQuantity: '0.00001', stepSize: '0.00001' },
          },
          fundingInterval: '28800000',
          marketType: 'PERP',
          orderBookState: 'Open',
          quoteSymbol: 'USDC',
          symbol: 'BTC_USDC_PERP',
        },
      ],
    ],
    [
      '/api/v1/klines',
      (query, now) =>
        minutes(Number(query.get('startTime')) * 1000, now, 1000).map((start) => ({
          close: '118294.6',
          end: clockText(start + MINUTE),
          high: '118297.6',
          low: '118237.5',
          open: '118238',
          quoteVolume: '4106.558156',
          start: clockText(start),
          trades: '12',
          volume: '0.03473',
        })),
    ],
    [
      '/api/v1/openInterest',
      (_, now) => [{ openInterest: '1273.85214', symbol: 'BTC_USDC_PERP', timestamp: now }],
    ],
    [
      '/api/v1/markPrices',
      () => [
        {
          fundingRate: '0.0001',
          indexPrice: '118333.18643195',
          markPrice: '118343.51853741',
          nextFundingTimestamp: 1753113600000,
          symbol: 'BTC_USDC_PERP',
        },
      ],
    ],
  ])

const clockText = (time: Millis) => new Date(time).toISOString().slice(0, 19).replace('T', ' ')

export const documentedHitbtc = (): DocumentedVenue =>
  documented([
    [
      '/api/3/public/symbol',
      () => ({
        BTCUSDT_PERP: {
          type: 'futures',
          expiry: null,
          underlying: 'BTC',
          base_currency: null,
          quote_currency: 'USDT',
          quantity_increment: '0.0001',
          tick_size: '0.01',
          take_rate: '0.0005',
          make_rate: '0.0002',
          fee_currency: 'USDT',
          margin_trading: true,
          max_initial_leverage: '100.00',
        },
      }),
    ],
    [
      '/api/3/public/candles/BTCUSDT_PERP',
      (query, now) =>
        minutes(Date.parse(query.get('from') ?? ''), now, Number(query.get('limit'))).map(
          (start) => ({
            timestamp: new Date(start).toISOString(),
            open: '4173.391',
            close: '4170.923',
            min: '4170.923',
            max: '4173.986',
            volume: '0.1879',
            volume_quote: '784.2517846',
          }),
        ),
    ],
    [
      '/api/3/public/futures/info/BTCUSDT_PERP',
      (_, now) => ({ ...HITBTC_INFO, timestamp: new Date(now).toISOString() }),
    ],
  ])

const ofXt = (result: unknown) => ({ returnCode: 0, msgInfo: 'success', error: null, result })

/** `sapi`, `fapi` and `dapi` of it in one: it lists nothing but one linear contract. */
export const documentedXt = (): DocumentedVenue =>
  documented([
    ['/v4/public/symbol', () => ({ rc: 0, mc: 'SUCCESS', ma: [], result: { symbols: [] } })],
    ['/future/market/v1/public/symbol/list', () => ofXt([XT_CONTRACT])],
    [
      '/future/market/v1/public/q/kline',
      (query, now) =>
        ofXt(
          minutes(Number(query.get('startTime')), now, Number(query.get('limit'))).map((t) => ({
            s: 'btc_usdt',
            p: 'btc_usdt',
            t,
            o: '22450.0',
            c: '22441.5',
            h: '22450.0',
            l: '22441.5',
            a: '312931',
            v: '702461.58895',
          })),
        ),
    ],
    [
      '/future/market/v1/public/contract/open-interest',
      (_, now) =>
        ofXt({
          symbol: 'btc_usdt',
          openInterest: '21005.8646',
          openInterestUsd: '1120726916.46709',
          time: now,
        }),
    ],
    [
      '/future/market/v1/public/q/funding-rate',
      () =>
        ofXt({
          symbol: 'btc_usdt',
          fundingRate: '0.000086',
          nextCollectionTime: 1680307200000,
          collectionInternal: 8,
        }),
    ],
  ])

const XT_CONTRACT = {
  id: 52,
  symbol: 'btc_usdt',
  pair: 'btc_usdt',
  contractType: 'PERPETUAL',
  productType: 'perpetual',
  underlyingType: 'U_BASED',
  contractSize: '0.0001',
  tradeSwitch: true,
  isDisplay: true,
  isOpenApi: true,
  state: 0,
  baseCoin: 'btc',
  quoteCoin: 'usdt',
  baseCoinPrecision: 8,
  quoteCoinPrecision: 8,
  quantityPrecision: 0,
  pricePrecision: 1,
  minQty: '1',
  minNotional: '5',
  maxNotional: '20000000',
  onboardDate: 1657101601000,
  minStepPrice: '0.1',
}
