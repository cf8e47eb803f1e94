import type { Candle, Gap, MarketEvent, StreamState, Trade } from '../market/event.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { MinuteTrades } from './minute-trades.ts'
import { TimeSpans } from './time-spans.ts'

/** What a bar was made of: a candle of the venue, trades, or the knowledge that nothing was traded. */
export type BarSource = 'candle' | 'trades' | 'nothing'

/** The bar of one minute. Without trades its prices are NaN: the close before stands. */
export interface BuiltBar {
  readonly openTime: Millis
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** NaN where unknown. */
  readonly takerBuyVolume: number
  readonly source: BarSource
  /** False where trades are known to be missing and no candle of the venue has filled them in. */
  readonly complete: boolean
}

/** A minute that is closed, or closed differently than before; undefined: nothing is known of it. */
export interface BarChange {
  readonly openTime: Millis
  readonly bar: BuiltBar | undefined
}

/** A minute is closed this long after its end: trades arrive out of order. */
export const GRACE: Millis = 5 * SECOND

/** Events later than this are history, and tell nothing about how late live ones are. */
const LIVE_WITHIN: Millis = 60 * SECOND

/** For so many minutes a closed minute can be opened again by a late trade; later, by a candle. */
const REOPENS_FOR = 240

/**
 * Gaps that are kept; of more the oldest are forgotten, and minutes up to their end count as having one.
 * Only minutes that change can tell.
 */
export const MOST_BAR_GAPS = 500

interface Minute {
  trades: MinuteTrades | undefined
  candle: Candle | undefined
  /** The minute was closed with nothing traded. */
  flat: boolean
  /** How many closings there had been when it was last changed. */
  touched: number
}

/**
 * Makes the one-minute bars of one instrument from its trades, candles and gaps. A minute belongs to
 * its exchange time, whenever its trades arrive; a candle of the venue takes the place of trades.
 */
export class BarBuilder {
  readonly #minutes = new Map<Millis, Minute>()
  readonly #changed = new Set<Millis>()
  /** Minutes whose trades are no longer kept: only a candle changes them. */
  readonly #settled = new TimeSpans()
  /** Missing trades by the start of the gap. */
  readonly #gaps = new Map<Millis, { readonly to: Millis; readonly certain: boolean }>()
  /** End of the gaps that were forgotten: of all, and of those that were certain. */
  readonly #forgotten = { any: Number.NEGATIVE_INFINITY, certain: Number.NEGATIVE_INFINITY }
  /** Every minute that ends at or before this is closed. */
  #closedTo = Number.NEGATIVE_INFINITY
  #closings = 0
  /** Exchange time of the earliest live trade: what was before is not known. */
  #since = Number.POSITIVE_INFINITY
  /** Since when the stream of trades fares well without a break. */
  #healthySince = Number.POSITIVE_INFINITY
  /** The least time from the venue's stamp to receipt: before the last closing, and since. */
  #lagBefore: Millis | undefined
  #lagNow = Number.POSITIVE_INFINITY
  /** Trades that came after their minute was settled, and candles of another interval. */
  readonly ignored = { lateTrades: 0, otherCandles: 0 }

  /** Takes an event of the instrument. `advance` closes what it ends. */
  push(event: MarketEvent): void {
    if (event.type === 'trade') this.#takeTrade(event)
    else if (event.type === 'candle') this.#takeCandle(event)
    else if (event.type === 'gap' && event.stream === 'trade') this.#takeGap(event)
    else if (event.type === 'stream-state' && event.stream === 'trade') this.#takeState(event)
  }

