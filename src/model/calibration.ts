import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Bar } from './bar.ts'
import { EXPERTS } from './calibration-experts.ts'
import type { Expert } from './calibration-experts.ts'
import { ExpertPanel } from './expert-panel.ts'
import { ExposureRecorder, weighted } from './exposure.ts'
import type { ExposureRow, Swept } from './exposure.ts'
import { checkFeed } from './feed-check.ts'
import type { FeedCheck } from './feed-check.ts'
import { DEFAULT_BAND, learnBand } from './level-band.ts'
import type { AnsweredRow, LevelBand } from './level-band.ts'
import type { KnownWeights } from './model-spec.ts'
import type { SideIndex } from './side.ts'
import { FitRows } from './fit-rows.ts'
import type { RealisedRow } from './fit-rows.ts'

/** Weights as they were learnt at a moment, with what they rest on. */
export interface CalibratedWeights extends KnownWeights {
  /** Weight of the background: notional opened and liquidated within a bar. */
  readonly background: number
  /** The expert that counts most by its past hours; before any `others`, or `prior`. */
  readonly expert: string
  readonly feed: FeedCheck
  /** How far the dollars of a map by these weights may be off, as known then. */
  readonly band: LevelBand
  /** Hours of one side, and what was realised in them, that the weights were learnt from. */
  readonly rows: number
  readonly realisedUsd: number
}

/** What was liquidated of a side in the hour that ends at `time`, in USD; NaN where it is not known. */
export type RealisedUsd = (time: Millis, side: SideIndex) => number

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

/** What was liquidated of a side in each span that ends at a time. */
export interface FinerRows {
  readonly span: Millis
  readonly realised: RealisedUsd
}

/** A row to which more is added within its hour. */
interface QuietRow {
  readonly hour: number
  /** What stands for it in the rows. */
  readonly pushed: number
}

/** Prior weight of the background. */
export const BACKGROUND = 0.002

/** For so long rows stay finer than hours: what they tell of shape is told, and each fit reads all. */
const FINER_FOR: Millis = 10 * DAY

const BAND_EVERY: Millis = 7 * DAY
const LONGEST_WINDOW = (experts: readonly Expert[]): Millis =>
  Math.max(...experts.map(({ window }) => window))

