import { setImmediate } from 'node:timers/promises'
import type { FundingColumns } from '../../market/funding-columns.ts'
import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { PositionModel } from '../../model/position-model.ts'
import type { MapReadOn } from '../../pipeline/position-map.ts'
import { SignalReader } from '../../pipeline/signal-readings.ts'
import type { MapReading } from '../../pipeline/signal-readings.ts'
import type { MarketReading } from '../../signals/market-reading.ts'
import { SignalRun } from '../../signals/signal-run.ts'
import type { SignalMemory } from '../../signals/signal-run.ts'
import type { MoveOf, SignalState } from '../../signals/signal-state.ts'
import type { Market } from '../market/market.ts'
import { problem } from '../http/problems.ts'
import type { VersionedMap } from '../map/served-map.ts'
import { stepsBetween } from './signal-steps.ts'
import type { SignalSteps } from './signal-steps.ts'

/** What a map says after a reading, and the reading. */
export interface SaidReading {
  readonly state: SignalState
  readonly reading: MapReading
}

/** What the book says of a reading, where one is known. */
export type BookOf = (reading: MarketReading) => MoveOf | undefined

/** What a walk remembered at a step. */
export interface SignalsRemembered {
  readonly steps: SignalSteps
  readonly time: Millis
  readonly memory: SignalMemory
}

/**
 * Whether a walk to a time may go on from it: it lies on the steps that would be read. Where they would
 * begin earlier, more of the past is known by now, and to read it again says more.
 */
export const goesOnFrom = (
  { time, steps }: SignalsRemembered,
  { from, every }: SignalSteps,
  to: Millis,
): boolean =>
  steps.every === every && steps.from <= from && time % every === 0 && time >= from && time <= to

/** A walk holds others up for so long at most, and one part of a reading more, in ms. */
const SLICE_MS = 6

/**
 * A map and its market read as time goes on, in slices that let others through. What is read at a step
 * is remembered; between two steps it is told how what is known stands, and what is first seen there
 * is told from the next step on, so that its name hangs on no more than the map.
 */
export class SignalWalk {
  readonly steps: SignalSteps
  readonly #market: Market
  readonly #from: Millis
  readonly #signal: AbortSignal
  #run = new SignalRun()
  /** The last step, and the last that there was a price for. */
  #step: Millis = 0
  #pushed: Millis | undefined
  #settled: SignalsRemembered | undefined
  #opened: VersionedMap
  #map: MapReadOn
  #reader: SignalReader
  #funding: FundingColumns | undefined
  #said: SaidReading | undefined
  #at = 0

  private constructor(
    market: Market,
    opened: VersionedMap,
    steps: SignalSteps,
    from: Millis,
    map: MapReadOn,
    funding: FundingColumns | undefined,
    signal: AbortSignal,
  ) {
    this.steps = steps
    this.#signal = signal
    this.#market = market
    this.#opened = opened
    this.#from = from
    this.#map = map
    this.#funding = funding
    this.#reader = new SignalReader(map, { ...opened.data, funding })
  }

  /**
   * @param remembered at a step of before, from where it goes on
   * @param signal ends it wherever it is
   * @throws the problem `no-map` where the map cannot be read so
   */
  static async open(
    market: Market,
    opened: VersionedMap,
    steps: SignalSteps,
    signal: AbortSignal,
    remembered?: SignalsRemembered,
  ): Promise<SignalWalk> {
    const { map } = opened
    const from = remembered?.time ?? steps.from
    if (map.readOn === undefined)
      throw problem('no-map', `the map of ${market.instrument.id} cannot be read by rule`)
    const funding = await fundingOf(market, from, map.to)
    const all = remembered?.steps ?? steps
    const walk = new SignalWalk(market, opened, all, from, map.readOn(from), funding, signal)
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
    if (remembered === undefined) return walk
    const reading = walk.#reader.at(from)
    // No candle closes there any more: it is read from the beginning.
    if (reading === undefined) return SignalWalk.open(market, opened, steps, signal)
    walk.#run = new SignalRun(undefined, undefined, { memory: remembered.memory, reading })
    walk.#step = walk.#pushed = from
    return walk
  }

  /** Undefined before the first step that there was a price for. */
  get remembered(): SignalsRemembered | undefined {
    if (this.#pushed === undefined) return undefined
    return { steps: this.steps, time: this.#pushed, memory: this.#run.memory }
  }

  /** The same a step before, once there was one: by then, what came late has found its place. */
  get settled(): SignalsRemembered | undefined {
    return this.#settled
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

  /**
   * Reads on to a time, and tells what was said at each step and at the time itself.
   * @param bookOf is asked at that time alone: of what is remembered nothing hangs on a book
   */
  async through(
    to: Millis,
    told: (said: SaidReading) => void = () => {},
    bookOf: BookOf = () => undefined,
  ): Promise<void> {
    const pause = pacer(this.#signal)
    const tell = (reading: MapReading, state: SignalState) => {
      this.#said = { state, reading }
      told(this.#said)
    }
    const seek = async (time: Millis) => {
      this.#at = time
      this.#map.replay.seek(time)
      await pause()
    }
    for (const time of stepsBetween(this.steps, this.#step, to)) {
      // oxlint-disable no-await-in-loop -- one slice after the other
      await seek(time)
      this.#step = time
      const reading = this.#reader.at(time)
      await pause()
      if (reading === undefined) continue
      const book = time === to ? bookOf(reading) : undefined
      const seen = book && this.#run.peek(reading, book)
      this.#settled = this.remembered
      const state = this.#run.push(reading)
      this.#pushed = time
      tell(reading, seen ?? state)
      await pause()
      // oxlint-enable no-await-in-loop
    }
    if (this.#at >= to) return
    await seek(to)
    const reading = this.#reader.peek(to)
    await pause()
    if (reading !== undefined) tell(reading, named(this.#run.peek(reading, bookOf(reading))))
  }
}

/** Without what is first seen at this reading, which no step has named yet. */
const named = (state: SignalState): SignalState => ({
  ...state,
  clusters: state.clusters.filter(({ since }) => since < state.time),
  formations: state.formations.filter(({ since }) => since < state.time),
})

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
