import type { PositionSide } from '../../market/units.ts'
import { significantOutward } from './pattern-rules.ts'
import type { Candidate, PatternRules, Scene } from './pattern-rules.ts'
import type { ReadCluster } from '../signal-state.ts'

/** From one cluster to the next one outward. */
interface StepOut {
  readonly gap: number
  /** How far the liquidation of the nearer one would move price; undefined where no book is known. */
  readonly move: number | undefined
}

/**
 * Significant clusters of one side, each of which the one before can push price to through the book
 * as it stands. Without a book the chain is told as unconfirmed.
 */
export function stackedEscalators(scene: Scene, rules: PatternRules): readonly Candidate[] {
  const { within, fewest } = rules.stackedEscalator
  return (['long', 'short'] as const).flatMap((side) => {
    const clusters = significantOutward(scene, side).filter(
      ({ distance }) => Math.abs(distance) <= within,
    )
    return chainsOf(clusters, (a, b) => leads(stepOut(a, b, scene), rules))
      .filter((chain) => chain.length >= fewest)
      .map((chain) => candidateOf(side, chain, scene))
  })
}

const leads = ({ gap, move }: StepOut, { stackedEscalator }: PatternRules): boolean =>
  gap >= stackedEscalator.smallestGap &&
  gap <= stackedEscalator.largestGap &&
  (move === undefined || move >= gap)

function candidateOf(side: PositionSide, chain: readonly ReadCluster[], scene: Scene): Candidate {
  const steps = chain.slice(1).map((one, i) => stepOut(chain[i]!, one, scene))
  const gaps = steps.map(({ gap }) => gap)
  const spare = steps.map(({ gap, move }) => (move === undefined ? Number.NaN : move - gap))
  const isConfirmed = !spare.some(Number.isNaN)
  return {
    kind: 'stacked-escalator',
    side,
    clusterIds: chain.map(({ id }) => id),
    targets: [{ side, price: chain.at(-1)!.centrePrice }],
    isConfirmed,
    numbers: {
      clusters: chain.length,
      usd: chain.reduce((sum, { usd }) => sum + usd, 0),
      smallestGap: Math.min(...gaps),
      largestGap: Math.max(...gaps),
      ...(isConfirmed && { smallestSpareMove: Math.min(...spare) }),
    },
  }
}

/** From the far edge of a cluster to the near edge of the next, as a share of price. */
function stepOut(near: ReadCluster, far: ReadCluster, { moveOf }: Scene): StepOut {
  const gap =
    near.side === 'long' ? 1 - far.priceTo / near.priceFrom : far.priceFrom / near.priceTo - 1
  return { gap, move: moveOf(near.usd, near.side) }
}

/** Parts a row where one does not lead to the next. */
function chainsOf<T>(row: readonly T[], joins: (one: T, next: T) => boolean): readonly T[][] {
  const chains: T[][] = []
  for (const [i, one] of row.entries()) {
    if (i > 0 && joins(row[i - 1]!, one)) chains.at(-1)!.push(one)
    else chains.push([one])
  }
  return chains
}
