import type { CandleColumns } from '../market/candle-columns.ts'
import type { Millis } from '../market/units.ts'
import { MINUTE } from '../market/units.ts'
import { blockFit } from './block-fit.ts'
import type { BootstrapOptions, Interval } from './bootstrap.ts'
import { STRETCH } from './magnet.ts'
import { isWholeSpan } from './whole-span.ts'

/** What price did after it touched a level. */
export interface TouchOutcome {
  readonly time: Millis
  /** A cluster of liquidations stood there; else it is the mirror of one. */
  readonly atCluster: boolean
  /** Movement of the day before the look towards the touched level, in daily standard deviations. */
  readonly momentum: number
  /** +1 for a level touched from below, −1 from above. */
  readonly direction: 1 | -1
  /** How far price went on in its direction, in standard deviations. */
  readonly continuation: number
}

/** Whether touched clusters amplify a move: the claim that is left once they are no magnets. */
export interface AccelerationTest {
  /** Mean continuation after a cluster, and after a mirror level. */
  readonly cluster: number
  readonly mirror: number
  /**
   * How much farther price goes on after a cluster than after a mirror level that it comes to by the
   * same momentum in the same direction; above 0 where clusters amplify. The bare difference of the
   * means is no evidence: momentum leads to clusters, and on from there.
   */
  readonly amplification: Interval
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

/**
 * Compares continuation after touched clusters with that after touched mirror levels: continuation =
 * constant + amplification · cluster + β · momentum + γ · direction by least squares, with the
 * interval of the amplification from the bootstrap over stretches of five days. Undefined where
 * either was never touched, on fewer than five stretches, and where all clusters lie on one side: what
 * a cluster does and what falls do cannot be told apart then.
 */
export function accelerationTest(
  outcomes: readonly TouchOutcome[],
  options: BootstrapOptions,
): AccelerationTest | undefined {
  const rows = outcomes.map(({ time, atCluster, momentum, direction, continuation }) => ({
    time,
    x: [1, Number(atCluster), momentum, direction],
    y: continuation,
  }))
  const fit = blockFit(rows, 1, { block: STRETCH, ...options })
  if (!fit) return undefined
  const clusters = outcomes.filter(({ atCluster }) => atCluster)
  const mirrors = outcomes.filter(({ atCluster }) => !atCluster)
  return {
    cluster: meanOf(clusters),
    mirror: meanOf(mirrors),
    amplification: fit.interval,
    clusterTouches: clusters.length,
    mirrorTouches: mirrors.length,
  }
}

const meanOf = (outcomes: readonly TouchOutcome[]): number =>
  outcomes.reduce((sum, { continuation }) => sum + continuation, 0) / outcomes.length
