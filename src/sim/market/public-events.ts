import type { Liquidation, MarketEvent } from '../../market/event.ts'
import { compareEvents } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import { quantity } from '../../market/units.ts'
import { coinsOf, lotsOf, shownCoins } from './lots.ts'
import { FEWEST_LOTS } from './minute-trades.ts'
import { FUNDING_INTERVAL } from './recorder.ts'
import type { SimulatedLiquidation, VenueRun } from './venue-run.ts'

/** Venues show a rate with so many digits. */
const RATE_DIGITS = 8

/**
 * What the venue's public interface shows of a run, in the order in which a pipeline takes it:
 * candles, open interest, funding rates and published liquidations. All is received as it happens,
 * amounts are whole lots. Trades and the book are too many to be given at once: `publicTrades`,
 * `publicBooks`.
 */
export function publicEvents(run: VenueRun): readonly MarketEvent[] {
  const { candles, openInterest, fundingRate } = run
  const { lot } = run.venue
  const { id: instrument, venue } = run.venue.instrument
  const header = (time: Millis) => ({ venue, instrument, exchangeTime: time, receivedTime: time })
  const events: MarketEvent[] = []
  candles.openTime.forEach((openTime, i) => {
    const { lots, buyLots } = shownVolume(run, i)
    events.push({
      ...header(openTime + candles.interval),
      type: 'candle',
      openTime,
      interval: candles.interval,
      open: candles.open[i]!,
      high: candles.high[i]!,
      low: candles.low[i]!,
      close: candles.close[i]!,
      volume: quantity(coinsOf(lots, lot)),
      takerBuyVolume: quantity(coinsOf(buyLots, lot)),
    })
  })
  openInterest.time.forEach((time, i) => {
    const value = quantity(shownCoins(openInterest.value[i]!, lot))
    events.push({ ...header(time), type: 'open-interest', openInterest: value })
  })
  fundingRate.time.forEach((time, i) => {
    const rate = Number(fundingRate.value[i]!.toFixed(RATE_DIGITS))
    events.push({
      ...header(time),
      type: 'funding-rate',
      fundingRate: rate,
      interval: FUNDING_INTERVAL,
    })
  })
  for (const liquidation of run.published)
    events.push({ ...header(liquidation.time), ...shown(liquidation, lot) })
  return events.sort(compareEvents)
}

/** Volume of a minute in whole lots: enough of them that its open, high, low and close were traded. */
export function shownVolume(
  { candles, venue: { lot } }: VenueRun,
  minute: number,
): { readonly lots: number; readonly buyLots: number } {
  const lots = Math.max(FEWEST_LOTS, lotsOf(candles.volume[minute]!, lot))
  return { lots, buyLots: Math.min(lots, lotsOf(candles.takerBuyVolume[minute]!, lot)) }
}

const shown = (
  liquidation: SimulatedLiquidation,
  lot: number,
): Pick<Liquidation, 'type' | 'position' | 'price' | 'priceKind' | 'quantity'> => ({
  type: 'liquidation',
  position: liquidation.position,
  price: liquidation.price,
  priceKind: 'fill',
  quantity: quantity(shownCoins(liquidation.quantity, lot)),
})
