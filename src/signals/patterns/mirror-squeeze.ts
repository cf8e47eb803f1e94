import { significantOutward } from './pattern-rules.ts'
import type { Candidate, PatternRules, Scene } from './pattern-rules.ts'
import type { ReadCluster } from '../signal-state.ts'

/** The heaviest pair of clusters of equal weight at equal distances above and below a calm price. */
export function mirrorSqueezes(scene: Scene, rules: PatternRules): readonly Candidate[] {
  const { within, unevenUpTo, heavierUpTo, calmRankBelow } = rules.mirrorSqueeze
  const { calmRank } = scene.reading.facts
  if (calmRank === undefined || calmRank >= calmRankBelow) return []
  const sideOf = (side: ReadCluster['side']) =>
    significantOutward(scene, side).filter(({ distance }) => Math.abs(distance) <= within)
  const pairs = sideOf('short').flatMap((above) =>
    sideOf('long').flatMap((below) => {
      const uneven = above.distance / -below.distance - 1
      const heavier = Math.max(above.usd / below.usd, below.usd / above.usd)
      const mirrors = Math.abs(uneven) <= unevenUpTo && heavier <= heavierUpTo
      return mirrors ? [{ above, below, uneven, usd: above.usd + below.usd }] : []
    }),
  )
  const heaviest = pairs.toSorted((a, b) => b.usd - a.usd)[0]
  if (heaviest === undefined) return []
  const { above, below, uneven } = heaviest
  return [
    {
      kind: 'mirror-squeeze',
      side: undefined,
      clusterIds: [above.id, below.id],
      targets: [
        { side: 'short', price: above.centrePrice },
        { side: 'long', price: below.centrePrice },
      ],
      isConfirmed: true,
      numbers: {
        aboveUsd: above.usd,
        belowUsd: below.usd,
        aboveDistance: above.distance,
        belowDistance: below.distance,
        uneven,
        calmRank,
      },
    },
  ]
}
