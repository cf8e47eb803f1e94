import type { Trade } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import { MINUTE, quantity } from '../../market/units.ts'
import { streamOf } from './draw.ts'
import { TRADED_SHARE } from './exchange.ts'
import { coinsOf } from './lots.ts'
import type { MinuteTotals, MinuteTrade } from './minute-trades.ts'
import { minuteTrades } from './minute-trades.ts'
import { shownVolume } from './public-events.ts'
import { toTick } from './recorder.ts'
import type { SimulatedRun } from './run.ts'
import { venuePrice } from './venue-price.ts'
import type { SimulatedLiquidation, VenueRun } from './venue-run.ts'

/** Mean notional of a trade, as far as the most trades of a minute allow. */
const USUAL_USD = 20_000
/** Ids count up by the minute: more trades than this none has. */
const IDS_PER_MINUTE = 100_000

/**
 * The trades of one venue of a run in [from, to), oldest first, drawn minute by minute as they are
 * asked for: the same whatever range is asked. They make up the published candles exactly, and hold
 * what was liquidated, published or not.
 * @param index place of the venue among those of the run
 */
export function* publicTrades(
  run: SimulatedRun,
  index: number,
  from: Millis,
  to: Millis,
): Generator<Trade, void> {
  const { start } = run.options
  const minutes = run.venues[index]!.candles.openTime.length
  const first = Math.max(0, Math.floor((from - start) / MINUTE))
  const last = Math.min(minutes, Math.ceil((to - start) / MINUTE))
  for (let minute = first; minute < last; minute++)
    for (const trade of tradesOf(run, index, minute))
      if (trade.exchangeTime >= from && trade.exchangeTime < to) yield trade
}

function tradesOf(run: SimulatedRun, index: number, minute: number): readonly Trade[] {
  const { seed, regime, agentSeed = 0, start } = run.options
  const { venue, candles, all } = run.venues[index]!
  const { id: instrument, venue: name, tickSize } = venue.instrument
  const { lot } = venue
  const openTime = start + minute * MINUTE
  const usualLots = USUAL_USD / candles.close[minute]! / lot
  const made = minuteTrades(
    totalsOf(run, index, minute),
    within(all, openTime).map((one) => forcedTrade(one, openTime, lot)),
    usualLots,
    streamOf(seed, `${regime} trades`, index, agentSeed, minute),
  )
  return made.map(({ at, price, lots, takerSide }, i) => ({
    type: 'trade',
    venue: name,
    instrument,
    exchangeTime: openTime + at,
    receivedTime: openTime + at,
    price: toTick(price, tickSize),
    quantity: quantity(coinsOf(lots, lot)),
    takerSide,
    id: String(minute * IDS_PER_MINUTE + i),
  }))
}

function totalsOf(run: SimulatedRun, index: number, minute: number): MinuteTotals {
  const venueRun = run.venues[index]!
  const { open, high, low, close } = venueRun.candles
  return {
    open: open[minute]!,
    high: high[minute]!,
    low: low[minute]!,
    close: close[minute]!,
    ...shownVolume(venueRun, minute),
    prices: Array.from({ length: 60 }, (_, i) => venuePrice(run, index, minute * 60 + i)),
  }
}

/** Who closes a long by force sells; part of it meets orders that are no news to the book. */
const forcedTrade = (
  { time, position, price, quantity: coins }: SimulatedLiquidation,
  openTime: Millis,
  lot: number,
): MinuteTrade => ({
  at: time - openTime,
  price,
  lots: Math.floor((TRADED_SHARE * coins) / lot),
  takerSide: position === 'long' ? 'sell' : 'buy',
})

/** Liquidations of the minute that begins at a time. */
function within(all: VenueRun['all'], openTime: Millis): readonly SimulatedLiquidation[] {
  const before = (time: Millis) => {
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (all[middle]!.time < time) low = middle + 1
      else high = middle
    }
    return low
  }
  return all.slice(before(openTime), before(openTime + MINUTE))
}
