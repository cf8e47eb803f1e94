import type { CandleColumns, Series } from '../market/candle-columns.ts'
import type { MarketEvent, OpenInterest } from '../market/event.ts'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { BarBuilder } from './bar-builder.ts'
import type { BuiltBar } from './bar-builder.ts'
import { GrowingTable } from './growing-table.ts'
import type { Row, RowChange } from './growing-table.ts'

/** What settling has changed. */
export interface SeriesChange {
  /** Open time of the first bar that was closed, where bars were. */
  readonly from: Millis | undefined
  /** End of the last closed bar, where bars were closed. */
  readonly to: Millis | undefined
  /** Open time of the first bar that is another now, or whose open interest is. */
  readonly revisedFrom: Millis | undefined
}

/** The bars that are still open. */
export interface OpenBars {
  /** Ascending; the newest may follow one whose late trades are waited for. */
  readonly candles: CandleColumns
  /** Exchange time of the last trade. */
  readonly time: Millis
}

/** Columns of the bars: the seven of CandleColumns, and the state. */
const BAR_COLUMNS = 8
const CLOSE = 4
const VOLUME = 5
const STATE = 7
const COMPLETE = 1
const TRADELESS = 2

/** Columns of open interest: end of the minute, time, receipt, value. */
const OI_COLUMNS = 4

/** The closed one-minute bars and the open interest of one instrument, growing from its events. */
export class LiveSeries {
  readonly #builder = new BarBuilder()
  readonly #bars = new GrowingTable(BAR_COLUMNS)
  /** One sample a minute: the last one up to its end, which is what a bar takes. */
  readonly #openInterest = new GrowingTable(OI_COLUMNS)
  readonly #changedBars = new Map<Millis, BuiltBar | undefined>()
  readonly #samples = new Map<Millis, OpenInterest>()

  push(event: MarketEvent): void {
    if (event.type === 'open-interest') this.#takeSample(event)
    else this.#builder.push(event)
  }

  /** Lets received time pass. */
  advance(received: Millis): void {
    this.#builder.advance(received)
  }

  get closesAt(): Millis {
    return this.#builder.closesAt
  }

