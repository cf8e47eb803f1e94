import type { AccelerationTest } from './acceleration.ts'
import { accelerationTest } from './acceleration.ts'
import type { BootstrapOptions } from './bootstrap.ts'
import { groupByBlock } from './bootstrap.ts'
import type { MagnetTest } from './magnet.ts'
import { magnetTest, STRETCH } from './magnet.ts'
import { DISTANCE_BANDS, LEVEL_KINDS } from './strong-level.ts'
import type { LevelKind } from './strong-level.ts'
import type { WatchedLevel } from './watch-level.ts'

/** What watched levels say of both claims; null where they are too few for one. */
export interface LevelFindings {
  readonly trials: number
  readonly clusterTouches: number
  readonly mirrorTouches: number
  readonly magnet: MagnetTest | null
  readonly acceleration: AccelerationTest | null
}

/** The findings of all levels, and of those at a distance or of a kind. */
export interface MagnetReport extends LevelFindings {
  /** By distance from the price when the level was looked at, [from, to) in its logarithm. */
  readonly byDistance: readonly (LevelFindings & { readonly from: number; readonly to: number })[]
  readonly byKind: Readonly<Record<LevelKind, LevelFindings>>
}

/** Fewer of them (trials, or touches of either sort) are no evidence of anything. */
export const FEWEST_CASES = 30

/** Of fewer stretches of time the bounds of an interval would be those of one or two of them. */
export const FEWEST_STRETCHES = 10

/**
 * Both tests over watched levels, in all and by distance and kind. Levels of several instruments may
 * be given together: what they did in one stretch of five days is drawn together.
 */
export function magnetReport(
  watched: readonly WatchedLevel[],
  options: BootstrapOptions,
): MagnetReport {
  const of = (isOf: (one: WatchedLevel) => boolean) => findings(watched.filter(isOf), options)
  return {
    ...findings(watched, options),
    byDistance: DISTANCE_BANDS.map(({ from, to }) => ({
      from,
      to,
      ...of(({ level: { distance } }) => Math.abs(distance) >= from && Math.abs(distance) < to),
    })),
    byKind: Object.fromEntries(
      Object.entries(LEVEL_KINDS).map(([kind, isOf]) => [kind, of(({ level }) => isOf(level))]),
    ) as Record<LevelKind, LevelFindings>,
  }
}

function findings(watched: readonly WatchedLevel[], options: BootstrapOptions): LevelFindings {
  const trials = watched.map(({ trial }) => trial)
  const touches = watched.flatMap((one) => one.touches)
  const clusterTouches = touches.filter(({ atCluster }) => atCluster).length
  const mirrorTouches = touches.length - clusterTouches
  const { block = STRETCH } = options
  const isEnough = (count: number, rows: readonly { readonly time: number }[]) =>
    count >= FEWEST_CASES && groupByBlock(rows, block).length >= FEWEST_STRETCHES
  return {
    trials: trials.length,
    clusterTouches,
    mirrorTouches,
    magnet: isEnough(trials.length, trials) ? (magnetTest(trials, options) ?? null) : null,
    acceleration: isEnough(Math.min(clusterTouches, mirrorTouches), touches)
      ? (accelerationTest(touches, options) ?? null)
      : null,
  }
}
