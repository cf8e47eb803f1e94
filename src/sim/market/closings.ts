import { doubled } from '../../market/doubled.ts'

/** Positions by the minute of the run at which their traders mean to close them. */
export class Closings {
  readonly #heads: Int32Array
  #next = new Int32Array(1 << 14)
  #position = new Int32Array(1 << 14)
  #generation = new Int32Array(1 << 14)
  #free = -1
  #end = 0

  constructor(minutes: number) {
    this.#heads = new Int32Array(minutes).fill(-1)
  }

  /** Notes a closing. One after the end of the run is left out. */
  add(minute: number, position: number, generation: number): void {
    if (minute >= this.#heads.length) return
    const node = this.#take()
    this.#position[node] = position
    this.#generation[node] = generation
    this.#next[node] = this.#heads[minute]!
    this.#heads[minute] = node
  }

  /** Gives and forgets the closings of a minute, the last noted first. */
  take(minute: number, each: (position: number, generation: number) => void): void {
    let node = this.#heads[minute]!
    this.#heads[minute] = -1
    while (node >= 0) {
      const next = this.#next[node]!
      each(this.#position[node]!, this.#generation[node]!)
      this.#next[node] = this.#free
      this.#free = node
      node = next
    }
  }

  #take(): number {
    if (this.#free >= 0) {
      const node = this.#free
      this.#free = this.#next[node]!
      return node
    }
    if (this.#end === this.#next.length) {
      this.#next = doubled(this.#next)
      this.#position = doubled(this.#position)
      this.#generation = doubled(this.#generation)
    }
    return this.#end++
  }
}
