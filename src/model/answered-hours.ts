import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { weighted } from './exposure.ts'
import type { RealisedRow } from './fit-rows.ts'
import { DEFAULT_BAND, learnBand } from './level-band.ts'
import type { AnsweredRow, LevelBand } from './level-band.ts'

const BAND_EVERY: Millis = 7 * DAY

/** Hours that learnt weights had answered for before they came, and the band that these tell. */
export class AnsweredHours {
  #hours: (AnsweredRow & { readonly time: Millis })[] = []
  #since: Millis = 0
  #band = DEFAULT_BAND

  /** Lets weights answer for an hour that they have not learnt from. */
  answer({ row, realisedUsd }: RealisedRow, weights: Readonly<Float64Array>): void {
    const expectedUsd = weighted(row, weights)
    this.#hours.push({ time: row.time, expectedUsd, realisedUsd, stretch: row.stretch })
  }

  /** Lets go of the hours that end at or before a time. */
  forget(until: Millis): void {
    this.#hours = this.#hours.filter(({ time }) => time > until)
  }

  /** Learnt anew once a week: it is of a month, and costs more than the weights. */
  bandAt(now: Millis): LevelBand {
    if (this.#band.isLearnt && now < this.#since + BAND_EVERY) return this.#band
    this.#since = now
    this.#band = learnBand(this.#hours)
    return this.#band
  }
}
