import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Bar } from '../model/bar.ts'
import type { FinerRows, RealisedUsd } from '../model/calibration.ts'
import { factorOf } from '../model/feed-correction.ts'
import { MinuteRanges } from '../model/feed-minutes.ts'
import type { DayCorrection } from './day-correction.ts'
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
const TOLD_DAYS = 30

/**
 * What was truly liquidated, as far as it can be told from a throttled feed, as bars of a minute go
 * by. What is missing of each minute is told by what is shown of it and how far price went in it.
 */
export class CorrectedFlow implements RealisedFlow {
  readonly hours: RealisedUsd
  readonly finer?: FinerRows
  readonly #flow: ThrottledFlow
  readonly #ranges = new MinuteRanges()
  readonly #missing: readonly Missing[]
  #newest: DayCorrection | undefined
  readonly #days: { readonly day: Millis; shown: number; missing: number }[] = []

  constructor({ hours, finer }: RealisedFlow, throttled: ThrottledFlow) {
    this.#flow = throttled
    const missing = [new Missing(HOUR)]
    this.hours = missing[0]!.addedTo(hours)
    if (finer !== undefined) {
      const finely = new Missing(finer.span)
      missing.push(finely)
      this.finer = { span: finer.span, realised: finely.addedTo(finer.realised) }
    }
    this.#missing = missing
  }

  /** Takes the next bar; does nothing where bars are not of a minute. */
  push({ missing, interval, openTime, open, high, low, close }: Bar): void {
    if (missing || interval !== MINUTE) return
    const range = this.#ranges.push(open, high, low, close)
    const minute = this.#flow.minute(openTime / MINUTE)
    if (minute === undefined) return
    const correction = this.#flow.correctionAt(openTime)
    if (correction === undefined) return
    this.#newest = correction
    const over = factorOf(correction, minute.count, range) - 1
    const [long, short] = minute.usd
    for (const one of this.#missing) one.add(openTime, long * over, short * over)
    const day = this.#day(Math.floor(openTime / DAY))
    day.shown += long + short
    day.missing += (long + short) * over
  }

  /** Undefined where nothing was corrected. */
  get inUse(): CorrectionInUse | undefined {
    if (this.#newest === undefined) return undefined
    const { venues, sameCoin } = this.#newest
    const shown = this.#days.reduce((sum, day) => sum + day.shown, 0)
    const missing = this.#days.reduce((sum, day) => sum + day.missing, 0)
    return { factor: shown > 0 ? 1 + missing / shown : 1, venues, sameCoin }
  }

  #day(day: number) {
    const last = this.#days.at(-1)
    if (last?.day === day) return last
    const fresh = { day, shown: 0, missing: 0 }
    this.#days.push(fresh)
    while (this.#days[0]!.day <= day - TOLD_DAYS) this.#days.shift()
    return fresh
  }
}

/** What is missing of rows, in USD by their ends. */
class Missing {
  readonly #span: Millis
  readonly #rows = new Map<Millis, [number, number]>()

  constructor(span: Millis) {
    this.#span = span
  }

  add(time: Millis, long: number, short: number): void {
    const end = (Math.floor(time / this.#span) + 1) * this.#span
    const row = this.#rows.get(end) ?? [0, 0]
    this.#rows.set(end, row)
    row[0] += long
    row[1] += short
  }

  addedTo(shown: RealisedUsd): RealisedUsd {
    return (time, side) => shown(time, side) + (this.#rows.get(time)?.[side] ?? 0)
  }
}
