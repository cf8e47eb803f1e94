import { DAY, HOUR, MINUTE, type Millis } from '../../market/units.ts'
import { nextFunding } from './funding.ts'
import type { StateHappening } from './happening.ts'
import { priceText, quantityText, type StandInInstrument } from './instrument.ts'
import type { MarketView } from './market-view.ts'
import { riskTiersOf } from './risk-tiers.ts'
import type { StandInAnswer } from './server.ts'
import { jsonAnswer, type StandInRequest, wholePeriods } from './wire.ts'

/** REST answers of Bybit v5: https://bybit-exchange.github.io/docs/v5/market/kline and its neighbours. */
export function bybitAnswer(request: StandInRequest, view: MarketView): StandInAnswer | undefined {
  const name = /^\/v5\/market\/([\w/-]+)$/.exec(request.path)?.[1]
  if (name === undefined) return undefined
  const { query } = request
  const category = query.get('category') ?? 'linear'
  const ofCategory = view.listed.filter(({ contract }) => contract === category)
  const said = (result: unknown) =>
    jsonAnswer({ retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: view.now })
  if (name === 'time') {
    const second = String(Math.floor(view.now / 1_000))
    return said({ timeSecond: second, timeNano: `${view.now}000000` })
  }
  if (name === 'instruments-info') {
    return said({ category, list: ofCategory.map(listing), nextPageCursor: '' })
  }
  const symbol = query.get('symbol')
  if (name === 'tickers') {
    const wanted = ofCategory.filter((each) => symbol === undefined || each.symbol === symbol)
    return said({ category, list: wanted.map((each) => bybitTicker(each, view)) })
  }
  const instrument = ofCategory.find((each) => each.symbol === symbol)
  if (instrument === undefined) {
    return jsonAnswer({
      retCode: 10001,
      retMsg: 'params error: symbol invalid',
      result: {},
      retExtInfo: {},
      time: view.now,
    })
  }
  const list = rows(name, query, instrument, view)
  return list === undefined
    ? undefined
    : said({ category, symbol: instrument.symbol, list, nextPageCursor: '' })
}

const MINUTES: Readonly<Record<string, Millis>> = {
  D: DAY,
  '5min': 5 * MINUTE,
  '15min': 15 * MINUTE,
  '30min': 30 * MINUTE,
  '1h': HOUR,
  '4h': 4 * HOUR,
  '1d': DAY,
}

/** Lists are newest first, and of a range that holds more than the limit the newest rows are given. */
function rows(
  name: string,
  query: ReadonlyMap<string, string>,
  instrument: StandInInstrument,
  view: MarketView,
): unknown[] | undefined {
  const number = (key: string) => (query.has(key) ? Number(query.get(key)) : undefined)
  const intervalText = query.get('interval') ?? query.get('intervalTime') ?? query.get('period')
  const interval = MINUTES[intervalText ?? '5min'] ?? Number(intervalText) * MINUTE
  const limit = number('limit') ?? (name === 'open-interest' ? 50 : 200)
  const end = Math.min(number('end') ?? number('endTime') ?? view.now, view.now)
  const start = Math.max(
    number('start') ?? number('startTime') ?? 0,
    end - (name === 'funding/history' ? 8 * HOUR : interval) * limit,
  )
  const newestFirst = (made: unknown[]) => made.toReversed().slice(0, limit)
  switch (name) {
    case 'risk-limit':
      return riskTiersOf(instrument).map((tier, i) => ({
        id: i + 1,
        symbol: instrument.symbol,
        riskLimitValue: String(tier.cap),
        maintenanceMargin: String(tier.maintenanceRate),
        initialMargin: (1 / tier.maxLeverage).toFixed(4),
        isLowestRisk: i === 0 ? 1 : 0,
        maxLeverage: tier.maxLeverage.toFixed(2),
        mmDeduction: i === 0 ? '' : String(tier.deduction),
      }))
    case 'kline':
      return newestFirst(
        view
          .candles(instrument.symbol, interval, start, end + 1)
          .map((candle) => [
            String(candle.openTime),
            ...[candle.open, candle.high, candle.low, candle.close].map((each) =>
              priceText(instrument, each),
            ),
            quantityText(instrument, candle.volume),
            candle.turnover.toFixed(4),
          ]),
      )
    case 'open-interest':
      return newestFirst(
        wholePeriods(start, end + 1, interval, view.now).map((time) => ({
          ...openInterest(instrument, view.openInterestAt(instrument.symbol, time)),
          timestamp: String(time),
        })),
      )
    case 'funding/history':
      return newestFirst(
        view.fundings(instrument.symbol, start, end).map(({ time, rate }) => ({
          symbol: instrument.symbol,
          fundingRate: rate.toFixed(8),
          fundingRateTimestamp: String(time),
        })),
      )
    case 'account-ratio':
      return newestFirst(
        wholePeriods(start, end + 1, interval, view.now).map((time) => {
          const buy = 0.5 + 0.1 * Math.sin(time / (7 * HOUR))
          return {
            symbol: instrument.symbol,
            buyRatio: buy.toFixed(4),
            sellRatio: (1 - buy).toFixed(4),
            timestamp: String(time),
          }
        }),
      )
    case 'recent-trade':
      return newestFirst(
        view.trades(instrument.symbol, limit).flatMap(({ happening, time, id }) =>
          happening.type === 'trade'
            ? [
                {
                  execId: id,
                  symbol: instrument.symbol,
                  price: priceText(instrument, happening.price),
                  size: quantityText(instrument, happening.quantity),
                  side: happening.takerSide === 'buy' ? 'Buy' : 'Sell',
                  time: String(time),
                  isBlockTrade: false,
                },
              ]
            : [],
        ),
      )
    default:
      return undefined
  }
}

