/** A peak of a curve, as far as half its prominence reaches. */
export interface Peak {
  readonly at: number
  readonly height: number
  /** How far it stands out: down to the higher of the lowest points that part it from higher ground. */
  readonly prominence: number
  /** Points [from, end) around it that lie above half its prominence. */
  readonly from: number
  readonly end: number
}

/**
 * Peaks that stand out by at least a share of their height, in their order. Beyond its ends the curve
 * is 0. Of a level top the first point is the peak. With a share of ½ or more no two of them
 * overlap: between two lies a dip to half the lower one, and a peak reaches no deeper than half its own.
 * The terms are those of scipy.signal.peak_prominences and peak_widths
 * (https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.peak_prominences.html).
 */
export function peaksOf(curve: Readonly<Float64Array>, leastShare: number): readonly Peak[] {
  const peaks: Peak[] = []
  for (let at = 0; at < curve.length; at++) {
    const height = curve[at]!
    if (!(height > 0) || (curve[at - 1] ?? 0) >= height || !fallsAfter(curve, at)) continue
    const prominence = height - Math.max(lowestOn(curve, at, -1), lowestOn(curve, at, 1))
    if (prominence < leastShare * height) continue
    const half = height - prominence / 2
    let [from, end] = [at, at + 1]
    while (from > 0 && curve[from - 1]! > half) from--
    while (end < curve.length && curve[end]! > half) end++
    peaks.push({ at, height, prominence, from, end })
  }
  return peaks
}

/** Whether a level top that begins at a point ends by falling. */
function fallsAfter(curve: Readonly<Float64Array>, at: number): boolean {
  let next = at + 1
  while (curve[next] === curve[at]) next++
  return (curve[next] ?? 0) < curve[at]!
}

/** The lowest point on the way from a peak to higher ground, or to the curve's end, beyond which it is 0. */
function lowestOn(curve: Readonly<Float64Array>, at: number, step: -1 | 1): number {
  let lowest = curve[at]!
  for (let i = at + step; i >= 0 && i < curve.length; i += step) {
    if (curve[i]! > curve[at]!) return lowest
    // Of two peaks of one height the first is higher ground to the second, not the other way round.
    if (step < 0 && curve[i] === curve[at] && lowest < curve[at]!) return lowest
    lowest = Math.min(lowest, curve[i]!)
  }
  return 0
}
