import type { Millis } from '../../market/units.ts'

import type { SimulationOptions } from './options.ts'
import { simulateMarket } from './run.ts'
import type { SimulatedRun } from './run.ts'
import type { VenueRun } from './venue-run.ts'

/** A Monday. */
export const START: Millis = Date.UTC(2026, 0, 5)

/** A run of a few days from a Monday on. */
export const runOf = (options: Partial<SimulationOptions> = {}): SimulatedRun =>
  simulateMarket({ seed: 1, days: 2, regime: 'range', start: START, ...options })

/** The only venue of a run, or the first. */
export const firstVenue = (run: SimulatedRun): VenueRun => run.venues[0]!

/** Largest fall of the close over an hour, as a fraction. */
export function worstHour({ candles: { close } }: VenueRun): number {
  let worst = 0
  for (let i = 60; i < close.length; i++) worst = Math.max(worst, 1 - close[i]! / close[i - 60]!)
  return worst
}
