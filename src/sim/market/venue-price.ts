import { START_PRICE } from './price-path.ts'
import type { SimulatedRun } from './run.ts'

/** Price that all venues of a run share, at the end of a second of it. */
export const marketPrice = ({ path }: SimulatedRun, second: number): number =>
  START_PRICE * Math.exp(path.logPrice[second]!)

/**
 * Last price of one venue at the end of a second, not yet brought to the tick.
 * @param index place of the venue among those of the run
 */
export function venuePrice(run: SimulatedRun, index: number, second: number): number {
  const minute = Math.floor(second / 60)
  // Over a minute a venue's price stands at one ratio to the market's.
  const ratio = run.venues[index]!.candles.close[minute]! / marketPrice(run, minute * 60 + 59)
  return ratio * marketPrice(run, second)
}
