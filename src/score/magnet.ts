import type { Millis } from '../market/units.ts'
import { DAY } from '../market/units.ts'
import { blockFit } from './block-fit.ts'
import type { BootstrapOptions, Interval } from './bootstrap.ts'

/** One look at whether price goes to where the most would be liquidated. */
export interface MagnetTrial {
  readonly time: Millis
  /** Price reached the strongest bucket within 24 h. */
  readonly hit: boolean
  /** Price reached the level as far away on the other side. */
  readonly mirrorHit: boolean
  /** Movement of the last 24 h towards the bucket, in daily standard deviations. */
  readonly momentum: number
}

/** How price was found to go to strong buckets. */
export interface MagnetTest {
  /**
   * The test one would do first: how much more often the bucket was hit than its mirror, and its z
   * as if trials were independent. It is no evidence: momentum places both clusters and moves.
   */
  readonly naive: { readonly difference: number; readonly z: number }
  /** How much more often the bucket is hit at no momentum: of a magnet, above 0. */
  readonly attraction: Interval
  /** Change of the difference per standard deviation of momentum. */
  readonly momentumSlope: number
  readonly trials: number
}

/** Several days, as looks at the end of one day and at the start of the next share their path. */
export const STRETCH: Millis = 5 * DAY

const difference = ({ hit, mirrorHit }: MagnetTrial): number => Number(hit) - Number(mirrorHit)

/**
 * The controlled magnet test: hit − mirror hit = intercept + β · momentum by least squares; the
 * intercept is the attraction, its interval from the bootstrap over stretches of five days, which
 * keeps together what one move of price decides: trials of several instruments at one time share a
 * block, so simulated markets must be given times apart. Undefined on fewer than five stretches.
 */
export function magnetTest(
  trials: readonly MagnetTrial[],
  options: BootstrapOptions,
): MagnetTest | undefined {
  const rows = trials.map((trial) => ({
    time: trial.time,
    x: [1, trial.momentum],
    y: difference(trial),
  }))
  const line = blockFit(rows, 0, { block: STRETCH, ...options })
  if (!line) return undefined
  const mean = trials.reduce((sum, trial) => sum + difference(trial), 0) / trials.length
  const variance =
    trials.reduce((sum, trial) => sum + (difference(trial) - mean) ** 2, 0) / (trials.length - 1)
  return {
    naive: {
      difference: mean,
      z: mean === 0 ? 0 : mean / Math.sqrt(variance / trials.length),
    },
    attraction: line.interval,
    momentumSlope: line.coefficients[1]!,
    trials: trials.length,
  }
}
