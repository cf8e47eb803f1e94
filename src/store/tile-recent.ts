/**
 * A map bounded by weight: what was used longest ago is dropped first. An entry heavier than the
 * whole bound is kept while it is the newest, so that what was just made can be used.
 */
export class RecentlyUsed<Key, Value> {
  readonly #entries = new Map<Key, Value>()
  readonly #bound: number
  readonly #weigh: (value: Value) => number
  readonly #dropped: (key: Key, value: Value) => void
  #weight = 0

  /**
   * @param bound largest sum of weights
   * @param weigh weight of a value, in the unit of the bound
   * @param dropped told of every entry that is dropped for room
   */
  constructor(
    bound: number,
    weigh: (value: Value) => number,
    dropped: (key: Key, value: Value) => void = () => {},
  ) {
    this.#bound = bound
    this.#weigh = weigh
    this.#dropped = dropped
  }

  get weight(): number {
    return this.#weight
  }

  get size(): number {
    return this.#entries.size
  }

  /** The value, now the most recently used; undefined where there is none. */
  get(key: Key): Value | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  /** Puts a value in place as the most recently used and drops the oldest beyond the bound. */
  set(key: Key, value: Value): void {
    this.delete(key)
    this.#entries.set(key, value)
    this.#weight += this.#weigh(value)
    for (const [oldKey, oldValue] of this.#entries) {
      if (this.#weight <= this.#bound || oldKey === key) return
      this.delete(oldKey)
      this.#dropped(oldKey, oldValue)
    }
  }

  delete(key: Key): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#entries.delete(key)
    this.#weight -= this.#weigh(value)
  }
}
