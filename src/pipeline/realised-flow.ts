import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { FinerRows, RealisedUsd } from '../model/realised-usd.ts'
import type { KeptPrint } from '../model/throttled-feed.ts'
import type { FeedMinute, FeedMinutes } from '../model/feed-minutes.ts'
import { LONG } from '../model/side.ts'
import type { DayCorrection } from './day-correction.ts'
import { rowsOfMinutes } from './realised-rows.ts'
import type { KnownTime, RealisedRows } from './realised-rows.ts'

/** What was liquidated, as far as it is known: what a model learns its weights from. */
export interface RealisedFlow {
  readonly hours: RealisedUsd
  /** The same of shorter spans, where it is known. */
  readonly finer?: FinerRows
  /** Of a venue that may publish one liquidation a second. */
  readonly throttled?: ThrottledFlow
}

/** What a throttled feed shows of minutes, and by what that is corrected. */
export interface ThrottledFlow {
  /** Which print of each second it shows; undefined where it shows all. */
  readonly kept: () => KeptPrint | undefined
  /** By minutes since 1970. */
  readonly minute: (minute: number) => FeedMinute | undefined
  /** In force at a time; undefined where there is no full feed that it could be learnt from. */
  readonly correctionAt: (time: Millis) => DayCorrection | undefined
}

/** Rows from which weights are learnt, where it is known so finely what was liquidated. */
export const FINER_SPAN: Millis = 5 * MINUTE

/** What is known of the liquidations of some time. */
export interface Realised {
  readonly hours: RealisedRows
  /** Rows of FINER_SPAN. */
  readonly finer: RealisedRows
  readonly throttled: ThrottledMinutes | undefined
}

/** What a throttled feed shows. */
export interface ThrottledMinutes {
  /** Which print of each second, at the end of the time. */
  readonly kept: KeptPrint
  /** The minutes that rows are made of. */
  readonly minutes: FeedMinutes
  /** By the UTC day on which each is in force. */
  readonly corrections: Corrections
}

export type Corrections = ReadonlyMap<Millis, DayCorrection>

/** What is known, and more as time goes on: of what is told twice the newer holds. */
export class GrowingRealised implements Realised {
  readonly hours = new Map<Millis, readonly [long: number, short: number]>()
  readonly finer = new Map<Millis, readonly [long: number, short: number]>()
  readonly #minutes = new Map<number, FeedMinute>()
  readonly #corrections = new Map<Millis, DayCorrection>()
  #kept: KeptPrint | undefined

  constructor(...parts: readonly Realised[]) {
    for (const part of parts) this.add(part)
  }

  get throttled(): ThrottledMinutes | undefined {
    if (this.#kept === undefined) return undefined
    return { kept: this.#kept, minutes: this.#minutes, corrections: this.#corrections }
  }

  add({ hours, finer, throttled }: Realised): void {
    for (const [end, usd] of hours) this.hours.set(end, usd)
    for (const [end, usd] of finer) this.finer.set(end, usd)
    if (throttled === undefined) return
    this.#kept = throttled.kept
    for (const [minute, shown] of throttled.minutes) this.#minutes.set(minute, shown)
    for (const [day, correction] of throttled.corrections) this.#corrections.set(day, correction)
  }

  /** As a model asks for it; tells what is added later, too. */
  get flow(): RealisedFlow {
    return {
      hours: told(this.hours),
      finer: { span: FINER_SPAN, realised: told(this.finer) },
      throttled: {
        kept: () => this.#kept,
        minute: (minute) => this.#minutes.get(minute),
        correctionAt: (time) => this.#corrections.get(Math.floor(time / DAY) * DAY),
      },
    }
  }
}

const told =
  (rows: RealisedRows): RealisedUsd =>
  (time, side) =>
    rows.get(time)?.[side === LONG ? 0 : 1] ?? Number.NaN

/**
 * What single liquidations tell, with what is needed to correct them where they are one a second.
 * @param kept which of each second is shown, where not all are
 */
export function realisedOf(
  minutes: FeedMinutes,
  known: KnownTime,
  kept: KeptPrint | undefined,
  corrections: Corrections,
): Realised {
  const finer = rowsOfMinutes(minutes, FINER_SPAN, known)
  return {
    hours: rowsOfMinutes(minutes, HOUR, known),
    finer,
    throttled: kept && {
      kept,
      minutes: new Map([...minutes].filter(([minute]) => finer.has(endOf(minute)))),
      corrections,
    },
  }
}

/** End of the row that a minute lies in. */
const endOf = (minute: number): Millis =>
  (Math.floor((minute * MINUTE) / FINER_SPAN) + 1) * FINER_SPAN
