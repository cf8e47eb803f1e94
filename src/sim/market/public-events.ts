import type { Liquidation, MarketEvent } from '../../market/event.ts'
import { compareEvents } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import { quantity } from '../../market/units.ts'
import { FUNDING_INTERVAL } from './recorder.ts'
import type { SimulatedLiquidation, VenueRun } from './venue-run.ts'

/**
 * What the venue's public interface shows of a run, in the order in which a pipeline takes it:
 * candles, open interest, funding rates and published liquidations. All is received as it happens.
 */
export function publicEvents(run: VenueRun): readonly MarketEvent[] {
  const { candles, openInterest, fundingRate } = run
  const { id: instrument, venue } = run.venue.instrument
  const header = (time: Millis) => ({ venue, instrument, exchangeTime: time, receivedTime: time })
  const events: MarketEvent[] = []
  candles.openTime.forEach((openTime, i) => {
    events.push({
      ...header(openTime + candles.interval),
      type: 'candle',
      openTime,
      interval: candles.interval,
      open: candles.open[i]!,
      high: candles.high[i]!,
      low: candles.low[i]!,
      close: candles.close[i]!,
      volume: quantity(candles.volume[i]!),
      takerBuyVolume: quantity(candles.takerBuyVolume[i]!),
    })
  })
  openInterest.time.forEach((time, i) => {
    const value = quantity(openInterest.value[i]!)
    events.push({ ...header(time), type: 'open-interest', openInterest: value })
  })
  fundingRate.time.forEach((time, i) => {
    const rate = fundingRate.value[i]!
    events.push({
      ...header(time),
      type: 'funding-rate',
      fundingRate: rate,
      interval: FUNDING_INTERVAL,
    })
  })
  for (const liquidation of run.published)
    events.push({ ...header(liquidation.time), ...shown(liquidation) })
  return events.sort(compareEvents)
}

const shown = (
  liquidation: SimulatedLiquidation,
): Pick<Liquidation, 'type' | 'position' | 'price' | 'priceKind' | 'quantity'> => ({
  type: 'liquidation',
  position: liquidation.position,
  price: liquidation.price,
  priceKind: 'fill',
  quantity: quantity(liquidation.quantity),
})