  /** Open time of the first bar and end of the last one; undefined before the first. */
  get span(): { readonly from: Millis; readonly to: Millis; readonly rows: number } | undefined {
    const from = this.#bars.at(0, 0)
    if (from === undefined) return undefined
    return { from, to: this.#bars.lastKey + MINUTE, rows: this.#bars.length }
  }

  /** Times of the first and last sample of open interest. */
  get openInterestSpan():
    | { readonly from: Millis; readonly to: Millis; readonly rows: number }
    | undefined {
    const rows = this.#openInterest.length
    const from = this.#openInterest.at(1, 0)
    const last = this.#openInterest.at(1, rows - 1)
    return from === undefined || last === undefined ? undefined : { from, to: last + 1, rows }
  }

  get ignored(): BarBuilder['ignored'] {
    return this.#builder.ignored
  }

  /**
   * Takes over what was pushed. With `revise` false what would change closed bars waits: each
   * revision makes every map of the instrument anew.
   */
  settle(revise = true): SeriesChange {
    for (const { openTime, bar } of this.#builder.take()) this.#changedBars.set(openTime, bar)
    const last = this.#bars.lastKey
    const samples = this.#mergeSamples(last + MINUTE, revise)
    const waiting: [Millis, BuiltBar | undefined][] = []
    const changes: RowChange[] = []
    for (const [key, bar] of [...this.#changedBars].sort(([a], [b]) => a - b))
      if (key <= last && !revise) waiting.push([key, bar])
      else changes.push({ key, row: this.#row(bar, changes) })
    this.#changedBars.clear()
    for (const [key, bar] of waiting) this.#changedBars.set(key, bar)
    const bars = this.#bars.merge(changes)
    if (bars !== undefined) for (const { key } of changes) this.#carryClose(key)
    const revised = Math.min(bars ?? Number.POSITIVE_INFINITY, samples ?? Number.POSITIVE_INFINITY)
    const isLonger = this.#bars.lastKey > last
    return {
      from: isLonger ? this.#bars.at(0, this.#bars.rowOf(last) + (last > 0 ? 1 : 0)) : undefined,
      to: isLonger ? this.#bars.lastKey + MINUTE : undefined,
      revisedFrom: Number.isFinite(revised) ? revised : undefined,
    }
  }

  /**
   * Lets go of what a store holds too: the bars that open at these times, and open interest before
   * `before`. A bar that the store lacks stays.
   */
  forget(before: Millis, stored: Iterable<Millis>): void {
    this.#bars.merge(Array.from(stored, without).filter(({ key }) => key < before))
    const samples = this.#openInterest
    samples.merge(Array.from(samples.view(0, 0, samples.rowOf(before)), without))
  }

  /** Closed bars that open in [from, to), as copies, and whether each is complete. */
  candles(from: Millis, to: Millis): CandleColumns & { readonly complete: Uint8Array } {
    const [start, end] = [this.#bars.rowOf(from), this.#bars.rowOf(to)]
    const columns = Array.from({ length: BAR_COLUMNS }, (_, i) =>
      this.#bars.view(i, start, Math.max(start, end)).slice(),
    )
    const complete = Uint8Array.from(columns[STATE]!, (state) => state & COMPLETE)
    return { ...candleColumns(columns), complete }
  }

  /** The last price of a closed minute; undefined where nothing was traded in it. */
  tradedClose(openTime: Millis): number | undefined {
    const at = this.#bars.rowOf(openTime)
    if (this.#bars.at(0, at) !== openTime || !(this.#bars.at(VOLUME, at)! > 0)) return undefined
    return this.#bars.at(CLOSE, at)
  }

  /** Samples with a time in [from, to), one a minute, as copies. */
  openInterest(from: Millis, to: Millis): Series {
    const table = this.#openInterest
    const time = table.view(1)
    // A sample lies within the minute that its key ends.
    let start = table.rowOf(from)
    while (start < time.length && time[start]! < from) start++
    let end = start
    if (to > from) end = Math.max(start, table.rowOf(to + MINUTE))
    while (end > start && time[end - 1]! >= to) end--
    return { time: time.slice(start, end), value: table.view(3, start, end).slice() }
  }

  /** The bars that are not closed yet; undefined where nothing was traded in them. */
  open(): OpenBars | undefined {
    const open = this.#builder.open()
    if (open === undefined) return undefined
    const rows = open.bars.filter(({ openTime }) => openTime > this.#bars.lastKey).map(tradedRow)
    if (rows.length === 0) return undefined
    const columns = Array.from({ length: BAR_COLUMNS }, (_, i) =>
      Float64Array.from(rows, (row) => row[i]!),
    )
    return { candles: candleColumns(columns), time: open.time }
  }

  #takeSample(event: OpenInterest): void {
    const key = Math.ceil(event.exchangeTime / MINUTE) * MINUTE
    const known = this.#samples.get(key)
    if (known === undefined || isLater(sampleRow(key, event), sampleRow(key, known)))
      this.#samples.set(key, event)
  }

  /** @param closed end of the last closed bar: samples up to it change what bars hold */
  #mergeSamples(closed: Millis, revise: boolean): Millis | undefined {
    const table = this.#openInterest
    const changes: RowChange[] = []
    for (const [key, sample] of [...this.#samples].sort(([a], [b]) => a - b)) {
      if (key <= closed && !revise) continue
      this.#samples.delete(key)
      const row = sampleRow(key, sample)
      const at = table.rowOf(key)
      const known = Array.from({ length: OI_COLUMNS }, (_, i) => table.at(i, at) ?? Number.NaN)
      if (known[0] !== key || isLater(row, known)) changes.push({ key, row })
    }
    table.merge(changes)
    const first = changes[0]
    return first !== undefined && first.key <= closed ? first.key - MINUTE : undefined
  }

  /** @param before the changes of earlier bars that will be made with it */
  #row(bar: BuiltBar | undefined, before: readonly RowChange[]): Row | undefined {
    if (bar === undefined) return undefined
    if (bar.source !== 'nothing') return tradedRow(bar)
    const close = this.#closeBefore(bar.openTime, before)
    return close === undefined ? undefined : tradelessRow(bar.openTime, close)
  }

  #closeBefore(openTime: Millis, changes: readonly RowChange[]): number | undefined {
    let at = this.#bars.rowOf(openTime) - 1
    for (const { key, row } of changes.toReversed()) {
      const known = this.#bars.at(0, at) ?? Number.NEGATIVE_INFINITY
      if (key < known) break
      if (row !== undefined) return row[CLOSE]
      if (key === known) at--
    }
    return this.#bars.at(CLOSE, at)
  }

  /** Hands a close that was corrected on to the minutes after it in which nothing was traded. */
  #carryClose(changed: Millis): void {
    const bars = this.#bars
    let at = bars.rowOf(changed)
    if (bars.at(0, at) === changed) at++
    for (; at > 0 && ((bars.at(STATE, at) ?? 0) & TRADELESS) !== 0; at++) {
      const key = bars.at(0, at)!
      bars.merge([{ key, row: tradelessRow(key, bars.at(CLOSE, at - 1)!) }])
    }
  }
}

const without = (key: Millis): RowChange => ({ key, row: undefined })

function tradedRow(bar: BuiltBar): Row {
  const { openTime, open, high, low, close, volume, takerBuyVolume } = bar
  const state = bar.complete ? COMPLETE : 0
  return [openTime, open, high, low, close, volume, takerBuyVolume, state]
}

const tradelessRow = (openTime: Millis, close: number): Row => [
  openTime,
  close,
  close,
  close,
  close,
  0,
  0,
  COMPLETE | TRADELESS,
]

const sampleRow = (key: Millis, event: OpenInterest): Row => [
  key,
  event.exchangeTime,
  event.receivedTime,
  event.openInterest,
]

/** Whether a sample of a minute takes the place of another: by time, receipt, value. */
const isLater = (a: Row, b: Row): boolean => (a[1]! - b[1]! || a[2]! - b[2]! || a[3]! - b[3]!) > 0

function candleColumns(columns: readonly Float64Array[]): CandleColumns {
  const [openTime, open, high, low, close, volume, takerBuyVolume] = columns
  return {
    interval: MINUTE,
    openTime: openTime!,
    open: open!,
    high: high!,
    low: low!,
    close: close!,
    volume: volume!,
    takerBuyVolume: takerBuyVolume!,
  }
}
