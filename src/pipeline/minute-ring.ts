import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** One number a minute, for the newest so many minutes that were written. NaN: none. */
export class MinuteRing {
  readonly #minutes: Float64Array
  readonly #values: Float64Array
  #newest = Number.NEGATIVE_INFINITY

  /** @param length minutes that are kept */
  constructor(length: number) {
    this.#minutes = new Float64Array(length).fill(Number.NaN)
    this.#values = new Float64Array(length)
  }

  /** The newest minute that holds a number; -Infinity before the first. */
  get newest(): Millis {
    return this.#newest
  }

  /** Whether a minute is older than all that is kept. */
  isPast(openTime: Millis): boolean {
    return openTime <= this.#newest - this.#minutes.length * MINUTE
  }

  /** @param openTime start of the minute */
  get(openTime: Millis): number | undefined {
    const place = this.#place(openTime)
    const value = this.#values[place]
    const holds = this.#minutes[place] === openTime && !Number.isNaN(value)
    return holds && !this.isPast(openTime) ? value : undefined
  }

  /** Sets a minute; undefined empties it. What is past is left out. */
  set(openTime: Millis, value: number | undefined): void {
    if (this.isPast(openTime)) return
    const place = this.#place(openTime)
    if (value === undefined) {
      // Another minute's number stays.
      if (this.#minutes[place] === openTime) this.#empty(openTime)
      return
    }
    this.#minutes[place] = openTime
    this.#values[place] = value
    this.#newest = Math.max(this.#newest, openTime)
  }

  #empty(openTime: Millis): void {
    this.#values[this.#place(openTime)] = Number.NaN
    if (openTime !== this.#newest) return
    let newest = Number.NEGATIVE_INFINITY
    // What was past does not come back because a newer minute is gone.
    for (const [i, minute] of this.#minutes.entries())
      if (this.isPast(minute)) this.#values[i] = Number.NaN
      else if (minute > newest && !Number.isNaN(this.#values[i])) newest = minute
    this.#newest = newest
  }

  #place(openTime: Millis): number {
    return (openTime / MINUTE) % this.#minutes.length
  }
}
