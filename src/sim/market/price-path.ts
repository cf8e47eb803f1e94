import type { Random } from '../../market/seeded-random.ts'
import { normal } from '../../market/seeded-random.ts'
import type { Millis } from '../../market/units.ts'
import { MINUTE } from '../../market/units.ts'
import { streamOf } from './draw.ts'
import type { Regime, Shock } from './regime.ts'
import {
  DAY_MINUTES,
  dailyTrend,
  dailyVolatility,
  shockActivity,
  shockDrift,
  shocksOf,
} from './regime.ts'
import { activitySeason, volatilitySeason } from './season.ts'

/** A market's way, so that other traders can be put on it: every array begins with the run. */
export interface RecordedPath {
  /** ln(price / START_PRICE) at the end of each second. */
  readonly logPrice: Float32Array
  /** Activity of each minute: 1 as usual, 2 twice as many openings. */
  readonly activity: Float32Array
  /** ln(volatility / usual volatility) of each minute, without season. */
  readonly logVolatility: Float32Array
  /** How deep all books are at the end of each minute, over what is usual. */
  readonly depth: Float32Array
}

/** Price at which every run starts. */
export const START_PRICE = 60_000

export interface PathOptions {
  readonly seed: number
  readonly days: number
  readonly regime: Regime
  readonly start: Millis
  readonly path?: RecordedPath
  /** USD of all venues' books that move the price by 1 % when volatility is as usual. */
  readonly depthUsd: number
}

const DAY_SECONDS = 86_400
/** ln(volatility) returns to the usual by half in 8 hours, with a standard deviation of 0.45. */
const CALMING = Math.LN2 / 480
const VOLATILITY_SPREAD = 0.45
/** A range pulls by half back to where it began in 2 days. */
const RANGE_PULL = Math.LN2 / (2 * DAY_SECONDS)
/** Jumps of 0.35 % come three times a day. */
const JUMP_CHANCE = 3 / DAY_MINUTES
const JUMP_SPREAD = 0.0035
/** Impact of a forced order: at most 0.15 %, of which 70 % decays by half in 20 minutes. */
const LARGEST_IMPACT = 0.0015
const LASTING_IMPACT = 0.3
const IMPACT_DECAY = Math.LN2 / 1200
/** Where impact that will pass has carried the price so far, others have doubled the book's depth. */
const BARGAIN = 0.05
/** Momentum is measured against a mean of about 12 hours. */
const MOMENTUM_MINUTES = 720

/**
 * The price that all venues share, in steps of a second: volatility that wanders, seasons, jumps,
 * the regime's drift, and what forced orders push. On a recorded path it only follows.
 */
export class PricePath {
  readonly record: RecordedPath
  /** ln(price / START_PRICE) now. */
  logPrice = 0
  price = START_PRICE
  /** Of the minute so far. */
  open = START_PRICE
  high = START_PRICE
  low = START_PRICE
  activity = 1
  logVolatility = 0
  /** Standard deviation of this second's move. */
  deviation = 0
  /** How far the price is from its mean of the last hours, in units of a usual move. */
  momentum = 0

  readonly #options: PathOptions
  readonly #random: Random
  readonly #shocks: readonly Shock[]
  readonly #volatility: number
  #news = 0
  #lasting = 0
  #passing = 0
  #mean = 0
  #drift: number
  #driftUntil = 0
  #secondDrift = 0
  #jumpSecond = -1
  #jump = 0

  /** @throws RangeError where a recorded path is shorter than the minutes of the run */
  constructor(options: PathOptions, minutes: number) {
    const { seed, days, regime, path } = options
    this.#options = options
    this.#random = streamOf(seed, regime)
    this.#volatility = dailyVolatility(regime)
    this.#drift = dailyTrend(regime, seed)
    this.#shocks = shocksOf(regime, days, this.#random)
    if (path !== undefined && path.activity.length < minutes)
      throw new RangeError(`the path has ${path.activity.length} minutes, the run ${minutes}`)
    this.record = path ?? {
      logPrice: new Float32Array(minutes * 60),
      activity: new Float32Array(minutes),
      logVolatility: new Float32Array(minutes),
      depth: new Float32Array(minutes).fill(1),
    }
  }

