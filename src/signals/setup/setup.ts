import { sideSign } from '../../market/units.ts'
import type { PositionSide } from '../../market/units.ts'
import type { Cluster } from '../clusters/clusters.ts'
import { conditionsOf, qualityOf, standingOf } from './setup-conditions.ts'
import type { SetupCondition } from './setup-conditions.ts'
import type { SetupCluster, SetupLevels, SetupQuestion } from './setup-question.ts'
import { isWeekend } from './weekend-weight.ts'

/**
 * A frame around a lopsided map: toward the largest cluster of the side that holds more. It is arithmetic
 * on what the map holds, and says nothing of whether it pays.
 */
export interface Setup {
  /** `stands`: all that must hold does. `open`: something that must hold is not known. */
  readonly standing: 'stands' | 'open' | 'fails' | 'muted'
  /** `long`: toward shorts above the price; undefined where neither side holds more. */
  readonly side: PositionSide | undefined
  readonly target: SetupCluster | undefined
  readonly levels: SetupLevels | undefined
  /** What the target would bring: its USD less the measured discount, by the weekend's weight. */
  readonly expectedUsd: number | undefined
  /** Loss at the stop as a share of the account: 0.005 to 0.02, less near an event, 0 where it does not stand. */
  readonly risk: number
  /** Notional over the account at which the stop costs that. */
  readonly notionalShare: number | undefined
  readonly conditions: readonly SetupCondition[]
  readonly notice: string
}

export const NO_ADVICE =
  'This is arithmetic on a model of positions that nobody outside a venue can see. It is no advice to trade.'

/** A position is entered so far ahead of the cluster, as shares of the price of its near edge. */
const AHEAD = { near: 0.003, far: 0.005 } as const
/** The stop stands so far behind the far edge of the opposite cluster. */
const BEHIND = 0.001
const LEAST_RISK = 0.005
export const MOST_RISK = 0.02
/** Clusters farther away than this are no targets. */
const FARTHEST = 0.05

/** The frame of a reading of the map. */
export function setupOf(question: SetupQuestion): Setup {
  const { aboveUsd, belowUsd, clusters, calendar } = question
  const heavier = aboveUsd === belowUsd ? undefined : aboveUsd > belowUsd ? 'long' : 'short'
  const { side = heavier } = question
  const target = side && largest(clusters.filter((one) => isAhead(one, side)))
  const levels = side && target && levelsOf(target, side, clusters)
  const expectedUsd = target && expected(target, question)
  const conditions = conditionsOf({ question, side, target, levels, expectedUsd })
  const standing = calendar?.effect === 'mute' ? 'muted' : standingOf(conditions)
  const full = LEAST_RISK + (MOST_RISK - LEAST_RISK) * qualityOf(conditions)
  const risk = standing === 'stands' ? full * (calendar?.effect === 'halve' ? 0.5 : 1) : 0
  const lost = levels && Math.abs(levels.stop / levels.entry - 1)
  return {
    standing,
    side,
    target,
    levels,
    expectedUsd,
    risk,
    notionalShare: lost && risk > 0 ? risk / lost : undefined,
    conditions,
    notice: NO_ADVICE,
  }
}

/** A long goes toward shorts, which lie above; a short toward longs. */
const isAhead = (cluster: Cluster, side: PositionSide): boolean =>
  cluster.side !== side && Math.abs(cluster.distance) <= FARTHEST

const largest = (clusters: readonly SetupCluster[]): SetupCluster | undefined =>
  clusters.reduce<SetupCluster | undefined>(
    (best, one) => (one.usd > (best?.usd ?? 0) ? one : best),
    undefined,
  )

/** Undefined where no cluster lies behind which a stop could stand. */
function levelsOf(
  target: Cluster,
  side: PositionSide,
  clusters: readonly Cluster[],
): SetupLevels | undefined {
  const up = sideSign(side)
  // Ascending: the nearest one below the price is the last of the longs, above it the first of the shorts.
  const own = clusters.filter((one) => one.side === side)
  const opposite = side === 'long' ? own.at(-1) : own[0]
  if (opposite === undefined) return undefined
  const [near, far] =
    up > 0 ? [target.priceFrom, target.priceTo] : [target.priceTo, target.priceFrom]
  const [first, last] = [near * (1 - up * AHEAD.far), near * (1 - up * AHEAD.near)]
  const entry = (first + last) / 2
  const stop = (up > 0 ? opposite.priceFrom : opposite.priceTo) * (1 - up * BEHIND)
  // Clusters so near to each other leave no room between them.
  if (up * (entry - stop) <= 0) return undefined
  return {
    entryFrom: Math.min(first, last),
    entryTo: Math.max(first, last),
    entry,
    stop,
    target: far,
    rewardOverRisk: (up * (far - entry)) / (up * (entry - stop)),
  }
}

/** Undefined where the discount is not measured, or a weekend's weight is needed and not known. */
function expected(
  { usd }: Cluster,
  { time, discount, weekendWeight }: SetupQuestion,
): number | undefined {
  const weight = isWeekend(time) ? weekendWeight : 1
  return discount === undefined || weight === undefined ? undefined : usd * (1 - discount) * weight
}