/** An hour's realised notional counts up to this share of open interest: more is taken for an error. */
const MOST_REALISED = 0.1

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
  readonly #window: Millis
  #rows: RealisedRow[] = []
  /** Hours that learnt weights had answered for before they came. */
  #answered: (AnsweredRow & { readonly time: Millis })[] = []
  /** Rows that weights are learnt from: hours, or finer ones in their place. */
  readonly #learntFrom = new FitRows()
  /** By side, the row that the quiet spans of an hour are added to. */
  readonly #quiet: [QuietRow | undefined, QuietRow | undefined] = [undefined, undefined]
  /** By side, the last hour, by its end, of which something is known in the finer spans. */
  readonly #finelyKnown: [number, number] = [Number.NaN, Number.NaN]
  #nextFit = Number.NEGATIVE_INFINITY
  /** Whether hours have come since the last fit. */
  #isNews = false
  /** The weights that were learnt last, with the background. */
  #inForce: Readonly<Float64Array>
  #band = { since: 0, band: DEFAULT_BAND }
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
    this.#window = LONGEST_WINDOW(experts)
    this.known = [this.#calibrated(0, this.#prior, 'prior', 'too-little')]
  }

  /**
   * Takes a bar that the model has just taken.
   * @param usdPerUnit notional of one unit of quantity at the bar's close
   */
  push(bar: Bar, swept: Swept, usdPerUnit: number): void {
    for (const row of this.#finer?.recorder.push(bar, swept, usdPerUnit) ?? []) this.#takeFiner(row)
    for (const row of this.#recorder.push(bar, swept, usdPerUnit)) this.#takeHour(row)
    if (bar.openTime >= this.#nextFit) this.#fit(bar.openTime)
  }

  #takeHour(row: ExposureRow): void {
    const realised = this.#realisedRow(row, this.#realised)
    if (realised === undefined) return
    this.#isNews = true
    this.#answer(realised)
    this.#panel.compare(realised)
    this.#rows.push(realised)
    // An hour of which nothing is known more finely teaches as it is.
    if (this.#finer === undefined || this.#finelyKnown[row.side] !== row.time / HOUR)
      this.#learntFrom.push(realised)
  }

  #takeFiner(row: ExposureRow): void {
    const realised = this.#finer && this.#realisedRow(row, this.#finer.realised)
    if (realised === undefined) return
    const { time, side, components } = row
    const hour = Math.ceil(time / HOUR)
    this.#finelyKnown[side] = hour
    // Most spans sweep nothing but the background: one row an hour says as much of it as twelve.
    const isQuiet = components.length === 1
    const quiet = this.#quiet[side]
    if (isQuiet && quiet?.hour === hour) return this.#learntFrom.addTo(quiet.pushed, realised)
    const pushed = this.#learntFrom.push(realised)
    if (isQuiet) this.#quiet[side] = { hour, pushed }
  }

  /** Lets the weights in force answer for the hour before they learn from it. */
  #answer({ row, realisedUsd }: RealisedRow): void {
    if (this.known.at(-1)!.feed !== 'sound') return
    const expectedUsd = weighted(row, this.#inForce)
    this.#answered.push({ time: row.time, expectedUsd, realisedUsd, stretch: row.stretch })
  }

  #fit(now: Millis): void {
    this.#nextFit = (Math.floor(now / DAY) + 1) * DAY
    const others = this.#others(now)
    const last = this.known.at(-1)!
    // Where nothing more is known, what was learnt stands.
    if (!this.#isNews) return this.#hasLearnt ? undefined : this.#borrow(now, others, last.feed)
    this.#isNews = false
    const isRecent = ({ row }: RealisedRow) => row.time > now - this.#window
    this.#rows = this.#rows.filter(isRecent)
    this.#learntFrom.forget(now - this.#window)
    this.#learntFrom.coarsen(Math.floor((now - FINER_FOR) / HOUR) * HOUR)
    this.#answered = this.#answered.filter(({ time }) => time > now - this.#window)
    const feed = checkFeed(this.#rows, ({ priorUsd }) => priorUsd)
    if (feed === 'silent') {
      // What was learnt before stands; the silence teaches nothing.
      if (last.feed !== feed) this.known.push({ ...last, since: now, feed })
      return
    }
    this.#hasLearnt = feed === 'sound'
    if (feed !== 'sound') return this.#borrow(now, others, feed)
    const { openInterestUsd } = this.#rows.at(-1)!.row
    this.#panel.learn(this.#learntFrom, now, openInterestUsd, others)
    const { weights, leading } = this.#panel
    this.#inForce = weights
    this.known.push(this.#calibrated(now, weights, leading.id, feed, this.#bandAt(now)))
  }

  /** Learnt anew once a week: it is of a month, and costs more than the weights. */
  #bandAt(now: Millis): LevelBand {
    const { since, band } = this.#band
    if (band.isLearnt && now < since + BAND_EVERY) return band
    this.#band = { since: now, band: learnBand(this.#answered) }
    return this.#band.band
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
    band: LevelBand = DEFAULT_BAND,
  ): CalibratedWeights {
    const { background } = this.#recorder
    return {
      since,
      weights: weights.slice(0, background),
      background: weights[background]!,
      expert,
      feed,
      band,
      rows: this.#rows.length,
      realisedUsd: this.#rows.reduce((sum, { realisedUsd }) => sum + realisedUsd, 0),
    }
  }

  /** A row with what was liquidated in it; undefined where that is not known. */
  #realisedRow(row: ExposureRow, realised: RealisedUsd) {
    const told = realised(row.time, row.side)
    if (Number.isNaN(told)) return undefined
    const realisedUsd = Math.min(Math.max(0, told), MOST_REALISED * row.openInterestUsd)
    return { row, realisedUsd, priorUsd: weighted(row, this.#prior) }
  }
}
