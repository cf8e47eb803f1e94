/** What was swept of a few components. */
export interface SweptUsd {
  /** Components that were swept at all, ascending. */
  readonly components: Uint16Array
  /** USD notional of each of them. */
  readonly usd: Float64Array
}

/** Room for many rows at once: a buffer for each row of years of five minutes would be a burden. */
export class RowRoom {
  #components = new Uint16Array(0)
  #usd = new Float64Array(0)
  #used = 0

  /** Moves the sums of the components [first, end) that are above 0 into a row, and leaves 0. */
  move(sums: Float64Array, first: number, end = sums.length): SweptUsd {
    const most = end - first
    if (this.#used + most > this.#usd.length) {
      const size = Math.max(most, 1 << 13)
      this.#components = new Uint16Array(size)
      this.#usd = new Float64Array(size)
      this.#used = 0
    }
    const from = this.#used
    let to = from
    for (let i = first; i < end; i++) {
      if (!(sums[i]! > 0)) continue
      this.#components[to] = i
      this.#usd[to++] = sums[i]!
      sums[i] = 0
    }
    this.#used = to
    return { components: this.#components.subarray(from, to), usd: this.#usd.subarray(from, to) }
  }
}
