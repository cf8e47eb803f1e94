import type { BookLevel } from '../../market/event.ts'
import { MINUTE, type Millis, SECOND } from '../../market/units.ts'
import { coinsOf, shownCoins } from '../market/lots.ts'
import { shownVolume } from '../market/public-events.ts'
import { publicBooks } from '../market/public-book.ts'
import { publicTrades } from '../market/public-trades.ts'
import { toTick } from '../market/recorder.ts'
import type { SimulatedRun } from '../market/run.ts'
import { marketPrice, venuePrice } from '../market/venue-price.ts'
import type { ActivityRates } from './activity.ts'
import type { StandInCandle } from './candle-book.ts'
import type { Happening, StateHappening } from './happening.ts'
import { onGrid, type StandInInstrument } from './instrument.ts'
import { type MarketScript, USUAL_FUNDING, waveScript } from './market-script.ts'
import type { RestingBook, RestingLevel } from './resting-book.ts'

export interface PlayOptions {
  readonly instruments: readonly StandInInstrument[]
  /** Which of the instruments plays a run: the others are chance, as where nothing is played. */
  readonly played: string
  readonly run: SimulatedRun
  /** Place of the venue among those of the run. */
  readonly index: number
  readonly seed: number
  /** When the stand-in begins: what the run did before that is the past. A whole minute. */
  readonly start: Millis
  readonly rates: ActivityRates
}

/**
 * A market that plays a run of the simulator: its trades, published liquidations, open interest and
 * funding, in the past and from the start on. After its end nothing more is traded.
 */
export function playedScript(options: PlayOptions): MarketScript {
  const { run, index, played: symbol, instruments, seed, start, rates } = options
  const others = instruments.filter((each) => each.symbol !== symbol)
  const waves = waveScript(others, seed, start, rates)
  const { venue, candles, openInterest, fundingRate, published } = run.venues[index]!
  const { lot, instrument } = venue
  const begin = run.options.start
  const minutes = candles.openTime.length
  const settled = new Map(
    Array.from(fundingRate.time, (time, i) => [time, onGrid(fundingRate.value[i]!, 8)]),
  )
  let count = 0

  function state(at: Millis): StateHappening {
    const passed = Math.floor((at - begin) / SECOND) - 1
    const second = Math.min(minutes * 60 - 1, Math.max(0, passed))
    const shared = toTick(marketPrice(run, second), instrument.tickSize)
    const paid = fundingRate.value[lastOf(fundingRate.time, at)]
    return {
      type: 'state',
      symbol,
      at,
      lastPrice: toTick(venuePrice(run, index, second), instrument.tickSize),
      markPrice: shared,
      indexPrice: shared,
      openInterest: shownCoins(openInterest.value[lastOf(openInterest.time, at)]!, lot),
      fundingRate: onGrid(paid ?? USUAL_FUNDING, 8),
    }
  }

  function happened(from: Millis, to: Millis): Happening[] {
    const made: Happening[] = []
    // A minute begins with a trade: the stand-in's first one too.
    const first = from === start ? start : from + 1
    for (const trade of publicTrades(run, index, first, to + 1)) {
      const { exchangeTime: at, price, quantity, takerSide } = trade
      made.push({ type: 'trade', symbol, at, price, quantity, takerSide, count: ++count })
    }
    for (const { time: at, position, price, quantity } of published) {
      if (at < first || at > to) continue
      const shown = shownCoins(quantity, lot)
      made.push({ type: 'liquidation', symbol, at, position, price, quantity: shown })
    }
    return made
  }

  /** The run's book at the end of the newest whole second. */
  function bookAt(at: Millis): RestingBook | undefined {
    const second = begin + Math.floor((at - begin) / SECOND) * SECOND
    const [book] = publicBooks(run, index, second, second + 1)
    if (book === undefined) return undefined
    return { bids: book.bids.map(asPair), asks: book.asks.map(asPair) }
  }

  return {
    step: (from, to) =>
      [...happened(from, to), ...waves.step(from, to), state(to)].sort((a, b) => a.at - b.at),
    burst: (burst, from, to) => waves.burst(burst, from, to),
    pastMinute(of, openTime): StandInCandle | undefined {
      if (of !== symbol) return waves.pastMinute(of, openTime)
      const minute = (openTime - begin) / MINUTE
      if (minute < 0 || minute >= minutes) return undefined
      const { lots, buyLots } = shownVolume(run.venues[index]!, minute)
      const close = candles.close[minute]!
      const volume = coinsOf(lots, lot)
      return {
        openTime,
        interval: MINUTE,
        open: candles.open[minute]!,
        high: candles.high[minute]!,
        low: candles.low[minute]!,
        close,
        volume,
        takerBuyVolume: coinsOf(buyLots, lot),
        turnover: onGrid(volume * close, 8),
        trades: [...publicTrades(run, index, openTime, openTime + MINUTE)].length,
      }
    },
    pastState: (of, at) => (of === symbol ? state(at) : waves.pastState(of, at)),
    fundingAt: (of, time) => (of === symbol ? settled.get(time) : waves.fundingAt(of, time)),
    book: (of, at) => (of === symbol ? bookAt(at) : undefined),
  }
}

const asPair = ({ price, quantity }: BookLevel): RestingLevel => [price, quantity]

/** Place of the last value at or before a time; the first where there is none. */
const lastOf = (times: Float64Array, at: Millis): number =>
  Math.max(
    0,
    times.findLastIndex((time) => time <= at),
  )
