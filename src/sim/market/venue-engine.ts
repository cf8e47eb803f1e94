import type { Random } from '../../market/seeded-random.ts'
import { normal } from '../../market/seeded-random.ts'
import type { Millis } from '../../market/units.ts'
import { MINUTE, SECOND } from '../../market/units.ts'
import { perturbedMix, USUAL_MIX } from './agent-mix.ts'
import { Basis } from './basis.ts'
import { gammaOfFour, streamOf } from './draw.ts'
import { Exchange } from './exchange.ts'
import type { SimulationOptions } from './options.ts'
import type { Past } from './past.ts'
import type { PricePath } from './price-path.ts'
import { publish } from './publish.ts'
import { FUNDING_INTERVAL, Recorder, toTick } from './recorder.ts'
import { Traders } from './traders.ts'
import type { SimulatedLiquidation, VenueRun } from './venue-run.ts'
import type { SimulatedVenue } from './venue.ts'
import { DAY_MINUTES } from './regime.ts'

/** What makers and arbitrage trade in a usual day, over the venue's usual open interest. */
const MAKER_TURNOVER = 0.7
const MILLIS_OF_SECOND = 1000
/** Funding: 0.01 % at balance, more the more the traders lean to one side, at most 0.3 %. */
const USUAL_FUNDING = 1e-4
const FUNDING_PER_IMBALANCE = 1e-3
const LARGEST_FUNDING = 3e-3

/** What the venues of a run share. */
export interface SharedMarket {
  readonly path: PricePath
  readonly past: Past
  /** Length of the run. */
  readonly minutes: number
}

/** One venue of a run: its exchange, its traders and its records, second by second. */
export class VenueEngine {
  readonly exchange: Exchange
  readonly #venue: SimulatedVenue
  readonly #path: PricePath
  readonly #start: Millis
  readonly #basis: Basis
  readonly #traders: Traders
  readonly #recorder: Recorder
  readonly #random: Random
  readonly #all: SimulatedLiquidation[] = []
  readonly #published: SimulatedLiquidation[] = []
  readonly #funding: { time: Millis; rate: number }[] = []
  #second = 0
  /** Index in `#all` of the second's first liquidation. */
  #secondFrom = 0
  #openBefore = 0

  /** @param index place of the venue among those of the run: each has traders of its own */
  constructor(
    venue: SimulatedVenue,
    index: number,
    { path, past, minutes }: SharedMarket,
    options: SimulationOptions,
  ) {
    const { seed, regime, start, agentSeed = 0, leverageShift = 0, perturbed = true } = options
    this.#venue = venue
    this.#path = path
    this.#start = start
    this.#random = streamOf(seed, `${regime} agents`, index, agentSeed)
    this.#basis = new Basis(path, venue.basis, streamOf(seed, `${regime} basis`, index))
    this.exchange = new Exchange(venue, path, this.#basis, minutes, (closing) => {
      const { tickSize } = venue.instrument
      const millis = Math.min(MILLIS_OF_SECOND - 1, this.#all.length - this.#secondFrom)
      const time = start + this.#second * SECOND + millis
      this.#all.push({ ...closing, time, price: toTick(closing.price, tickSize) })
    })
    this.#traders = new Traders({
      exchange: this.exchange,
      path,
      mix: perturbed ? perturbedMix(streamOf(seed, `${regime} mix`, index)) : USUAL_MIX,
      random: this.#random,
      minutes,
      leverageShift,
    })
    this.#traders.populate(past)
    this.#recorder = new Recorder(this.exchange, start, minutes)
  }

  /** Begins a minute of the run, counted from 0, after the path has begun it. */
  beginMinute(minute: number): void {
    const exchange = this.exchange
    this.#second = minute * 60
    exchange.minute = minute
    exchange.volume = exchange.takerBuyVolume = 0
    this.#openBefore = exchange.openInterest
    this.#basis.beginMinute()
    this.#traders.beginMinute(minute)
    const time = this.#start + minute * MINUTE
    if (minute > 0 && time % FUNDING_INTERVAL === 0) this.#payFunding(time)
  }

  /** Follows the path to a second of the run. */
  step(second: number): void {
    this.#second = second
    this.exchange.settle()
    this.#traders.act(second % 60)
    this.#endSecond()
  }

  endMinute(minute: number): void {
    const path = this.#path
    const exchange = this.exchange
    const { last } = this.#basis
    this.#tradeMakers()
    // Whatever closes or opens on both sides was traded at least once.
    const least = Math.abs(exchange.openInterest - this.#openBefore)
    this.#recorder.endMinute(minute, {
      open: last.of(path.open),
      high: last.of(path.high),
      low: last.of(path.low),
      close: exchange.price,
      volume: Math.max(exchange.volume, least),
      takerBuyVolume: exchange.takerBuyVolume,
    })
  }

  result(): VenueRun {
    const { candles, openInterest, truth, stock } = this.#recorder
    const fundingRate = {
      time: Float64Array.from(this.#funding, ({ time }) => time),
      value: Float64Array.from(this.#funding, ({ rate }) => rate),
    }
    const [published, all] = [this.#published, this.#all]
    return { venue: this.#venue, candles, openInterest, fundingRate, published, all, truth, stock }
  }

  #payFunding(time: Millis): void {
    const exchange = this.exchange
    const { longs, shorts } = exchange
    const lean = longs + shorts > 0 ? (longs - shorts) / (longs + shorts) : 0
    const asked = USUAL_FUNDING + FUNDING_PER_IMBALANCE * lean
    const rate = Math.max(-LARGEST_FUNDING, Math.min(LARGEST_FUNDING, asked))
    this.#funding.push({ time, rate })
    exchange.payFunding(rate)
  }

  /** Makers trade more when the price moves, and takers go with the move. */
  #tradeMakers(): void {
    const path = this.#path
    const exchange = this.exchange
    const move = Math.log(path.price / path.open) / (path.deviation * Math.sqrt(60))
    const usual = (MAKER_TURNOVER * this.#venue.openInterestUsd) / DAY_MINUTES / exchange.price
    const random = this.#random
    const coins = usual * path.activity * gammaOfFour(random) * (1 + 3 * Math.abs(move))
    const bought = 0.5 + 0.18 * Math.tanh(move) + 0.05 * normal(random)
    exchange.volume += coins
    exchange.takerBuyVolume += coins * Math.max(0.05, Math.min(0.95, bought))
  }

  #endSecond(): void {
    if (this.#all.length === this.#secondFrom) return
    const second = this.#all.slice(this.#secondFrom)
    this.#published.push(...publish(second, this.#venue.liquidationFeed))
    this.#secondFrom = this.#all.length
  }
}
