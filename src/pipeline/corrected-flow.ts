import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Bar } from '../model/bar.ts'
import type { FinerRows, RealisedUsd } from '../model/realised-usd.ts'
import { factorOf } from '../model/feed-correction.ts'
import { MinuteRanges } from '../model/feed-minutes.ts'
import type { SideIndex } from '../model/side.ts'
import { LONG, SHORT } from '../model/side.ts'
import type { RealisedFlow, ThrottledFlow } from './realised-flow.ts'

/** By how much a throttled feed was corrected over the last days. */
export interface CorrectionInUse {
  /** Corrected ÷ shown. */
  readonly factor: number
  /** By whose full feeds it was learnt, and whether of the same coin. */
  readonly venues: readonly string[]
  readonly sameCoin: boolean
}

/** Days over which the mean factor is told: as many as weights are learnt from. */
const TOLD: Millis = 30 * DAY

/**
 * What was truly liquidated, as far as it can be told from a throttled feed: what is missing of a
 * minute is told by what is shown of it and how far price went in it. Each row is to be asked for
 * once its bars, of a minute each, have been taken: what comes late in it is then there as well.
 */
export class CorrectedFlow implements RealisedFlow {
  readonly hours: RealisedUsd
  readonly finer?: FinerRows
  readonly #flow: ThrottledFlow
  readonly #ranges = new MinuteRanges()
  /** How far price went in each minute since the first. */
  readonly #range: number[] = []
  #first = Number.NaN

  constructor({ hours, finer }: RealisedFlow, throttled: ThrottledFlow) {
    this.#flow = throttled
    this.hours = this.#corrected(hours, HOUR)
    if (finer !== undefined) {
      const { span, realised } = finer
      this.finer = { span, realised: this.#corrected(realised, span) }
    }
  }

  /** Takes the next bar; where bars are not of a minute nothing is corrected. */
  push({ missing, interval, openTime, open, high, low, close }: Bar): void {
    if (interval !== MINUTE) return
    if (this.#range.length === 0) this.#first = openTime / MINUTE
    this.#range.push(missing ? 0 : this.#ranges.push(open, high, low, close))
  }

  /** Undefined where nothing was corrected. */
  get inUse(): CorrectionInUse | undefined {
    const to = (this.#first + this.#range.length) * MINUTE
    const correction = this.#flow.correctionAt(to - MINUTE)
    if (correction === undefined) return undefined
    let [shown, missing] = [0, 0]
    for (let minute = (to - TOLD) / MINUTE; minute < to / MINUTE; minute++) {
      const [long, short] = this.#flow.minute(minute)?.usd ?? [0, 0]
      shown += long + short
      missing += this.#missing(minute, LONG) + this.#missing(minute, SHORT)
    }
    const { venues, sameCoin } = correction
    return { factor: shown > 0 ? 1 + missing / shown : 1, venues, sameCoin }
  }

  #corrected(shown: RealisedUsd, span: Millis): RealisedUsd {
    return (time, side) => {
      let usd = shown(time, side)
      for (let at = time - span; at < time; at += MINUTE) usd += this.#missing(at / MINUTE, side)
      return usd
    }
  }

  /** What is missing of a minute, in USD. */
  #missing(minute: number, side: SideIndex): number {
    const range = this.#range[minute - this.#first]
    const shown = range === undefined ? undefined : this.#flow.minute(minute)
    const correction = shown && this.#flow.correctionAt(minute * MINUTE)
    if (range === undefined || shown === undefined || correction === undefined) return 0
    return shown.usd[side] * (factorOf(correction, shown.count, range) - 1)
  }
}
