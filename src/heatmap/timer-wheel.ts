/**
 * A timer wheel: items that want to be looked at again when a clock reaches a value. The clock is
 * turnover, not time. Every item is in at most one slot, so moving it costs a few writes.
 */

const SLOTS = 4096
/** Width of a slot in turnovers: about a minute of trading at three turnovers a day. */
const SLOT_WIDTH = 1 / 512
const NONE = -1

export class TimerWheel {
  readonly #heads = new Int32Array(SLOTS).fill(NONE)
  readonly #next: Int32Array
  readonly #previous: Int32Array
  /** Slot of each item, NONE where it waits for nothing. */
  readonly #slots: Int32Array
  /** Absolute number of the slot that holds now. */
  #now = 0

  constructor(items: number) {
    this.#next = new Int32Array(items).fill(NONE)
    this.#previous = new Int32Array(items).fill(NONE)
    this.#slots = new Int32Array(items).fill(NONE)
  }

  /** Forgets all items and sets the clock back to 0. */
  clear(): void {
    this.#heads.fill(NONE)
    this.#slots.fill(NONE)
    this.#now = 0
  }

  /** Plans to look at an item at a clock value, instead of whenever it was planned before. */
  plan(item: number, at: number): void {
    this.cancel(item)
    const wanted = Math.floor(at / SLOT_WIDTH)
    const slot = Math.min(Math.max(wanted, this.#now), this.#now + SLOTS - 1) % SLOTS
    const head = this.#heads[slot]!
    this.#next[item] = head
    this.#previous[item] = NONE
    if (head !== NONE) this.#previous[head] = item
    this.#heads[slot] = item
    this.#slots[item] = slot
  }

  cancel(item: number): void {
    const slot = this.#slots[item]!
    if (slot === NONE) return
    const next = this.#next[item]!
    const previous = this.#previous[item]!
    if (previous === NONE) this.#heads[slot] = next
    else this.#next[previous] = next
    if (next !== NONE) this.#previous[next] = previous
    this.#slots[item] = NONE
  }

  /**
   * Moves the clock on and appends every item that is due to `due`. Items of the slot that holds
   * `now` come early, never late; they are to be planned again.
   * @returns the number of items appended from `from` on, plus `from`
   */
  advance(now: number, due: Int32Array, from: number): number {
    const target = Math.floor(now / SLOT_WIDTH)
    const first = Math.max(this.#now, target - SLOTS + 1)
    let count = from
    for (let slot = first; slot <= target; slot++) {
      const ring = slot % SLOTS
      let item = this.#heads[ring]!
      while (item !== NONE) {
        due[count++] = item
        this.#slots[item] = NONE
        item = this.#next[item]!
      }
      this.#heads[ring] = NONE
    }
    this.#now = target
    return count
  }
}
