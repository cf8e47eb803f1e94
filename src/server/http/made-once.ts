import { RecentlyUsed } from '../../store/tile-recent.ts'

/** Keeps what was made last, so that equal things are made once, however many ask at once. */
export class MadeOnce<Value> {
  readonly #kept: RecentlyUsed<string, Value>
  readonly #fits: (value: Value) => boolean
  readonly #underway = new Map<string, Promise<Value>>()

  /**
   * @param bound largest sum of weights
   * @param weigh weight of a value, in the unit of the bound
   * @param most largest weight of a value that is kept
   */
  constructor(bound: number, weigh: (value: Value) => number = () => 1, most = bound) {
    this.#kept = new RecentlyUsed<string, Value>(bound, weigh)
    this.#fits = (value) => weigh(value) <= most
  }

  /**
   * What was kept under a key, or what `make` makes now. What fails is not kept.
   * @param key names all that the value depends on
   */
  of(key: string, make: () => Promise<Value>): Promise<Value> {
    const kept = this.#kept.get(key)
    if (kept !== undefined) return Promise.resolve(kept)
    const underway = this.#underway.get(key)
    if (underway !== undefined) return underway
    const made = this.#keep(key, make).finally(() => this.#underway.delete(key))
    this.#underway.set(key, made)
    return made
  }

  async #keep(key: string, make: () => Promise<Value>): Promise<Value> {
    const made = await make()
    if (this.#fits(made)) this.#kept.set(key, made)
    return made
  }
}
