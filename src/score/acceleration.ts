import type { CandleColumns } from '../market/candle-columns.ts'
import type { Millis } from '../market/units.ts'
import { MINUTE } from '../market/units.ts'
import { type BootstrapOptions, bootstrapBlocks, groupByBlock, type Interval } from './bootstrap.ts'
import { isWholeSpan } from './whole-span.ts'

/** What price did after it touched a level. */
export interface TouchOutcome {
  readonly time: Millis
  /** A cluster of liquidations stood there; else it is the mirror of one. */
  readonly atCluster: boolean
  /** How far price went on in its direction, in standard deviations. */
  readonly continuation: number
}

/** Whether touched clusters amplify a move: the claim that is left once they are no magnets. */
export interface AccelerationTest {
  /** Mean continuation after a cluster, and after a mirror level. */
  readonly cluster: number
  readonly mirror: number
  /** The former less the latter; above 0 where clusters amplify. */
  readonly difference: Interval
  readonly clusterTouches: number
  readonly mirrorTouches: number
}

/** Time after the touch over which price should be followed. */
const FOLLOWED = 10 * MINUTE

/** Whole candles that are followed after the touching one: of ten minutes, or the next one if that is longer. */
const followedCandles = (interval: Millis): number => Math.ceil(FOLLOWED / interval)

/** Time over which price is followed after the candle that touched: ten minutes, or one candle. */
export const followedSpan = (interval: Millis): Millis => followedCandles(interval) * interval

/**
 * How far price went on from the candle before the touch to the end of the followed span, towards
 * where it was going, in standard deviations of that time. Undefined where a candle of it is missing.
 * @param touched index of the candle that touched
 * @param direction +1 for a level touched from below, −1 from above
 * @param sigma standard deviation of the logarithm of price over one candle, known before
 */
export function continuationAfterTouch(
  candles: CandleColumns,
  touched: number,
  direction: 1 | -1,
  sigma: number,
): number | undefined {
  const { close, interval } = candles
  const steps = followedCandles(interval)
  const [before, after] = [touched - 1, touched + steps]
  if (!isWholeSpan(candles, before, after)) return undefined
  return (direction * Math.log(close[after]! / close[before]!)) / (sigma * Math.sqrt(steps + 1))
}

interface Sums {
  readonly cluster: number
  readonly clusterTouches: number
  readonly mirror: number
  readonly mirrorTouches: number
}

function sumsOf(outcomes: readonly TouchOutcome[]): Sums {
  const sums = { cluster: 0, clusterTouches: 0, mirror: 0, mirrorTouches: 0 }
  for (const { atCluster, continuation } of outcomes) {
    sums[atCluster ? 'cluster' : 'mirror'] += continuation
    sums[atCluster ? 'clusterTouches' : 'mirrorTouches']++
  }
  return sums
}

function meansOf(blocks: readonly Sums[]) {
  let [cluster, clusterTouches, mirror, mirrorTouches] = [0, 0, 0, 0]
  for (const sums of blocks) {
    cluster += sums.cluster
    clusterTouches += sums.clusterTouches
    mirror += sums.mirror
    mirrorTouches += sums.mirrorTouches
  }
  if (clusterTouches === 0 || mirrorTouches === 0) return undefined
  return {
    cluster: cluster / clusterTouches,
    mirror: mirror / mirrorTouches,
    clusterTouches,
    mirrorTouches,
  }
}

/**
 * Compares continuation after touched clusters with that after touched mirror levels; interval from
 * the bootstrap over days. Undefined where either was never touched.
 */
export function accelerationTest(
  outcomes: readonly TouchOutcome[],
  options: BootstrapOptions,
): AccelerationTest | undefined {
  const blocks = groupByBlock(outcomes, options.block).map(sumsOf)
  const means = meansOf(blocks)
  const difference = bootstrapBlocks(
    blocks,
    (drawn) => {
      const drawnMeans = meansOf(drawn)
      return drawnMeans && drawnMeans.cluster - drawnMeans.mirror
    },
    options,
  )
  return means && difference && { ...means, difference }
}
