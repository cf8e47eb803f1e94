import type { Millis } from '../market/units.ts'
import type { Bar } from '../model/bar.ts'
import type { BarReaderSnapshot } from '../model/bar-reader.ts'
import { BarReader } from '../model/bar-reader.ts'
import type { ModelSpec } from '../model/model-spec.ts'
import type { ModelSnapshot } from '../model/position-model.ts'
import { PositionModel } from '../model/position-model.ts'
import type { MapSource } from './map-source.ts'

type Data = Pick<MapSource, 'candles' | 'openInterest'>

/** The state at a time, as copies. */
export interface Checkpoint {
  readonly time: Millis
  readonly reader: BarReaderSnapshot
  readonly model: ModelSnapshot
}

/** Bars between checkpoints, at least, and how many of them at most: each holds a whole ledger. */
const CHECKPOINT_BARS = 20_000
const MOST_CHECKPOINTS = 12

/** Restart periods at the end of the data that each have a checkpoint of their own. */
const RECENT_DAYS = 2

/** Checkpoints, and whatever must not depend on the past, restart at multiples of this: a day of minutes. */
export const restartPeriod = (interval: Millis): Millis => 1440 * interval

/**
 * A model run over stored history that can be asked for any time. It goes forward bar by bar, keeps
 * checkpoints as it goes, and seeks from the nearest one. The state at a time does not depend on
 * how it was reached.
 */
export class Replay {
  readonly model: PositionModel
  readonly #reader: BarReader
  readonly #spec: ModelSpec
  readonly #start: Checkpoint
  readonly #checkpoints: Checkpoint[]
  /** The newest days begin here: what was drawn last is drawn again as bars are added. */
  #recent: readonly Checkpoint[] = []
  readonly #period: Millis
  #source: Data
  /** End of the last bar taken; the first bar's open time before that. */
  #time: Millis
  #close = Number.NaN
  #hasTaken = false
  #keeps = true

  constructor(source: Data, spec: ModelSpec) {
    this.model = new PositionModel(spec)
    this.#spec = spec
    this.#source = source
    this.#reader = new BarReader(source.candles, source.openInterest)
    this.#period = restartPeriod(source.candles.interval)
    this.#time = source.candles.openTime[0] ?? 0
    this.#start = this.checkpoint()
    this.#checkpoints = [this.#start]
  }

  get time(): Millis {
    return this.#time
  }

  /** Close of the last bar taken, NaN before the first. */
  get close(): number {
    return this.#close
  }

  /** Whether the model could take the last bar. */
  get hasTaken(): boolean {
    return this.#hasTaken
  }

  /** Goes on in data that begin with what there was so far. */
  continueIn(source: Data): void {
    this.#source = source
    this.#reader.continueIn(source.candles, source.openInterest)
  }

  /**
   * Another replay of the same data, at the newest checkpoint up to a time. It keeps no checkpoints of its
   * own.
   */
  fork(upTo: Millis = Infinity): Replay {
    const fork = new Replay(this.#source, this.#spec)
    fork.#keeps = false
    const known = [...this.#checkpoints, ...this.#recent].filter(({ time }) => time <= upTo)
    fork.restore(known.reduce((a, b) => (a.time > b.time ? a : b), this.#start))
    return fork
  }

  /** Takes the next bar and returns it (the same object each time); undefined at the end. */
  step(): Bar | undefined {
    if (this.#keeps && this.#time % this.#period === 0) this.#keepCheckpoint()
    const bar = this.#reader.next()
    if (bar === undefined) return undefined
    this.#hasTaken = this.model.push(bar)
    this.#time = bar.openTime + bar.interval
    this.#close = bar.close
    return bar
  }

  /** Goes to the state after the last bar that ends at or before `time`. */
  seek(time: Millis): void {
    const isBefore = (one: Checkpoint) => one.time <= time
    const nearest =
      this.#recent.findLast(isBefore) ?? this.#checkpoints.findLast(isBefore) ?? this.#start
    const onTheWay = this.#time <= time && this.#time >= nearest.time
    if (!onTheWay) this.restore(nearest)
    while (this.#reader.nextEnd <= time) this.step()
  }

  /** The state as it is, to come back to. */
  checkpoint(): Checkpoint {
    return {
      time: this.#time,
      reader: this.#reader.snapshot(),
      model: this.model.snapshot(),
    }
  }

  #keepCheckpoint(): void {
    const last = this.#checkpoints.at(-1)!
    const rows = this.#source.candles.openTime.length
    const { candle } = this.#reader.snapshot()
    const spacing = Math.max(CHECKPOINT_BARS, rows / MOST_CHECKPOINTS)
    if (candle - last.reader.candle >= spacing) this.#checkpoints.push(this.checkpoint())
    const isRecent = candle >= rows - (RECENT_DAYS * this.#period) / this.#source.candles.interval
    if (!isRecent || this.#time <= (this.#recent.at(-1)?.time ?? this.#start.time)) return
    this.#recent = [...this.#recent, this.checkpoint()].slice(-RECENT_DAYS)
  }

  restore(from: Checkpoint): void {
    this.#reader.restore(from.reader)
    this.model.restore(from.model)
    this.#time = from.time
    this.#close = from.reader.close
  }
}
