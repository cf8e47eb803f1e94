import type { FundingColumns } from '../market/funding-columns.ts'
import type { Millis } from '../market/units.ts'
import { hourAt, hourFacts } from '../signals/hour-facts.ts'
import type { HourFacts } from '../signals/hour-facts.ts'
import type { MarketFacts } from '../signals/market-facts.ts'
import type { MarketReading } from '../signals/market-reading.ts'
import { SignalRun } from '../signals/signal-run.ts'
import type { MoveOf, SignalState } from '../signals/signal-state.ts'
import { HourRoll } from './hour-roll.ts'
import type { HourSource } from './hour-roll.ts'
import type { KnownBand } from './level-ranges.ts'
import type { MapDensity } from './map-density.ts'

/** A map that can be read at a time. */
export interface ReadMap {
  readonly from: Millis
  readonly to: Millis
  density(time: Millis, share: number, zoom?: number): MapDensity | undefined
}

/** What is read beside the map. */
export interface SignalSource extends HourSource {
  readonly funding?: FundingColumns | undefined
}

export interface ReadingTimes {
  /** Time between readings; they lie on its whole multiples. */
  readonly every: Millis
  /** Readings in (from, to]; the map's own where not said. */
  readonly from?: Millis
  readonly to?: Millis
  readonly zoom?: number
}

/** A reading that tells what its band rests on. */
export interface MapReading extends MarketReading {
  readonly band: KnownBand
}

/** A map is read so far around the price, as a share of it: clusters lie within, their flanks too. */
export const READ_WITHIN = 0.2

/**
 * Reads a map and its market as time goes on, each reading with what was known at its time. A stretch
 * of time without a candle has no reading, as there is no price.
 */
export class SignalReader {
  readonly #hours: HourRoll
  #map: ReadMap
  #source: SignalSource
  #facts: { readonly hour: number; readonly facts: HourFacts } | undefined
  #candle = 0
  #funding = 0

  constructor(map: ReadMap, source: SignalSource) {
    this.#map = map
    this.#source = source
    this.#hours = new HourRoll(source)
  }

  /** Goes on with a map and data that begin with what there was so far. */
  continueIn(map: ReadMap, source: SignalSource): void {
    this.#map = map
    this.#source = source
    this.#hours.continueIn(source)
  }

  /** Takes what was before the first reading, so that it need not take all of it. */
  lookBack(time: Millis): void {
    this.#hours.closeUntil(time)
  }

  /** Never asked for an earlier time again. Undefined where there is no map, or no candle since the time before. */
  at(time: Millis, zoom = 0): MapReading | undefined {
    const from = this.#candle
    const { openTime, interval } = this.#source.candles
    while (openTime[this.#candle]! + interval <= time) this.#candle++
    return this.#read(time, from, this.#candle, zoom)
  }

  /** A reading on the way to the next, which begins where that will begin. */
  peek(time: Millis, zoom = 0): MapReading | undefined {
    const { openTime, interval } = this.#source.candles
    let end = this.#candle
    while (openTime[end]! + interval <= time) end++
    return this.#read(time, this.#candle, end, zoom)
  }

  #read(time: Millis, from: number, end: number, zoom: number): MapReading | undefined {
    const path = this.#path(from, end)
    if (path === undefined) return undefined
    const read = this.#map.density(time, READ_WITHIN, zoom)
    if (read === undefined) return undefined
    const { density, byBand, band, openInterestUsd } = read
    return {
      time,
      density,
      band,
      byBand,
      byVenue: undefined,
      measured: undefined,
      ...path,
      facts: { ...this.#factsAt(time), openInterestUsd, funding: this.#fundingAt(time) },
    }
  }

  /** Lowest and highest price of candles. */
  #path(from: number, end: number): { readonly low: number; readonly high: number } | undefined {
    if (end === from) return undefined
    const { low, high } = this.#source.candles
    const least = (prices: Float64Array, sign: 1 | -1) =>
      sign * prices.subarray(from, end).reduce((a, b) => Math.min(a, sign * b), Infinity)
    return { low: least(low, 1), high: least(high, -1) }
  }

  /** Facts of hours change when one closes. */
  #factsAt(time: Millis): HourFacts {
    const hour = hourAt(time)
    if (this.#facts?.hour !== hour)
      this.#facts = { hour, facts: hourFacts(this.#hours.closedAt(time)) }
    return this.#facts.facts
  }

  #fundingAt(time: Millis): MarketFacts['funding'] {
    const { funding } = this.#source
    if (funding === undefined) return undefined
    while (funding.time[this.#funding]! <= time) this.#funding++
    const at = this.#funding - 1
    if (at < 0) return undefined
    const interval = funding.interval[at]!
    return { rate: funding.value[at]!, interval: Number.isNaN(interval) ? undefined : interval }
  }
}

/** All readings of a map, oldest first. */
export function* signalReadings(
  map: ReadMap,
  source: SignalSource,
  { every, from = map.from, to = map.to, zoom = 0 }: ReadingTimes,
): Generator<MapReading> {
  const reader = new SignalReader(map, source)
  for (let time = (Math.floor(from / every) + 1) * every; time <= to; time += every) {
    const reading = reader.at(time, zoom)
    if (reading !== undefined) yield reading
  }
}

/** What a map said as time went on. */
export function* signalStates(
  map: ReadMap,
  source: SignalSource,
  times: ReadingTimes,
  moveOf?: (reading: MarketReading) => MoveOf,
): Generator<SignalState> {
  const run = new SignalRun()
  for (const reading of signalReadings(map, source, times))
    yield run.push(reading, moveOf?.(reading))
}
