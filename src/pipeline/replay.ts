import type { Millis } from '../market/units.ts'
import type { Bar } from '../model/bar.ts'
import type { BarReaderSnapshot } from '../model/bar-reader.ts'
import { BarReader } from '../model/bar-reader.ts'
import type { ModelSnapshot, ModelSpec } from '../model/position-model.ts'
import { PositionModel } from '../model/position-model.ts'
import type { MapSource } from './map-source.ts'

interface Checkpoint {
  readonly time: Millis
  readonly reader: BarReaderSnapshot
  readonly model: ModelSnapshot
}

/** Bars between checkpoints, at least, and how many of them at most: each holds a whole ledger. */
const CHECKPOINT_BARS = 20_000
const MOST_CHECKPOINTS = 12

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
  readonly #start: Checkpoint
  readonly #checkpoints: Checkpoint[]
  readonly #period: Millis
  readonly #spacing: number
  /** End of the last bar taken; the first bar's open time before that. */
  #time: Millis
  #close = Number.NaN

  constructor(source: MapSource, spec: ModelSpec) {
    this.model = new PositionModel(spec)
    this.#reader = new BarReader(source.candles, source.openInterest)
    this.#spacing = Math.max(CHECKPOINT_BARS, source.candles.openTime.length / MOST_CHECKPOINTS)
    this.#period = restartPeriod(source.candles.interval)
    this.#time = source.candles.openTime[0] ?? 0
    this.#start = this.#checkpoint()
    this.#checkpoints = [this.#start]
  }

  get time(): Millis {
    return this.#time
  }

  /** Close of the last bar taken, NaN before the first. */
  get close(): number {
    return this.#close
  }

  /** Takes the next bar and returns it (the same object each time); undefined at the end. */
  step(): Bar | undefined {
    if (this.#time % this.#period === 0) this.#keepCheckpoint()
    const bar = this.#reader.next()
    if (bar === undefined) return undefined
    this.model.push(bar)
    this.#time = bar.openTime + bar.interval
    this.#close = bar.close
    return bar
  }

  /** Goes to the state after the last bar that ends at or before `time`. */
  seek(time: Millis): void {
    const nearest = this.#checkpoints.findLast((c) => c.time <= time) ?? this.#start
    const onTheWay = this.#time <= time && this.#time >= nearest.time
    if (!onTheWay) this.#restore(nearest)
    while (this.#reader.nextEnd <= time) this.step()
  }

  #checkpoint(): Checkpoint {
    return {
      time: this.#time,
      reader: this.#reader.snapshot(),
      model: this.model.snapshot(),
    }
  }

  #keepCheckpoint(): void {
    const last = this.#checkpoints.at(-1)!
    const bars = this.#reader.snapshot().candle - last.reader.candle
    if (bars >= this.#spacing) this.#checkpoints.push(this.#checkpoint())
  }

  #restore(from: Checkpoint): void {
    this.#reader.restore(from.reader)
    this.model.restore(from.model)
    this.#time = from.time
    this.#close = from.reader.close
  }
}
