import type { MarketEvent } from '../market/event.ts'
import { quantity } from '../market/units.ts'
import type { SimulatedMarket } from '../sim/simulated-market.fixture.ts'
import { openHistory } from '../store/history.ts'

/** Stores a simulated market as a history. */
export async function storeSimulated(
  directory: string,
  { instrument, candles, openInterest }: SimulatedMarket,
): Promise<void> {
  const header = (time: number) => ({
    venue: instrument.venue,
    instrument: instrument.id,
    exchangeTime: time,
    receivedTime: time,
  })
  const { interval } = candles
  const bars = Array.from(candles.openTime, (openTime, i): MarketEvent => {
    const [open, high, low, close] = [candles.open, candles.high, candles.low, candles.close].map(
      (column) => column[i]!,
    ) as [number, number, number, number]
    const volume = quantity(candles.volume[i]!)
    const takerBuyVolume = quantity(candles.takerBuyVolume[i]!)
    const prices = { open, high, low, close }
    const at = { openTime, interval }
    return {
      ...header(openTime + interval),
      type: 'candle',
      ...at,
      ...prices,
      volume,
      takerBuyVolume,
    }
  })
  const samples = Array.from(openInterest.time, (time, i): MarketEvent => {
    return {
      ...header(time),
      type: 'open-interest',
      openInterest: quantity(openInterest.value[i]!),
    }
  })
  const history = await openHistory(directory)
  await history.append([...bars, ...samples], [instrument])
  await history.close()
}