/** `openInterest` counts both sides, `singleOpenInterest` one. */
const openInterest = (instrument: StandInInstrument, oneSide: number) => ({
  openInterest: quantityText(instrument, 2 * oneSide),
  singleOpenInterest: quantityText(instrument, oneSide),
})

/** A ticker as REST lists it and as the snapshot of its topic holds it. */
export function bybitTicker(
  instrument: StandInInstrument,
  view: MarketView,
  state: StateHappening = view.state(instrument.symbol),
): Readonly<Record<string, string>> {
  const price = (value: number) => priceText(instrument, value)
  return {
    symbol: instrument.symbol,
    tickDirection: 'PlusTick',
    lastPrice: price(state.lastPrice),
    prevPrice24h: price(state.lastPrice),
    price24hPcnt: '0.000000',
    markPrice: price(state.markPrice),
    indexPrice: price(state.indexPrice),
    ...openInterest(instrument, state.openInterest),
    openInterestValue: (2 * state.openInterest * state.markPrice).toFixed(2),
    singleOpenInterestValue: (state.openInterest * state.markPrice).toFixed(2),
    fundingRate: state.fundingRate.toFixed(8),
    nextFundingTime: String(nextFunding(view.now)),
    bid1Price: price(state.lastPrice),
    bid1Size: quantityText(instrument, instrument.tradeSize),
    ask1Price: price(state.lastPrice + 10 ** -instrument.priceDigits),
    ask1Size: quantityText(instrument, instrument.tradeSize),
  }
}

const listing = (instrument: StandInInstrument) => {
  const tick = (10 ** -instrument.priceDigits).toFixed(instrument.priceDigits)
  const step = quantityText(instrument, instrument.lot)
  return {
    symbol: instrument.symbol,
    contractType: instrument.contract === 'linear' ? 'LinearPerpetual' : 'InversePerpetual',
    status: 'Trading',
    baseCoin: instrument.base,
    quoteCoin: instrument.quote,
    launchTime: '1585526400000',
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: String(instrument.priceDigits),
    leverageFilter: { minLeverage: '1', maxLeverage: '100.00', leverageStep: '0.01' },
    priceFilter: { minPrice: tick, maxPrice: '1999999.80', tickSize: tick },
    lotSizeFilter: {
      maxOrderQty: '1190.000',
      minOrderQty: step,
      qtyStep: step,
      postOnlyMaxOrderQty: '1190.000',
      maxMktOrderQty: '119.000',
      minNotionalValue: '5',
    },
    unifiedMarginTrade: true,
    fundingInterval: 480,
    settleCoin: instrument.contract === 'linear' ? instrument.quote : instrument.base,
    copyTrading: 'none',
    upperFundingRate: '0.00375',
    lowerFundingRate: '-0.00375',
    isPreListing: false,
    preListingInfo: null,
  }
}