  /**
   * How much later than the venue's stamps our clock is at least: by the way, or because one of the
   * two clocks is wrong.
   */
  get #lag(): Millis {
    return this.#lagBefore ?? (this.#lagNow < Number.POSITIVE_INFINITY ? this.#lagNow : 0)
  }

  /** When the next minute closes, on the clock of `advance`. */
  get closesAt(): Millis {
    return this.#closedTo === Number.NEGATIVE_INFINITY
      ? Number.NEGATIVE_INFINITY
      : this.#closedTo + MINUTE + GRACE + this.#lag
  }

  /** Lets received time pass: closes the minutes that ended before it less the grace. */
  advance(received: Millis): void {
    const to = Math.floor((received - GRACE - this.#lag) / MINUTE) * MINUTE
    if (!(to > this.#closedTo)) return
    if (this.#closedTo > Number.NEGATIVE_INFINITY) {
      const first = Math.max(this.#closedTo, this.#healthySince, to - REOPENS_FOR * MINUTE)
      for (let at = Math.ceil(first / MINUTE) * MINUTE; at < to; at += MINUTE)
        if (!this.#minutes.has(at) && !this.#settled.has(at)) this.#minute(at).flat = true
    }
    for (const at of this.#minutes.keys())
      if (at >= this.#closedTo && at < to) this.#changed.add(at)
    this.#closedTo = to
    this.#closings++
    if (this.#lagNow < Number.POSITIVE_INFINITY) this.#lagBefore = this.#lagNow
    this.#lagNow = Number.POSITIVE_INFINITY
    this.#settle(to - REOPENS_FOR * MINUTE)
  }

  /** What was closed or changed since the last call, ascending. */
  take(): readonly BarChange[] {
    const times = [...this.#changed].sort((a, b) => a - b)
    this.#changed.clear()
    return times.map((openTime) => ({ openTime, bar: this.#bar(openTime) }))
  }

  /** The minutes that are still open and have trades, ascending, and the time of the last trade. */
  open(): { readonly bars: readonly BuiltBar[]; readonly time: Millis } | undefined {
    const times = [...this.#minutes.keys()]
      .filter((at) => at >= this.#closedTo && this.#minutes.get(at)?.candle === undefined)
      .sort((a, b) => a - b)
    const last = this.#minutes.get(times.at(-1) ?? Number.NaN)
    if (last?.trades === undefined) return undefined
    return { bars: times.flatMap((at) => this.#bar(at) ?? []), time: last.trades.time }
  }

  #takeTrade(trade: Trade): void {
    if (trade.suspect === 'price') return
    const at = Math.floor(trade.exchangeTime / MINUTE) * MINUTE
    const lag = trade.receivedTime - trade.exchangeTime
    if (lag < LIVE_WITHIN) {
      if (trade.suspect === undefined && lag < this.#lagNow) this.#lagNow = lag
      if (trade.exchangeTime < this.#since) {
        this.#since = trade.exchangeTime
        this.#touchWithin(at, Number.POSITIVE_INFINITY)
      }
    }
    if (!this.#minutes.has(at) && this.#settled.has(at)) {
      this.ignored.lateTrades++
      return
    }
    const minute = this.#minute(at)
    minute.flat = false
    if (minute.trades === undefined) minute.trades = new MinuteTrades(trade)
    else minute.trades.add(trade)
    this.#touch(at, minute)
  }

  #takeCandle(candle: Candle): void {
    if (candle.interval !== MINUTE || candle.openTime % MINUTE !== 0) {
      this.ignored.otherCandles++
      return
    }
    if (candle.suspect === 'price') return
    const minute = this.#minute(candle.openTime)
    if (minute.candle !== undefined && candle.receivedTime < minute.candle.receivedTime) return
    minute.candle = candle
    minute.flat = false
    minute.touched = this.#closings
    // The venue itself says that the minute is over.
    this.#changed.add(candle.openTime)
  }

  #takeGap(gap: Gap): void {
    const known = this.#gaps.get(gap.from)
    const to = Math.max(gap.exchangeTime, known?.to ?? 0)
    if (gap.repaired) this.#gaps.delete(gap.from)
    else this.#gaps.set(gap.from, { to, certain: gap.certainty === 'certain' })
    if (this.#gaps.size > MOST_BAR_GAPS) this.#forgetGap()
    this.#touchWithin(gap.from, to)
  }

  #forgetGap(): void {
    const [oldest] = this.#gaps
    if (oldest === undefined) return
    const [from, { to, certain }] = oldest
    this.#gaps.delete(from)
    this.#forgotten.any = Math.max(this.#forgotten.any, to)
    if (certain) this.#forgotten.certain = Math.max(this.#forgotten.certain, to)
  }

  #takeState({ health, exchangeTime }: StreamState): void {
    const well = health === 'proven' || health === 'quiet'
    if (!well) this.#healthySince = Number.POSITIVE_INFINITY
    else this.#healthySince = Math.min(this.#healthySince, exchangeTime)
  }

  #minute(at: Millis): Minute {
    const known = this.#minutes.get(at)
    if (known !== undefined) return known
    const fresh = { trades: undefined, candle: undefined, flat: false, touched: this.#closings }
    this.#minutes.set(at, fresh)
    return fresh
  }

  #touch(at: Millis, minute: Minute): void {
    minute.touched = this.#closings
    if (at < this.#closedTo) this.#changed.add(at)
  }

  #touchWithin(from: Millis, to: Millis): void {
    for (const [at, minute] of this.#minutes)
      if (at + MINUTE > from && at < to) this.#touch(at, minute)
  }

  /** Forgets the trades of minutes before a time, unless they are just being filled in. */
  #settle(before: Millis): void {
    for (const [at, { touched }] of this.#minutes) {
      if (at >= before || this.#closings - touched < 2 || this.#changed.has(at)) continue
      this.#minutes.delete(at)
      this.#settled.add(at, at + MINUTE)
    }
  }

  #bar(openTime: Millis): BuiltBar | undefined {
    const minute = this.#minutes.get(openTime)
    if (minute === undefined) return undefined
    const { trades, candle } = minute
    if (candle !== undefined) return candleBar(candle, trades)
    if (trades !== undefined) {
      const complete = this.#since <= openTime && !this.#isMissing(openTime, true)
      return { openTime, ...trades.values, source: 'trades', complete }
    }
    if (!minute.flat || this.#since > openTime || this.#isMissing(openTime, false)) return undefined
    return { openTime, ...NOTHING, source: 'nothing', complete: true }
  }

  /** Whether a gap overlaps a minute; with `certain`, one of which that is certain. */
  #isMissing(openTime: Millis, certain: boolean): boolean {
    if (openTime < (certain ? this.#forgotten.certain : this.#forgotten.any)) return true
    for (const [from, gap] of this.#gaps)
      if (from < openTime + MINUTE && gap.to > openTime && (gap.certain || !certain)) return true
    return false
  }
}

const NOTHING = {
  open: Number.NaN,
  high: Number.NaN,
  low: Number.NaN,
  close: Number.NaN,
  volume: 0,
  takerBuyVolume: 0,
}

/** The venue's candle; the takers' side from its trades where those are all of the candle's volume. */
function candleBar(candle: Candle, trades: MinuteTrades | undefined): BuiltBar {
  const { openTime, open, high, low, close, volume } = candle
  let takerBuyVolume: number = candle.takerBuyVolume ?? Number.NaN
  if (Number.isNaN(takerBuyVolume) && trades !== undefined) {
    const { values } = trades
    if (Math.abs(values.volume - volume) <= 1e-6 * volume) takerBuyVolume = values.takerBuyVolume
  }
  const prices = { open, high, low, close, volume, takerBuyVolume }
  return { openTime, ...prices, source: 'candle', complete: true }
}
