import { DAY, HOUR, MINUTE, type Millis } from '../../market/units.ts'
import { bracketPage, exchangeInfo, ofKind, pairOf } from './binance-lists.ts'
import type { StandInCandle } from './candle-book.ts'
import { nextFunding } from './funding.ts'
import { contractsText, priceText, quantityText, type StandInInstrument } from './instrument.ts'
import type { MarketView } from './market-view.ts'
import type { RestingLevel } from './resting-book.ts'
import type { StandInAnswer } from './server.ts'
import { jsonAnswer, type StandInRequest, wholePeriods } from './wire.ts'

/**
 * REST answers of Binance futures: `/fapi`, `/dapi`, `/futures/data`.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api
 */
export function binanceAnswer(
  request: StandInRequest,
  view: MarketView,
): StandInAnswer | undefined {
  const answer = answerOf(request, view)
  const headers = { 'content-type': 'application/json', 'x-mbx-used-weight-1m': '12' }
  return answer === undefined ? undefined : { ...answer, headers }
}

function answerOf(request: StandInRequest, view: MarketView): StandInAnswer | undefined {
  const { path, query } = request
  const brackets = /^\/bapi\/futures\/v1\/friendly\/(future|delivery)\/common\/brackets$/.exec(path)
  if (brackets !== null) return jsonAnswer(bracketPage(view, brackets[1] === 'delivery'))
  const known = /^\/(fapi|dapi)\/v\d\/(\w+)$|^\/(futures\/data)\/(\w+)$/.exec(path)
  if (known === null) return undefined
  const inverse = known[1] === 'dapi'
  const name = known[2] ?? known[4] ?? ''
  if (name === 'time') return jsonAnswer({ serverTime: view.now })
  if (name === 'exchangeInfo') return jsonAnswer(exchangeInfo(view, inverse))
  if (name === 'fundingInfo') return jsonAnswer([])
  const symbol =
    query.get('symbol') ?? (query.has('pair') ? `${query.get('pair')}_PERP` : undefined)
  if (name === 'premiumIndex') return jsonAnswer(premiumIndex(view, symbol, inverse))
  const instrument = view.find(symbol ?? '')
  if (instrument === undefined) return jsonAnswer({ code: -1121, msg: 'Invalid symbol.' }, 400)
  const range = rangeOf(query, view.now)
  const wide = (interval: Millis, most: number) => window(range, interval, most)
  const period = periodOf(query.get('interval') ?? query.get('period') ?? '5m')
  switch (name) {
    case 'klines': {
      const [from, to] = wide(period, 1_500)
      const rows = view.candles(instrument.symbol, period, from, to).slice(0, range.limit)
      return jsonAnswer(rows.map((candle) => klineRow(instrument, candle)))
    }
    case 'depth': {
      const { number, bids, asks } = view.book(instrument)
      return jsonAnswer({
        lastUpdateId: number,
        E: view.now,
        T: view.now,
        bids: binanceLevels(instrument, bids),
        asks: binanceLevels(instrument, asks),
      })
    }
    case 'openInterest': {
      const amount = view.state(instrument.symbol).openInterest
      return jsonAnswer({
        symbol: instrument.symbol,
        openInterest: binanceAmount(instrument, amount),
        time: view.now,
        ...(inverse ? { pair: pairOf(instrument), contractType: 'PERPETUAL' } : {}),
      })
    }
    case 'openInterestHist': {
      const [from, to] = wide(period, 500)
      return jsonAnswer(openInterestRows(instrument, view, period, from, to))
    }
    case 'globalLongShortAccountRatio': {
      const [from, to] = wide(period, 500)
      return jsonAnswer(ratioRows(instrument, period, from, Math.min(to, view.now)))
    }
    case 'fundingRate': {
      const [from, to] = wide(8 * HOUR, 1_000)
      return jsonAnswer(fundingRows(instrument, view, from, to))
    }
    case 'aggTrades': {
      const trades = view.trades(instrument.symbol, 1_000).flatMap(({ happening, time, id }) =>
        happening.type === 'trade' && time >= range.start && time <= range.end
          ? [
              {
                a: Number(id),
                p: priceText(instrument, happening.price),
                q: binanceAmount(instrument, happening.quantity),
                f: Number(id),
                l: Number(id),
                T: time,
                m: happening.takerSide === 'sell',
              },
            ]
          : [],
      )
      return jsonAnswer(trades.slice(0, range.limit))
    }
    default:
      return undefined
  }
}

/** USD-M counts coins, COIN-M contracts. */
export const binanceAmount = (instrument: StandInInstrument, quantity: number): string =>
  instrument.contract === 'linear'
    ? quantityText(instrument, quantity)
    : contractsText(instrument, quantity)

