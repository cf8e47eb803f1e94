import { HOUR } from '../../market/units.ts'
import type { Candidate, PatternRules, Scene } from './pattern-rules.ts'
import { trendOf } from './trend.ts'

/** Clusters that were significant and lose their levels without price coming to them. */
export function decayingClusters(scene: Scene, rules: PatternRules): readonly Candidate[] {
  const { leftUpTo, sweptBelow, chanceBelow, fewestReadings } = rules.decayingCluster
  return scene.clusters.flatMap((cluster): Candidate[] => {
    const past = scene.pastDay(cluster.id)
    if (past.length < fewestReadings || !past.some((one) => one.isSignificant)) return []
    const most = past.reduce((a, b) => (b.usd > a.usd ? b : a))
    const { usd, side, id, centrePrice } = cluster
    if (usd > leftUpTo * most.usd) return []
    const lost = most.usd - usd
    const sweptShare = (past.at(-1)!.sweptUsd - most.sweptUsd) / lost
    if (sweptShare >= sweptBelow) return []
    const trend = trendOf(past.map((one) => [(one.time - past[0]!.time) / HOUR, one.usd]))
    if (trend === undefined || trend.slope >= 0 || trend.chance >= chanceBelow) return []
    const numbers = {
      usd,
      mostUsd: most.usd,
      left: usd / most.usd,
      sweptShare,
      usdAnHour: trend.slope,
      chance: trend.chance,
    }
    const targets = [{ side, price: centrePrice }]
    return [
      { kind: 'decaying-cluster', side, clusterIds: [id], targets, isConfirmed: true, numbers },
    ]
  })
}
