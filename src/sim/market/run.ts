import { DAY, MINUTE } from '../../market/units.ts'
import { streamOf } from './draw.ts'
import type { Exchange } from './exchange.ts'
import type { SimulationOptions } from './options.ts'
import { Past } from './past.ts'
import type { RecordedPath } from './price-path.ts'
import { PricePath } from './price-path.ts'
import { dailyVolatility } from './regime.ts'
import { VenueEngine } from './venue-engine.ts'
import type { VenueRun } from './venue-run.ts'
import { THROTTLED_VENUE } from './venues.ts'

export type { SimulationOptions } from './options.ts'
export type { RecordedPath } from './price-path.ts'
export type { Regime } from './regime.ts'
export type { LeverageStock, SimulatedLiquidation, Truth, VenueRun } from './venue-run.ts'
export type { SimulatedVenue } from './venue.ts'

/** Counts up when equal options give another run: what was kept of a run is then made again. */
export const SIMULATOR_VERSION = 1

export interface SimulatedRun {
  readonly options: SimulationOptions
  readonly path: RecordedPath
  readonly venues: readonly VenueRun[]
}

/** Acts from outside at the beginning of a minute, before its first second: a run of another market. */
export type Intervene = (minute: number, path: PricePath, exchanges: readonly Exchange[]) => void

/**
 * A market of traders with known positions. It shows what venues publish, and apart from that what
 * nobody sees: where every position would be liquidated. Equal options give equal runs.
 * @throws RangeError where the start is no whole minute or a recorded path is shorter than the run
 */
export function simulateMarket(options: SimulationOptions, intervene?: Intervene): SimulatedRun {
  const { seed, start, days, regime, venues = [THROTTLED_VENUE] } = options
  if (start % MINUTE !== 0) throw new RangeError(`the start ${start} is no whole minute`)
  const minutes = Math.floor((days * DAY) / MINUTE)
  const depthUsd = venues.reduce((sum, venue) => sum + venue.depthUsd, 0)
  const path = new PricePath({ ...options, depthUsd }, minutes)
  const past = new Past(dailyVolatility(regime), streamOf(seed, `${regime} past`))
  const market = { path, past, minutes }
  const engines = venues.map((venue, index) => new VenueEngine(venue, index, market, options))
  const exchanges = engines.map(({ exchange }) => exchange)
  for (let minute = 0; minute < minutes; minute++) {
    path.beginMinute(minute)
    for (const engine of engines) engine.beginMinute(minute)
    intervene?.(minute, path, exchanges)
    for (let second = minute * 60; second < (minute + 1) * 60; second++) {
      path.step(second)
      for (const engine of engines) engine.step(second)
      path.endStep(second)
    }
    for (const engine of engines) engine.endMinute(minute)
  }
  return { options, path: path.record, venues: engines.map((engine) => engine.result()) }
}
