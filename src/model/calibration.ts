import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { AnsweredHours } from './answered-hours.ts'
import type { Bar } from './bar.ts'
import { BACKGROUND } from './calibrated-weights.ts'
import type { CalibratedWeights } from './calibrated-weights.ts'
import { EXPERTS } from './calibration-experts.ts'
import type { Expert } from './calibration-experts.ts'
import { ExpertPanel } from './expert-panel.ts'
import { ExposureRecorder } from './exposure.ts'
import type { ExposureRow, Swept } from './exposure.ts'
import { checkFeed } from './feed-check.ts'
import type { FeedCheck } from './feed-check.ts'
import { FinestRows } from './finest-rows.ts'
import type { RealisedRow } from './fit-rows.ts'
import { DEFAULT_BAND } from './level-band.ts'
import { realisedRow } from './realised-usd.ts'
import type { FinerRows, RealisedUsd } from './realised-usd.ts'

export interface CalibrationOptions {
  readonly experts?: readonly Expert[]
  /** Prior weight of the background. */
  readonly background?: number
  /**
   * Shorter rows than hours to learn from, where it is known so finely what was liquidated: within
   * the hour distances are swept one after the other. Hours still choose among the experts, and
   * teach where nothing is known more finely.
   */
  readonly finer?: FinerRows
  readonly others?: WeightsOfOthers
}

/**
 * Weights of all components and, last, of the background as other instruments had taught them by a
 * time, from what came before it; undefined where none had learnt anything.
 */
export type WeightsOfOthers = (now: Millis) => Readonly<Float64Array> | undefined

/**
 * Learns a model's flow weights from realised liquidations, once a day, from the past alone. Bars go
 * in as the model takes them; `known` grows, and is what the model takes its weights from.
 */
export class Calibrator {
  /** Oldest first; the first are the prior's. Grows at the end. */
  readonly known: CalibratedWeights[]
  readonly #realised: RealisedUsd
  readonly #recorder: ExposureRecorder
  readonly #finer: (FinerRows & { readonly recorder: ExposureRecorder }) | undefined
  readonly #prior: Float64Array
  readonly #panel: ExpertPanel
  readonly #others: WeightsOfOthers
  /** The longest that an expert looks back. */
  readonly #window: Millis
  /** What the feed is judged by. */
  #hours: RealisedRow[] = []
  readonly #answered = new AnsweredHours()
  readonly #learntFrom = new FinestRows()
  #nextFit = Number.NEGATIVE_INFINITY
  /** Whether hours have come since the last fit. */
  #isNews = false
  /** The weights that were learnt last, with the background. */
  #inForce: Readonly<Float64Array>
  /** Whether the weights in force are this instrument's own. */
  #hasLearnt = false

  /** @param prior flow weights, distances × lifetimes */
  constructor(
    prior: Readonly<Float64Array>,
    realised: RealisedUsd,
    {
      experts = EXPERTS,
      background = BACKGROUND,
      finer,
      others = () => undefined,
    }: CalibrationOptions = {},
  ) {
    this.#realised = realised
    this.#recorder = new ExposureRecorder(prior.length)
    this.#finer = finer && { ...finer, recorder: new ExposureRecorder(prior.length, finer.span) }
    this.#prior = Float64Array.of(...prior, background)
    this.#inForce = this.#prior
    this.#panel = new ExpertPanel(experts, this.#prior)
    this.#others = others
    this.#window = Math.max(...experts.map(({ window }) => window))
    this.known = [this.#calibrated(0, this.#prior, 'prior', 'too-little')]
  }

  /**
   * Takes a bar that the model has just taken.
   * @param usdPerUnit notional of one unit of quantity at the bar's close
   */
  push(bar: Bar, swept: Swept, usdPerUnit: number): void {
    for (const row of this.#hoursBefore(bar, swept, usdPerUnit)) this.#takeHour(row)
    if (bar.openTime >= this.#nextFit) this.#fit(bar.openTime)
  }

  /** Takes the finer rows that ended, and returns the hours. */
  #hoursBefore(bar: Bar, swept: Swept, usdPerUnit: number): readonly ExposureRow[] {
    const finer = this.#finer
    if (finer === undefined) return this.#recorder.push(bar, swept, usdPerUnit)
    const ended = finer.recorder.push(bar, swept, usdPerUnit)
    for (const row of ended) this.#takeFiner(row, finer)
    return this.#recorder.pushJoined(bar, ended, usdPerUnit)
  }

  #takeHour(row: ExposureRow): void {
    const hour = realisedRow(row, this.#realised, this.#prior)
    if (hour === undefined) return
    this.#isNews = true
    if (this.known.at(-1)!.feed === 'sound') this.#answered.answer(hour, this.#inForce)
    this.#panel.compare(hour)
    this.#hours.push(hour)
    this.#learntFrom.takeHour(hour)
  }

  #takeFiner(row: ExposureRow, { realised }: FinerRows): void {
    const finer = realisedRow(row, realised, this.#prior)
    if (finer !== undefined) this.#learntFrom.takeFiner(finer)
  }

  #fit(now: Millis): void {
    this.#nextFit = (Math.floor(now / DAY) + 1) * DAY
    const others = this.#others(now)
    const last = this.known.at(-1)!
    // Where nothing more is known, what was learnt stands.
    if (!this.#isNews) return this.#hasLearnt ? undefined : this.#borrow(now, others, last.feed)
    this.#isNews = false
    this.#forgetHours(now - this.#window)
    this.#learntFrom.age(now, this.#window)
    this.#answered.forget(now - this.#window)
    const feed = checkFeed(this.#hours)
    if (feed === 'silent' && this.#hasLearnt) {
      // What was learnt before stands; the silence teaches nothing.
      if (last.feed !== feed) this.known.push({ ...last, since: now, feed })
      return
    }
    this.#hasLearnt = feed === 'sound'
    if (feed !== 'sound') return this.#borrow(now, others, feed)
    const { openInterestUsd } = this.#hours.at(-1)!.row
    this.#panel.learn(this.#learntFrom.rows, now, openInterestUsd, others)
    const { weights, leading } = this.#panel
    this.#inForce = weights
    this.known.push(this.#calibrated(now, weights, leading.id, feed, this.#answered.bandAt(now)))
  }

  /** Lets go of the hours that end at or before a time: they come in their order. */
  #forgetHours(until: Millis): void {
    const kept = this.#hours.findIndex(({ row }) => row.time > until)
    this.#hours.splice(0, kept < 0 ? this.#hours.length : kept)
  }

  /** Takes what others have learnt, or the prior, while this instrument has taught nothing. */
  #borrow(now: Millis, others: Readonly<Float64Array> | undefined, feed: FeedCheck): void {
    if (others !== undefined) this.known.push(this.#calibrated(now, others, 'others', feed))
    else if (this.known.at(-1)!.feed !== feed)
      this.known.push(this.#calibrated(now, this.#prior, 'prior', feed))
  }

  #calibrated(
    since: Millis,
    weights: Readonly<Float64Array>,
    expert: string,
    feed: FeedCheck,
    band = DEFAULT_BAND,
  ): CalibratedWeights {
    const { background } = this.#recorder
    return {
      since,
      weights: weights.slice(0, background),
      background: weights[background]!,
      expert,
      feed,
      band,
      rows: this.#hours.length,
      realisedUsd: this.#hours.reduce((sum, { realisedUsd }) => sum + realisedUsd, 0),
    }
  }
}