/** Levels of a book as the venue writes them. */
export const binanceLevels = (
  instrument: StandInInstrument,
  levels: readonly RestingLevel[],
): string[][] =>
  levels.map(([price, quantity]) => [
    priceText(instrument, price),
    binanceAmount(instrument, quantity),
  ])

interface Range {
  readonly start: Millis
  readonly end: Millis
  readonly begun: boolean
  readonly limit: number
}

function rangeOf(query: ReadonlyMap<string, string>, now: Millis): Range {
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined)
  const start = number('startTime')
  return {
    start: start ?? 0,
    end: number('endTime') ?? now,
    begun: start !== undefined,
    limit: number('limit') ?? 500,
  }
}

/** With a start the oldest rows from there on, without one the newest. */
function window({ start, end, begun, limit }: Range, interval: Millis, most: number) {
  const rows = Math.min(limit, most)
  return begun
    ? ([start, Math.min(end + 1, start + rows * interval)] as const)
    : ([end - rows * interval + 1, end + 1] as const)
}

const UNITS: Readonly<Record<string, Millis>> = { m: MINUTE, h: HOUR, d: DAY }

function periodOf(text: string): Millis {
  const unit = UNITS[text.slice(-1)]
  return unit === undefined ? MINUTE : Number(text.slice(0, -1)) * unit
}

/** Volume in coins or contracts; the other one of coins and USD in the sixth place after it. */
function klineRow(instrument: StandInInstrument, candle: StandInCandle): unknown[] {
  const price = (value: number) => priceText(instrument, value)
  const other =
    instrument.contract === 'linear'
      ? candle.turnover
      : candle.volume / Math.max(candle.close, 1e-9)
  return [
    candle.openTime,
    price(candle.open),
    price(candle.high),
    price(candle.low),
    price(candle.close),
    binanceAmount(instrument, candle.volume),
    candle.openTime + candle.interval - 1,
    other.toFixed(4),
    candle.trades,
    binanceAmount(instrument, candle.takerBuyVolume),
    (other / 2).toFixed(4),
    '0',
  ]
}

/** A row's time is the end of its period. */
function openInterestRows(
  instrument: StandInInstrument,
  view: MarketView,
  period: Millis,
  from: Millis,
  to: Millis,
): unknown[] {
  return wholePeriods(from, to, period, view.now).map((time) => {
    const amount = view.openInterestAt(instrument.symbol, time)
    return {
      ...(instrument.contract === 'linear'
        ? { symbol: instrument.symbol }
        : { pair: pairOf(instrument), contractType: 'PERPETUAL' }),
      sumOpenInterest: binanceAmount(instrument, amount),
      sumOpenInterestValue: (amount * instrument.price).toFixed(2),
      timestamp: time,
    }
  })
}

function ratioRows(
  { symbol }: StandInInstrument,
  period: Millis,
  from: Millis,
  to: Millis,
): unknown[] {
  return wholePeriods(from, to, period, to).map((time) => {
    const long = 0.5 + 0.1 * Math.sin(time / (7 * HOUR))
    return {
      symbol,
      longAccount: long.toFixed(4),
      longShortRatio: (long / (1 - long)).toFixed(4),
      shortAccount: (1 - long).toFixed(4),
      timestamp: time,
    }
  })
}

function fundingRows(
  instrument: StandInInstrument,
  view: MarketView,
  from: Millis,
  to: Millis,
): unknown[] {
  return view.fundings(instrument.symbol, from, Math.min(to, view.now)).map(({ time, rate }) => ({
    symbol: instrument.symbol,
    fundingTime: time,
    fundingRate: rate.toFixed(8),
    markPrice: priceText(instrument, instrument.price),
  }))
}

function premiumIndex(view: MarketView, symbol: string | undefined, inverse: boolean): unknown {
  const rows = ofKind(view, inverse).map((instrument) => {
    const state = view.state(instrument.symbol)
    return {
      symbol: instrument.symbol,
      ...(inverse ? { pair: pairOf(instrument) } : {}),
      markPrice: priceText(instrument, state.markPrice),
      indexPrice: priceText(instrument, state.indexPrice),
      estimatedSettlePrice: priceText(instrument, state.indexPrice),
      lastFundingRate: state.fundingRate.toFixed(8),
      interestRate: '0.00010000',
      nextFundingTime: nextFunding(view.now),
      time: view.now,
    }
  })
  const one = rows.find((row) => row.symbol === symbol)
  return one !== undefined && !inverse ? one : rows
}
