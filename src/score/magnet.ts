import type { Millis } from '../market/units.ts'
import { DAY } from '../market/units.ts'
import { type BootstrapOptions, bootstrapBlocks, groupByBlock, type Interval } from './bootstrap.ts'

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

/** Sums over trials from which a line through them is fitted. */
interface Sums {
  readonly n: number
  readonly x: number
  readonly y: number
  readonly xx: number
  readonly xy: number
}

const difference = ({ hit, mirrorHit }: MagnetTrial): number => Number(hit) - Number(mirrorHit)

function sumsOf(trials: readonly MagnetTrial[]): Sums {
  const sums = { n: 0, x: 0, y: 0, xx: 0, xy: 0 }
  for (const trial of trials) {
    const [x, y] = [trial.momentum, difference(trial)]
    sums.n++
    sums.x += x
    sums.y += y
    sums.xx += x * x
    sums.xy += x * y
  }
  return sums
}

/** The line through all trials of some blocks; undefined where momentum does not vary. */
function lineOf(blocks: readonly Sums[]) {
  let [n, x, y, xx, xy] = [0, 0, 0, 0, 0]
  for (const sums of blocks) {
    n += sums.n
    x += sums.x
    y += sums.y
    xx += sums.xx
    xy += sums.xy
  }
  const spread = n * xx - x * x
  if (!(spread > 1e-12 * n * xx)) return undefined
  const slope = (n * xy - x * y) / spread
  return { intercept: (y - slope * x) / n, slope }
}

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
  const block = options.block ?? STRETCH
  const blocks = groupByBlock(trials, block).map(sumsOf)
  const line = lineOf(blocks)
  const attraction = bootstrapBlocks(blocks, (drawn) => lineOf(drawn)?.intercept, options)
  if (!line || !attraction) return undefined
  const mean = trials.reduce((sum, trial) => sum + difference(trial), 0) / trials.length
  const variance =
    trials.reduce((sum, trial) => sum + (difference(trial) - mean) ** 2, 0) / (trials.length - 1)
  return {
    naive: {
      difference: mean,
      z: mean === 0 ? 0 : mean / Math.sqrt(variance / trials.length),
    },
    attraction,
    momentumSlope: line.slope,
    trials: trials.length,
  }
}
