import { doubled } from '../market/doubled.ts'
import { HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { ExposureRow } from './exposure.ts'
import { RowRoom } from './row-room.ts'
import type { SideIndex } from './side.ts'

/** A row of one side with what was really liquidated in it. */
export interface LearntRow {
  readonly row: Pick<ExposureRow, 'time' | 'side' | 'components' | 'usd'>
  readonly realisedUsd: number
  /** What the prior expects of it. */
  readonly priorUsd: number
}

/** The same with all that is known of the row. */
export interface RealisedRow extends LearntRow {
  readonly row: ExposureRow
}

const FIRST_ROWS = 256

/**
 * Rows one after the other in a few columns, ascending by time: a fit reads thousands of them several
 * times a day. Rows are added at the end and forgotten at the beginning.
 */
export class FitRows {
  /** End of each row's time. */
  time = new Float64Array(FIRST_ROWS)
  side = new Uint8Array(FIRST_ROWS)
  realisedUsd = new Float64Array(FIRST_ROWS)
  priorUsd = new Float64Array(FIRST_ROWS)
  /** Where the components of each row begin; those of the last end at `begin[end]`. */
  begin = new Uint32Array(FIRST_ROWS + 1)
  component = new Uint16Array(32 * FIRST_ROWS)
  usd = new Float64Array(32 * FIRST_ROWS)
  #first = 0
  #end = 0
  /** One more than the last component of any row. */
  #components = 0
  /** Rows that are no longer in the columns. */
  #dropped = 0
  /** Rows up to this time are of whole hours. */
  #coarseUntil = Number.NEGATIVE_INFINITY

  /** Index after the last row. */
  get end(): number {
    return this.#end
  }

  /** Index of the first row that ends after a time. */
  after(time: Millis): number {
    let [low, high] = [this.#first, this.#end]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.time[middle]! <= time) low = middle + 1
      else high = middle
    }
    return low
  }

  /** @returns a number that stands for the row as long as it is kept */
  push({ row, realisedUsd, priorUsd }: LearntRow): number {
    this.#reserve(row.components.length)
    const at = this.#end++
    const from = this.begin[at]!
    this.time[at] = row.time
    this.side[at] = row.side
    this.realisedUsd[at] = realisedUsd
    this.priorUsd[at] = priorUsd
    this.#components = Math.max(this.#components, (row.components.at(-1) ?? -1) + 1)
    this.component.set(row.components, from)
    this.usd.set(row.usd, from)
    this.begin[at + 1] = from + row.components.length
    return this.#dropped + at
  }

  /** Adds a row to one that was pushed: both have swept the same single component. */
  addTo(pushed: number, { row, realisedUsd, priorUsd }: LearntRow): void {
    const at = pushed - this.#dropped
    this.realisedUsd[at]! += realisedUsd
    this.priorUsd[at]! += priorUsd
    this.usd[this.begin[at]!]! += row.usd[0]!
  }

  /** Lets go of the rows that end at or before a time. */
  forget(until: Millis): void {
    this.#first = this.after(until)
  }

  /** Joins the rows of each hour and side that end at or before a full hour. */
  coarsen(until: Millis): void {
    const [from, to] = [this.after(this.#coarseUntil), this.after(until)]
    this.#coarseUntil = until
    const joined = this.#hours(from, to)
    if (joined.length === to - from) return
    const end = this.#end
    this.#end = from
    for (const hour of joined) this.push(hour)
    this.#move(to, end, this.#end)
    this.#end += end - to
    this.#dropped += to - from - joined.length
  }

  /** What a row's exposure comes to by flow weights, in USD. */
  expectedUsd(row: number, weights: Readonly<Float64Array>): number {
    const { component, usd } = this
    const end = this.begin[row + 1]!
    let sum = 0
    for (let i = this.begin[row]!; i < end; i++) sum += weights[component[i]!]! * usd[i]!
    return sum
  }

  /** What the rows [from, to) come to by hour and side. */
  #hours(from: number, to: number): readonly LearntRow[] {
    const hours = new Map<number, { time: Millis; side: SideIndex; rows: number[] }>()
    for (let at = from; at < to; at++) {
      const hour = Math.ceil(this.time[at]! / HOUR)
      const side = this.side[at] as SideIndex
      const one = hours.get(2 * hour + side) ?? { time: hour * HOUR, side, rows: [] }
      hours.set(2 * hour + side, one)
      one.rows.push(at)
    }
    const sums = new Float64Array(this.#components)
    const room = new RowRoom()
    return Array.from(hours.values(), ({ time, side, rows }) => {
      for (const at of rows)
        for (let i = this.begin[at]!; i < this.begin[at + 1]!; i++)
          sums[this.component[i]!]! += this.usd[i]!
      const { components, usd } = room.move(sums, 0)
      const total = (column: Float64Array) => rows.reduce((sum, at) => sum + column[at]!, 0)
      const [realisedUsd, priorUsd] = [total(this.realisedUsd), total(this.priorUsd)]
      return { row: { time, side, components, usd }, realisedUsd, priorUsd }
    })
  }

  /** Makes room for a row, first where rows were forgotten. */
  #reserve(components: number): void {
    if (this.#hasRoom(components)) return
    if (this.#first > this.#end / 2) this.#compact()
    while (!this.#hasRoom(components)) this.#grow()
  }

  #hasRoom(components: number): boolean {
    return this.#end < this.time.length && this.begin[this.#end]! + components <= this.usd.length
  }

  #compact(): void {
    this.#move(this.#first, this.#end, 0)
    this.#dropped += this.#first
    this.#end -= this.#first
    this.#first = 0
  }

  /** Moves rows [from, end) down, to begin where those before `to` end. */
  #move(from: number, end: number, to: number): void {
    for (const column of [this.time, this.side, this.realisedUsd, this.priorUsd])
      column.copyWithin(to, from, end)
    const [first, last] = [this.begin[from]!, this.begin[end]!]
    const start = to === 0 ? 0 : this.begin[to]!
    this.component.copyWithin(start, first, last)
    this.usd.copyWithin(start, first, last)
    for (let row = from; row <= end; row++)
      this.begin[to + row - from] = this.begin[row]! - first + start
  }

  #grow(): void {
    this.time = doubled(this.time)
    this.realisedUsd = doubled(this.realisedUsd)
    this.priorUsd = doubled(this.priorUsd)
    this.usd = doubled(this.usd)
    this.side = doubled(this.side)
    this.begin = doubled(this.begin)
    this.component = doubled(this.component)
  }
}
