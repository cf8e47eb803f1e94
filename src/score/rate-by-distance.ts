/**
 * The position-blind rate law: what is liquidated per touched bucket at a distance, learnt from the
 * past, the same on both sides and at all times. A map that knows where positions stand should
 * beat it.
 */
export class RateByDistance {
  /** By distance from the price, nearest first. */
  readonly #usd: Float64Array
  readonly #touches: Float64Array

  /** @param bucketCount buckets of both sides together, as `bucketCount` counts them */
  constructor(bucketCount: number) {
    this.#usd = new Float64Array(bucketCount / 2)
    this.#touches = new Float64Array(bucketCount / 2)
  }

  /**
   * Adds what came in the buckets that price went through.
   * @param touched 1 where price went through
   * @param realisedUsd per bucket
   */
  learn(touched: ArrayLike<number>, realisedUsd: ArrayLike<number>): void {
    for (let i = 0; i < touched.length; i++) {
      if (touched[i] !== 1) continue
      const away = this.#away(i)
      this.#usd[away]! += realisedUsd[i]!
      this.#touches[away]!++
    }
  }

  /**
   * USD per bucket to expect if touched, each the mean over distances near its own, wider farther
   * out where touches are rare: those of a quarter around it. Undefined while nothing was touched;
   * a distance without touches around it takes the mean of all.
   */
  rates(): Float64Array | undefined {
    const { length } = this.#usd
    const all = this.#mean(0, length - 1)
    if (all === undefined) return undefined
    return Float64Array.from({ length: 2 * length }, (_, i) => {
      const away = this.#away(i)
      const around = 1 + Math.floor(away / 4)
      return this.#mean(Math.max(0, away - around), Math.min(length - 1, away + around)) ?? all
    })
  }

  #away(bucket: number): number {
    const half = this.#usd.length
    return bucket >= half ? bucket - half : half - 1 - bucket
  }

  #mean(from: number, to: number): number | undefined {
    let [usd, touches] = [0, 0]
    for (let away = from; away <= to; away++) {
      usd += this.#usd[away]!
      touches += this.#touches[away]!
    }
    return touches > 0 ? usd / touches : undefined
  }
}
