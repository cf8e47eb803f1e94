import type { Millis } from '../market/units.ts'

/** A stretch of time [from, to). */
export interface TimeSpan {
  readonly from: Millis
  readonly to: Millis
}

/** A set of times as spans that neither overlap nor touch, ascending. */
export class TimeSpans {
  readonly #from: Millis[] = []
  readonly #to: Millis[] = []

  add(from: Millis, to: Millis): void {
    if (!(from < to)) return
    let first = this.#from.length
    // What comes is nearly always the newest.
    while (first > 0 && this.#to[first - 1]! >= from) first--
    let end = first
    let [low, high] = [from, to]
    while (end < this.#from.length && this.#from[end]! <= to) {
      low = Math.min(low, this.#from[end]!)
      high = Math.max(high, this.#to[end]!)
      end++
    }
    this.#from.splice(first, end - first, low)
    this.#to.splice(first, end - first, high)
  }

  has(time: Millis): boolean {
    let [low, high] = [0, this.#from.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#to[middle]! <= time) low = middle + 1
      else high = middle
    }
    return low < this.#from.length && this.#from[low]! <= time
  }

  /** How much of [from, to) lies in the set. */
  within(from: Millis, to: Millis): Millis {
    let sum = 0
    for (let i = 0; i < this.#from.length; i++)
      sum += Math.max(0, Math.min(to, this.#to[i]!) - Math.max(from, this.#from[i]!))
    return sum
  }
}
