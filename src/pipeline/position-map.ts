import { BUCKETS, TILE_SIZE, bucketOf } from '../heatmap/grid.ts'
import type { TileAddress } from '../heatmap/grid.ts'
import type { FieldRange } from '../heatmap/level-field.ts'
import { LevelField } from '../heatmap/level-field.ts'
import type { PlaneSet } from '../heatmap/planes.ts'
import { planesOf } from '../heatmap/planes.ts'
import { PLANE_BYTES, encodeTile } from '../heatmap/tile-codec.ts'
import type { Instrument } from '../market/instrument.ts'
import { binEdge } from '../market/price-bin.ts'
import type { Millis } from '../market/units.ts'
import type { CalibratedWeights } from '../model/calibrated-weights.ts'
import { learnsWeights, modelSpec } from '../model/models.ts'
import type { KnownWeights, ModelSpec } from '../model/model-spec.ts'
import type { PositionModel } from '../model/position-model.ts'
import type { AroundPrice } from '../signals/regime.ts'
import { aroundPrice } from './around-price.ts'
import { CalibrationRun } from './calibration-run.ts'
import { alignedRange, fieldRange, union } from './field-range.ts'
import { cellOf, levelColumn } from './level-column.ts'
import type { Cell, LevelColumn } from './level-column.ts'
import type { KnownBand } from './level-ranges.ts'
import { LiveTip } from './live-tip.ts'
import { mapDensity } from './map-density.ts'
import type { MapDensity } from './map-density.ts'
import type { MapSource } from './map-source.ts'
import { mapVersion } from './map-version.ts'
import { Replay } from './replay.ts'
import type { ReadMap } from './signal-readings.ts'
import type { StripTiles } from './strip-run.ts'
import { runStrips } from './strip-run.ts'
import { knownBand, weightTable } from './weight-table.ts'
import type { WeightTable } from './weight-table.ts'

/** A map of one instrument by one model over stored history. All answers are pure functions of the source. */
export class PositionMap {
  readonly instrument: Instrument
  /** Part of the version of a tile, beside a fingerprint of the history. */
  readonly modelVersion: string
  /** Bucket lengths from the candle interval upward. */
  readonly buckets: readonly Millis[]
  /** Time covered by columns: from the first bar with open interest to the last candle's close. */
  readonly from: Millis
  readonly to: Millis
  /** The weights as they were known over time, oldest first. */
  readonly weights: readonly (KnownWeights | CalibratedWeights)[]
  readonly #source: MapSource
  readonly #learning: CalibrationRun | undefined
  readonly #spec: ModelSpec
  readonly #replay: Replay
  readonly #range: FieldRange
  /** The column last asked for: a pointer that moves along a column asks for it again and again. */
  #last: { readonly time: Millis; readonly zoom: number; readonly column: LevelColumn } | undefined
  #tip: LiveTip | undefined

