import { setImmediate } from 'node:timers/promises'
import type { FundingColumns } from '../market/funding-columns.ts'
import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { PositionModel } from '../model/position-model.ts'
import type { MapReadOn } from '../pipeline/position-map.ts'
import { SignalReader } from '../pipeline/signal-readings.ts'
import type { MapReading } from '../pipeline/signal-readings.ts'
import type { MarketReading } from '../signals/market-reading.ts'
import { SignalRun } from '../signals/signal-run.ts'
import type { MoveOf, SignalState } from '../signals/signal-state.ts'
import type { Market } from './market.ts'
import { problem } from './problems.ts'
import type { VersionedMap } from './served-map.ts'

/** What a map says after a reading, and the reading. */
export interface SaidReading {
  readonly state: SignalState
  readonly reading: MapReading
}

/** What the book says of a reading, where one is known. */
export type BookOf = (reading: MarketReading) => MoveOf | undefined

/** A walk holds others up for so long at most, and one part of a reading more, in ms. */
const SLICE_MS = 6

/** A map and its market read as time goes on, in slices that let others through. */
export class SignalWalk {
  readonly #market: Market
  readonly #from: Millis
  readonly #signal: AbortSignal
  readonly #run = new SignalRun()
  #opened: VersionedMap
  #map: MapReadOn
  #reader: SignalReader
  #funding: FundingColumns | undefined
  #said: SaidReading | undefined
  #at = 0

  private constructor(
    market: Market,
    opened: VersionedMap,
    from: Millis,
    map: MapReadOn,
    funding: FundingColumns | undefined,
    signal: AbortSignal,
  ) {
    this.#signal = signal
    this.#market = market
    this.#opened = opened
    this.#from = from
    this.#map = map
    this.#funding = funding
    this.#reader = new SignalReader(map, { ...opened.data, funding })
  }

  /**
   * @param from of the first reading
   * @param signal ends it wherever it is
   * @throws the problem `no-map` where the map cannot be read so
   */
  static async open(
    market: Market,
    opened: VersionedMap,
    from: Millis,
    signal: AbortSignal,
  ): Promise<SignalWalk> {
    const { map } = opened
    if (map.readOn === undefined)
      throw problem('no-map', `the map of ${market.instrument.id} cannot be read by rule`)
    const funding = await fundingOf(market, from, map.to)
    const walk = new SignalWalk(market, opened, from, map.readOn(from), funding, signal)
    const { replay } = walk.#map
    const pause = pacer(signal)
    for (let time = replay.time; time < from; time = Math.min(from, time + HOUR)) {
      replay.seek(time)
      // oxlint-disable-next-line no-await-in-loop -- one slice after the other
      await pause()
    }
    for (let time = opened.data.candles.openTime[0] ?? from; time < from; time += DAY) {
      walk.#reader.lookBack(time)
      // oxlint-disable-next-line no-await-in-loop -- one slice after the other
      await pause()
    }
    return walk
  }

  /** The newest reading that there was a price for. */
  get said(): SaidReading | undefined {
    return this.#said
  }

  /** The positions behind the map where it stands. */
  get model(): PositionModel {
    return this.#map.replay.model
  }

  /** The time that it was asked for last. */
  get at(): Millis {
    return this.#at
  }

  /** Goes on in the same map, which has been extended. */
  async continueIn(opened: VersionedMap): Promise<void> {
    const { map } = opened
    if (map.readOn === undefined || map === this.#opened.map) return
    // Rates come by the hour at most.
    const isOther = Math.floor(map.to / HOUR) > Math.floor(this.#opened.map.to / HOUR)
    if (isOther) this.#funding = await fundingOf(this.#market, this.#from, map.to)
    this.#map = map.readOn(this.#map)
    this.#opened = opened
    this.#reader.continueIn(this.#map, { ...opened.data, funding: this.#funding })
  }

  /** Reads at each of these times, which ascend, and tells what was said. */
  async through(
    times: Iterable<Millis>,
    told: (said: SaidReading) => void = () => {},
    bookOf: BookOf = () => undefined,
  ): Promise<void> {
    const pause = pacer(this.#signal)
    for (const time of times) {
      this.#at = time
      // oxlint-disable no-await-in-loop -- one slice after the other
      this.#map.replay.seek(time)
      await pause()
      const reading = this.#reader.at(time)
      if (reading !== undefined) {
        await pause()
        const state = this.#run.push(reading, bookOf(reading))
        this.#said = { state, reading }
        told(this.#said)
      }
      await pause()
      // oxlint-enable no-await-in-loop
    }
  }
}

/** Waits for others where a slice is over. */
function pacer(signal: AbortSignal): () => Promise<void> {
  let began = performance.now()
  return async () => {
    signal.throwIfAborted()
    if (performance.now() - began < SLICE_MS) return
    await setImmediate()
    began = performance.now()
  }
}

/** Rates since before the first reading, so that one is in force there. */
const fundingOf = async (
  market: Market,
  from: Millis,
  to: Millis,
): Promise<FundingColumns | undefined> => market.fundingRates?.(from - 24 * HOUR, to + 1)
