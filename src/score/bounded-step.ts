import { solveSymmetric } from './solve-symmetric.ts'

/** A part of the curvature that is added to its diagonal: columns that are multiples share a slope. */
const RIDGE = 1e-9

/**
 * Where a quadratic is least, of those points that lie at or above a bound in every coordinate: the
 * step of a fit. Coordinates that would go below theirs are set to it, and the others solved for
 * again. One without curvature, or held at its bound, stays where it is. Undefined where the quadratic is not convex.
 * @param from where it is seen from
 * @param descent its gradient there, downhill
 * @param curvature its second derivatives, symmetric
 */
export function boundedStep(
  from: readonly number[],
  descent: readonly number[],
  curvature: readonly (readonly number[])[],
  least: readonly number[],
): readonly number[] | undefined {
  const step = from.map(() => 0)
  const isHeld = (k: number) => from[k]! <= least[k]! && descent[k]! <= 0
  const free = from.flatMap((_, k) => (curvature[k]![k] === 0 || isHeld(k) ? [] : [k]))
  for (;;) {
    const fixed = from.flatMap((_, k) => (free.includes(k) ? [] : [k]))
    const rows = free.map((k) => [
      ...free.map((l) => curvature[k]![l]! * (k === l ? 1 + RIDGE : 1)),
      fixed.reduce((rest, l) => rest - curvature[k]![l]! * step[l]!, descent[k]!),
    ])
    const solution = solveSymmetric(rows)
    if (solution === undefined) return undefined
    solution.forEach((one, i) => (step[free[i]!] = one))
    const below = free.findIndex((k) => !(from[k]! + step[k]! >= least[k]!))
    if (below < 0) return from.map((value, k) => value + step[k]!)
    const [k] = free.splice(below, 1)
    step[k!] = least[k!]! - from[k!]!
  }
}
