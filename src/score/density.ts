import { BUCKET_WIDTH } from './price-buckets.ts'
import { pearson } from './rank.ts'

/** How near an estimated density of liquidation prices is to the true one. */
export interface DensityScores {
  /** Estimated ÷ true USD; 1 is right. */
  readonly massRatio: number
  /** ½ Σ|p − q| of the two scaled to 1: 0 the same shape, 1 nothing in common. */
  readonly totalVariation: number | undefined
  /**
   * Earth mover's distance of the two scaled to 1, in % of price: how far the estimate's USD must be
   * carried on average to lie as the truth does.
   */
  readonly earthMover: number | undefined
  /** Pearson correlation over buckets. */
  readonly correlation: number | undefined
  /**
   * Share of the estimate's highest tenth of buckets that is in the truth's highest tenth, where so
   * many hold anything.
   */
  readonly topDecilePrecision: number | undefined
  /** True USD in the estimate's highest tenth ÷ that in the truth's own. */
  readonly efficiency: number | undefined
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

/** ½ Σ|p/Σp − q/Σq|. Both must hold more than 0. */
export function totalVariation(p: Float64Array, q: Float64Array): number {
  const [all, other] = [sum(p), sum(q)]
  return p.reduce((part, x, i) => part + Math.abs(x / all - q[i]! / other), 0) / 2
}

/** Earth mover's distance of p/Σp and q/Σq in bucket widths. Both must hold more than 0. */
export function earthMover(p: Float64Array, q: Float64Array): number {
  const [all, other] = [sum(p), sum(q)]
  let [carried, work] = [0, 0]
  p.forEach((x, i) => {
    carried += x / all - q[i]! / other
    work += Math.abs(carried)
  })
  return work
}

/** The indices of the highest buckets that hold anything; of equal ones the lower price first. */
const highest = (values: Float64Array, count: number): readonly number[] =>
  Array.from(values, (_, i) => i)
    .filter((i) => values[i]! > 0)
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, count)

/**
 * The scores of an estimate against a simulated or public truth, on buckets as
 * `densityAround` makes them. Undefined where the truth is empty; of an empty estimate only the mass
 * ratio, 0, is defined. Throws a RangeError on different numbers of buckets.
 */
export function densityScores(
  estimate: Float64Array,
  truth: Float64Array,
): DensityScores | undefined {
  if (estimate.length !== truth.length) throw new RangeError('densities on different buckets')
  const [mass, trueMass] = [sum(estimate), sum(truth)]
  if (!(trueMass > 0)) return undefined
  const known = mass > 0
  const best = new Set(highest(truth, Math.max(1, Math.round(truth.length / 10))))
  const top = highest(estimate, best.size)
  const within = (buckets: Iterable<number>) => [...buckets].reduce((all, i) => all + truth[i]!, 0)
  return {
    massRatio: mass / trueMass,
    totalVariation: known ? totalVariation(estimate, truth) : undefined,
    earthMover: known ? earthMover(estimate, truth) * BUCKET_WIDTH * 100 : undefined,
    correlation: pearson(estimate, truth),
    topDecilePrecision: known ? top.filter((i) => best.has(i)).length / best.size : undefined,
    efficiency: known ? within(top) / within(best) : undefined,
  }
}
