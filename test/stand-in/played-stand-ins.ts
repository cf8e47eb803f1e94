import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import type { Regime } from '../../src/sim/market/regime.ts'
import { simulateMarket } from '../../src/sim/market/run.ts'
import type { ActivityRates } from '../../src/sim/stand-in/activity.ts'
import type { FaultScript } from '../../src/sim/stand-in/fault.ts'
import { playedScript } from '../../src/sim/stand-in/played-run.ts'
import { playedVenue } from '../../src/sim/stand-in/played-venues.ts'
import { openStandIn, type StandIn } from '../../src/sim/stand-in/stand-in.ts'

export interface PlayedOptions {
  readonly names: readonly string[]
  readonly seed: number
  /** Days of the run before now, and from now on. */
  readonly past: number
  readonly ahead: number
  readonly regime: Regime
  /** Of the other coins, which move by chance. */
  readonly rates: ActivityRates
  readonly publishEvery: Millis
  readonly keep: number
  readonly script: FaultScript
}

/**
 * Stand-in venues at which bitcoin plays one run of the simulator, from now on: half a second of computing
 * a day and venue.
 */
export function playedStandIns(options: PlayedOptions): Record<string, StandIn> {
  const { names, past, ahead, regime, seed, rates, ...common } = options
  const start = Math.floor(Date.now() / MINUTE) * MINUTE
  const venues = names.map(playedVenue)
  const run = simulateMarket({
    seed,
    days: past + ahead + HOUR / DAY,
    regime,
    // Maps are read at whole hours: at whatever minute it is now, hours of the run are hours of the day.
    start: Math.floor((start - past * DAY) / HOUR) * HOUR,
    venues: venues.map(({ venue }) => venue),
  })
  return Object.fromEntries(
    venues.map(({ wire, symbol }, index) => {
      const { instruments } = wire
      const play = { instruments, played: symbol, run, index, seed, start, rates }
      const market = playedScript(play)
      return [wire.venue, openStandIn({ ...common, seed, wire, start, market })]
    }),
  )
}
