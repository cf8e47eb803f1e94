import type { Candidate, PatternRules, Scene } from './pattern-rules.ts'

/** Narrow significant clusters near the price that outweigh their side and the other one. */
export function denseWalls(scene: Scene, rules: PatternRules): readonly Candidate[] {
  const { within, widest, ofSide, overOpposite, youngest } = rules.denseWall
  const { near, all } = scene.ratios
  return scene.clusters.flatMap((cluster) => {
    const { side, usd, width, distance, age, id, centrePrice } = cluster
    const [own, opposite] =
      side === 'long' ? [all.belowUsd, near.aboveUsd] : [all.aboveUsd, near.belowUsd]
    const holds =
      cluster.isSignificant === true &&
      Math.abs(distance) <= within &&
      width <= widest &&
      usd >= ofSide * own &&
      usd >= overOpposite * opposite &&
      age >= youngest
    if (!holds) return []
    const numbers = { usd, distance, width, ageMs: age, sideUsd: own, oppositeUsd: opposite }
    const targets = [{ side, price: centrePrice }]
    return [{ kind: 'dense-wall', side, clusterIds: [id], targets, isConfirmed: true, numbers }]
  })
}
