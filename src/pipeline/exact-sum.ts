/**
 * A sum of doubles without rounding in between: the same amounts in any order give the same bits,
 * which a running `+` does not. Partial sums that do not overlap are kept beside each other
 * (Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997); one or two of them suffice for
 * the amounts of a market.
 */
export class ExactSum {
  readonly #parts: number[] = []

  add(amount: number): void {
    const parts = this.#parts
    let sum = amount
    let kept = 0
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!
      const [large, small] = Math.abs(sum) < Math.abs(part) ? [part, sum] : [sum, part]
      sum = large + small
      const lost = small - (sum - large)
      if (lost !== 0) parts[kept++] = lost
    }
    parts.length = kept
    parts.push(sum)
  }

  /** The double nearest to the sum; the even one where two are equally near. */
  get value(): number {
    const parts = this.#parts
    let i = parts.length - 1
    let sum = parts[i] ?? 0
    let lost = 0
    while (i > 0 && lost === 0) {
      const before = sum
      const part = parts[--i]!
      sum = before + part
      lost = part - (sum - before)
    }
    // The rest may break a tie that rounding could not see.
    const next = parts[i - 1]
    if (i > 0 && next !== undefined && lost !== 0 && lost < 0 === next < 0) {
      const twice = 2 * lost
      const other = sum + twice
      if (other - sum === twice) return other
    }
    return sum
  }
}