  /** Begins a minute of the run, counted from 0. */
  beginMinute(minute: number): void {
    const { regime, start, path } = this.#options
    const time = start + minute * MINUTE
    if (path === undefined) this.#drawMinute(minute, time)
    else {
      this.activity = path.activity[minute]!
      this.logVolatility = path.logVolatility[minute]!
    }
    this.deviation =
      (this.#volatility * Math.exp(this.logVolatility - 0.1) * volatilitySeason(time)) /
      Math.sqrt(DAY_SECONDS)
    if (regime === 'mixed' && path === undefined && minute >= this.#driftUntil) {
      this.#driftUntil = minute + DAY_MINUTES * (2 + 5 * this.#random())
      this.#drift = 0.018 * normal(this.#random)
    }
    this.#secondDrift = this.#drift / DAY_SECONDS + shockDrift(this.#shocks, minute) / 60
    this.momentum = (this.logPrice - this.#mean) / (0.4 * this.#volatility)
    this.#mean += (this.logPrice - this.#mean) / MOMENTUM_MINUTES
    this.open = this.high = this.low = this.price
  }

  /** Moves by a second of the run, counted from 0. */
  step(second: number): void {
    if (this.#options.path !== undefined) {
      this.#moveTo(this.record.logPrice[second]!)
      return
    }
    this.#passing *= 1 - IMPACT_DECAY
    const pull = this.#options.regime === 'range' ? -this.#news * RANGE_PULL : 0
    const jump = second % 60 === this.#jumpSecond ? this.#jump : 0
    this.#news += this.deviation * normal(this.#random) + this.#secondDrift + pull + jump
    this.#moveTo(this.#news + this.#lasting + this.#passing)
  }

  /** Ends the second: what the orders made of the price is recorded. */
  endStep(second: number): void {
    if (this.#options.path !== undefined) return
    this.record.logPrice[second] = this.logPrice
    if (second % 60 === 59) this.record.depth[(second - 59) / 60] = this.#depth(1)
  }

  /** A forced order of so many USD walks the book, up with direction 1, down with −1. */
  push(direction: 1 | -1, usd: number): void {
    if (this.#options.path !== undefined) return
    const depth = this.#depth(this.#options.depthUsd)
    const move = direction * Math.min((0.01 * usd) / depth, LARGEST_IMPACT)
    this.#lasting += LASTING_IMPACT * move
    this.#passing += (1 - LASTING_IMPACT) * move
    this.#moveTo(this.#news + this.#lasting + this.#passing)
  }

  /** Less than usual when volatility is high, more where others find a bargain. */
  #depth(usual: number): number {
    const bargain = 1 + (this.#passing / BARGAIN) ** 2
    return usual * Math.exp(-0.5 * this.logVolatility) * bargain
  }

  #drawMinute(minute: number, time: Millis): void {
    const random = this.#random
    this.logVolatility +=
      -this.logVolatility * CALMING + VOLATILITY_SPREAD * Math.sqrt(2 * CALMING) * normal(random)
    this.activity =
      Math.exp(0.8 * this.logVolatility + 0.3 * normal(random)) *
      activitySeason(time) *
      shockActivity(this.#shocks, minute)
    this.#jump = random() < JUMP_CHANCE ? JUMP_SPREAD * normal(random) : 0
    this.#jumpSecond = Math.floor(random() * 60)
    this.record.activity[minute] = this.activity
    this.record.logVolatility[minute] = this.logVolatility
  }

  #moveTo(logPrice: number): void {
    this.logPrice = logPrice
    this.price = START_PRICE * Math.exp(logPrice)
    if (this.price > this.high) this.high = this.price
    if (this.price < this.low) this.low = this.price
  }
}
