import type { Millis } from '../../market/units.ts'
import type { RecordedPath } from './price-path.ts'
import type { Regime } from './regime.ts'
import type { SimulatedVenue } from './venue.ts'

export interface SimulationOptions {
  readonly seed: number
  /** Length of the run; whole minutes of it are simulated. */
  readonly days: number
  readonly regime: Regime
  /** Open time of the first candle, a whole minute. */
  readonly start: Millis
  /** Leverage of new positions drifts to e^shift times what it was at the start; 0 where absent. */
  readonly leverageShift?: number
  /** Draws the traders anew, all else being equal; 0 where absent. */
  readonly agentSeed?: number
  /** Puts the traders on this path: their orders then move nothing. */
  readonly path?: RecordedPath
  /** Whether flows, lifetimes and leverage of the traders differ by seed; true where absent. */
  readonly perturbed?: boolean
  /** One venue with a throttled feed where absent. */
  readonly venues?: readonly SimulatedVenue[]
}