  /** @param before the map that this one continues: its data begin this one's */
  constructor(source: MapSource, spec: ModelSpec, before?: PositionMap) {
    const { candles, openInterest, instrument } = source
    const last = candles.openTime.at(-1)
    const known = openInterest.time[0]
    if (last === undefined) throw new RangeError(`${instrument.id} has no candles`)
    if (known === undefined) throw new RangeError(`${instrument.id} has no open interest`)
    this.instrument = instrument
    this.#source = source
    if (before !== undefined) before.#learning?.continueIn(source)
    this.#learning = before === undefined ? learningOf(source, spec) : before.#learning
    this.weights = this.#learning?.known ?? spec.weights
    this.#spec = { ...spec, weights: this.weights }
    this.modelVersion = before?.modelVersion ?? mapVersion(spec.id, this.#learning?.known ?? [])
    this.buckets = BUCKETS.filter((b) => b >= candles.interval && b % candles.interval === 0)
    this.from = Math.max(candles.openTime[0]!, known - candles.interval)
    this.to = last + candles.interval
    if (this.from >= this.to)
      throw new RangeError(`${instrument.id} has no closed candle with open interest yet`)
    if (before === undefined) {
      this.#replay = this.#learning?.replay ?? new Replay(source, this.#spec)
      this.#range = fieldRange(this.#replay.model, candles, 0)!
      return
    }
    this.#replay = before.#replay
    if (this.#learning === undefined) this.#replay.continueIn(source)
    this.#tip = before.#tip
    const rows = before.#source.candles.openTime.length
    this.#range = union(before.#range, fieldRange(this.#replay.model, candles, rows))
  }

  /**
   * The map of data that begin with this one's, at the cost of what was added. Its closed tiles are
   * this one's. This map remains what it was.
   */
  extended(data: Pick<MapSource, 'candles' | 'openInterest' | 'others'>): PositionMap {
    return new PositionMap({ ...this.#source, ...data }, this.#spec, this)
  }

  /**
   * The exact column as it would be if the bars that are still open closed as they are.
   * @param data the map's own data, and the open bars after them
   */
  liveColumn(
    data: Pick<MapSource, 'candles' | 'openInterest'>,
    zoom: number,
  ): LevelColumn | undefined {
    this.#tip ??= new LiveTip(this.#replay.fork())
    return this.#tip.column(this.#source, data, (replay) => this.#describe(replay, zoom))
  }

  /** The flow weights over time: when they were learnt, from what, and the newest in full. */
  weightTable(): WeightTable {
    return weightTable(this.#spec, this.weights, this.#learning?.amounts)
  }

  /** How far the amounts of the newest column may be off. */
  get band(): KnownBand {
    return this.#knownBand(this.weights.at(-1))
  }

  /** Lowest and highest price at which the map can hold something. */
  priceRange(): { readonly from: number; readonly to: number } {
    const { first, count } = this.#range
    return { from: binEdge(first), to: binEdge(first + count) }
  }

  /**
   * All tiles of one time strip that hold something, by y. Throws a RangeError for a bucket the map
   * does not have.
   */
  tiles(
    planes: PlaneSet,
    bucket: Millis,
    zoom: number,
    x: number,
  ): ReadonlyMap<number, Uint8Array> {
    for (const { tiles } of this.#run(this.#replay, planes, bucket, zoom, x, x + 1)) return tiles
    return new Map()
  }

  /** The tiles of the strips [from, to), strip by strip, with the same bytes as one by one. */
  strips(
    planes: PlaneSet,
    bucket: Millis,
    zoom: number,
    from: number,
    to: number,
  ): Generator<StripTiles> {
    // A replay of its own: other questions may come between two strips.
    const replay = new Replay(this.#source, this.#spec)
    return this.#run(replay, planes, bucket, zoom, from, to)
  }

  *#run(
    replay: Replay,
    planes: PlaneSet,
    bucket: Millis,
    zoom: number,
    from: number,
    to: number,
  ): Generator<StripTiles> {
    if (!this.buckets.includes(bucket))
      throw new RangeError(`bucket ${bucket} ms: this map has ${this.buckets.join(', ')}`)
    const range = alignedRange(this.#range, zoom)
    const field = new LevelField(replay.model, this.instrument.contract, planes, zoom, range)
    const { interval } = this.#source.candles
    const end = Math.floor(this.to / bucket) * bucket
    yield* runStrips(replay, field, { bucket, zoom }, interval, from, to, end)
  }

  /** A tile that holds nothing, for addresses that `tiles` leaves out. */
  emptyTile(set: PlaneSet, address: TileAddress): Uint8Array {
    const planes = planesOf(set).length
    const columnStatus = new Uint8Array(TILE_SIZE)
    const cells = new Uint8Array(planes * PLANE_BYTES)
    const end = Math.floor(this.to / address.bucket) * address.bucket
    const closed = (address.x + 1) * TILE_SIZE * address.bucket <= end
    return encodeTile({ ...address, planes, baseLevel: 0, columnStatus, cells, closed })
  }

  /** The exact column after the last bar that ends at or before `time`; undefined outside the map. */
  levels(time: Millis, zoom: number): LevelColumn | undefined {
    if (time <= this.from || time > this.to) return undefined
    if (this.#last?.time === time && this.#last.zoom === zoom) return this.#last.column
    this.#replay.seek(time)
    const column = this.#describe(this.#replay, zoom)
    if (column !== undefined) this.#last = { time, zoom, column }
    return column
  }

  /** What that column holds within a share of its price; undefined outside the map. */
  around(time: Millis, share: number): AroundPrice | undefined {
    if (time <= this.from || time > this.to) return undefined
    this.#replay.seek(time)
    const { model, close } = this.#replay
    return aroundPrice(model, this.instrument.contract, close, share)
  }

  /**
   * What that column holds, by bin of a zoom, within a share of its price; undefined outside the map.
   */
  density(time: Millis, share: number, zoom = 0): MapDensity | undefined {
    if (time <= this.from || time > this.to) return undefined
    this.#replay.seek(time)
    const band = this.#bandOf(this.#replay.model)
    return mapDensity(this.#replay, this.instrument.contract, band, share, zoom)
  }

  /**
   * This map for one who reads on in time, with a replay of its own: what others ask does not throw it back.
   * @param start from when on it is read, or what read this map before it was extended
   */
  readOn(start: Millis | MapReadOn): MapReadOn {
    const of = this.#replay
    const isOwn = typeof start !== 'number' && start.of === of
    const replay = isOwn
      ? start.replay
      : of.fork(typeof start === 'number' ? start : start.replay.time)
    if (isOwn) replay.continueIn(this.#source)
    const { from, to } = this
    const { contract } = this.instrument
    return {
      from,
      to,
      of,
      replay,
      density: (time, share, zoom = 0) => {
        if (time <= from || time > to) return undefined
        replay.seek(time)
        return mapDensity(replay, contract, this.#bandOf(replay.model), share, zoom)
      },
    }
  }

  #describe(replay: Replay, zoom: number): LevelColumn | undefined {
    return levelColumn(replay, this.instrument.contract, this.#bandOf(replay.model), zoom)
  }

  /** The band that was learnt with the weights in force. */
  #bandOf({ weights }: PositionModel): KnownBand {
    return this.#knownBand(this.weights.findLast((one) => one.weights === weights))
  }

  #knownBand(known: KnownWeights | CalibratedWeights | undefined): KnownBand {
    return knownBand(known, this.#learning?.amounts.throttled === true)
  }

  /** The exact cell that holds a time and price; undefined where that bucket is not closed or known. */
  cell(time: Millis, price: number, bucket: Millis, zoom: number): Cell | undefined {
    const bucketFrom = bucketOf(time, bucket) * bucket
    const bucketTo = bucketFrom + bucket
    const column = this.levels(bucketTo, zoom)
    return column && cellOf(column, { bucketFrom, bucketTo }, price, zoom)
  }
}

/** What reads a map on in time. */
export interface MapReadOn extends ReadMap {
  /** Where it stands. */
  readonly replay: Replay
  /** That of the map, which maps that extend it share: another one may have learnt other weights. */
  readonly of: Replay
}

/** Learns where the model does and something is known of what was liquidated. */
const learningOf = (source: MapSource, spec: ModelSpec): CalibrationRun | undefined =>
  source.realised !== undefined && learnsWeights(spec.id)
    ? new CalibrationRun(source, spec, source.realised)
    : undefined

/** Builds the map of an instrument. Throws a RangeError for an unknown model or a source without data. */
export const createPositionMap = (source: MapSource, modelId: string): PositionMap =>
  new PositionMap(source, modelSpec(modelId, source.distanceAt))
