import { accelerationTest } from '../../src/score/acceleration.ts'
import type { AccelerationTest } from '../../src/score/acceleration.ts'
import type { Millis } from '../../src/market/units.ts'
import { DAY } from '../../src/market/units.ts'
import { magnetTest } from '../../src/score/magnet.ts'
import type { MagnetTest } from '../../src/score/magnet.ts'
import type { WatchedLevel } from '../../src/score/watch-level.ts'
import type { MarketResult } from './run-market.ts'

/** The magnet test over all runs: in the simulated market nothing attracts before a touch. */
export interface PooledMagnets {
  readonly test: MagnetTest | undefined
  /** Runs in which the naive test would have found a magnet, or its opposite: |z| > 1.96. */
  readonly naiveSignificant: number
  readonly runs: number
  /** Whether clusters that were touched amplify the move; in the simulated market they do. */
  readonly acceleration: AccelerationTest | undefined
}

const SEED = 7

/** Each run gets a stretch of time of its own: runs are independent, days of one run are not. */
const STRETCH: Millis = 400 * DAY

export function pooledMagnets(results: readonly MarketResult[]): PooledMagnets {
  const options = { seed: SEED, level: 0.95 }
  const naive = results.map(
    ({ watched }) =>
      magnetTest(
        watched.map(({ trial }) => trial),
        options,
      )?.naive.z ?? 0,
  )
  const byRun = { ...options, block: STRETCH }
  const apart = <Row extends { readonly time: Millis }>(
    rowsOf: (one: WatchedLevel) => readonly Row[],
  ) =>
    results.flatMap(({ watched, options: { start } }, i) =>
      watched.flatMap(rowsOf).map((one) => ({ ...one, time: one.time - start + i * STRETCH })),
    )
  return {
    test: magnetTest(
      apart((one) => [one.trial]),
      byRun,
    ),
    naiveSignificant: naive.filter((z) => Math.abs(z) > 1.96).length,
    runs: results.length,
    acceleration: accelerationTest(
      apart(({ touches }) => touches),
      byRun,
    ),
  }
}
