import { venueDistance } from '../src/cli/command/venue-distance.ts'
import { instrumentSchema } from '../src/market/schema.ts'
import { HOUR } from '../src/market/units.ts'
import type { Millis } from '../src/market/units.ts'
import { LONG } from '../src/model/side.ts'
import { createPositionMap } from '../src/pipeline/position-map.ts'
import { signalStates } from '../src/pipeline/signal-readings.ts'
import type { SignalState } from '../src/signals/signal-state.ts'
import { realHours } from './real-hours.ts'

/** What the recorded hours of BTC, ETH or SOL said as time went on, by weights learnt on the way. */
export function realStates(coin: string, every: Millis): readonly SignalState[] {
  const { candles, openInterest, liquidatedLong, liquidatedShort } = realHours(coin)
  const instrument = instrumentSchema.parse({
    id: `binance:${coin}USDT`,
    venue: 'binance',
    symbol: `${coin}USDT`,
    base: coin,
    quote: 'USDT',
    contract: 'linear',
    contractSize: 1,
    tickSize: 0.1,
  })
  const row = new Map(Array.from(candles.openTime, (time, i) => [time + HOUR, i]))
  const realised = (time: Millis, side: number) => {
    const at = row.get(time) ?? -1
    const coins = (side === LONG ? liquidatedLong : liquidatedShort)[at] ?? Number.NaN
    return coins * candles.close[at]!
  }
  const { distanceAt } = venueDistance(instrument, candles.openTime.at(-1)!)
  const source = { instrument, candles, openInterest, distanceAt, realised: { hours: realised } }
  const map = createPositionMap(source, 'isotherm')
  return [...signalStates(map, { candles, openInterest, realised }, { every })]
}
