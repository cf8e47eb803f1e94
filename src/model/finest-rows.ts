import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { FitRows } from './fit-rows.ts'
import type { RealisedRow } from './fit-rows.ts'

/** For so long rows stay finer than hours: what they tell of shape is told, and each fit reads all. */
const FINER_FOR: Millis = 5 * DAY

/** A row to which more is added within its hour. */
interface QuietRow {
  readonly hour: number
  /** What stands for it in the rows. */
  readonly pushed: number
}

/**
 * Chooses what weights are learnt from: hours, or the finer rows in their place, so that nothing
 * teaches twice. The finer rows of an hour are taken before the hour itself.
 */
export class FinestRows {
  readonly rows = new FitRows()
  /** By side, the row that the quiet spans of an hour are added to. */
  readonly #quiet: [QuietRow | undefined, QuietRow | undefined] = [undefined, undefined]
  /** By side, the last hour, by its end, of which something is known in the finer spans. */
  readonly #finelyKnown: [number, number] = [Number.NaN, Number.NaN]

  /** Takes an hour of one side; it teaches where nothing of it is known more finely. */
  takeHour(hour: RealisedRow): void {
    const { side, time } = hour.row
    if (this.#finelyKnown[side] !== time / HOUR) this.rows.push(hour)
  }

  /** Takes a row of one side that is shorter than an hour. */
  takeFiner(finer: RealisedRow): void {
    const { time, side, components } = finer.row
    const hour = Math.ceil(time / HOUR)
    this.#finelyKnown[side] = hour
    // Most spans sweep nothing but the background: one row an hour says as much of it as twelve.
    const isQuiet = components.length === 1
    const quiet = this.#quiet[side]
    if (isQuiet && quiet?.hour === hour) return this.rows.addTo(quiet.pushed, finer)
    const pushed = this.rows.push(finer)
    if (isQuiet) this.#quiet[side] = { hour, pushed }
  }

  /** Lets go of rows older than a window, and joins those that have been fine for long enough. */
  age(now: Millis, window: Millis): void {
    this.rows.forget(now - window)
    this.rows.coarsen(Math.floor((now - FINER_FOR) / HOUR) * HOUR)
  }
}
