import type { LiquidationDistance } from './component.ts'
import { ditherWidths } from './component.ts'

/** Golden ratio − 1: its multiples fill the unit interval evenly from the first one on. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * Places openings on the bin axis for each side and group of distances. Group 0 enters where it was
 * traded; the others are shifted by a part of the width of their bands that is another for each
 * opening, which comes to the same as spreading every opening over the band, at the price of one.
 */
export class Dither {
  readonly #widths: readonly [Float64Array, Float64Array]
  /** Groups, and entry bins per opening: those of longs, then those of shorts. */
  readonly groups: number
  readonly binsPerOpening: number
  /** Openings placed so far. */
  openings = 0

  constructor(distances: readonly LiquidationDistance[]) {
    this.#widths = ditherWidths(distances)
    this.groups = this.#widths[0].length
    this.binsPerOpening = 2 * this.groups
  }

  /** Writes the entry bins of the next opening, at a position on the bin axis, into `out` from `at` on. */
  place(position: number, out: Int32Array, at: number): void {
    const part = ((++this.openings * GOLDEN) % 1) - 0.5
    for (let side = 0, i = at; side < 2; side++)
      for (let group = 0; group < this.groups; group++, i++)
        out[i] = Math.floor(position + part * this.#widths[side as 0 | 1][group]!)
  }

  /** The farthest that an entry bin can lie from where it was traded. */
  get reach(): number {
    return Math.ceil(Math.max(...this.#widths[0], ...this.#widths[1]) / 2)
  }
}
