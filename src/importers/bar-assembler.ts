import type { MarketEvent } from '../market/event.ts'
import type { Instrument } from '../market/instrument.ts'
import { DAY, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { intervalName } from '../store/interval.ts'
import { candleOf, header, openInterestAt } from './bar-events.ts'
import type { CandleNumbers } from './bar-events.ts'
import { checkBar, reject } from './bar.ts'
import type { Bar } from './bar.ts'
import type { BarTable } from './bar-table.ts'
import type { InstrumentBook } from './instrument-book.ts'
import { guessInterval } from './interval-guess.ts'
import type { Spacing } from './interval-guess.ts'
import { ImportError, UnknownVenue } from './row.ts'
import type { RowSink } from './row.ts'

/** Bars kept back until their interval is known: enough to see it, few enough for memory. */
const HELD = 20_000
/** Below this share of equal distances the spacing says too little. */
const CLEAR_SHARE = 0.5

/** What a user said about a table. */
export interface BarOptions {
  readonly venue: string | undefined
  readonly symbol: string | undefined
  /** What the file's folder and name say, where neither the rows nor the user do. */
  readonly placeVenue: string | undefined
  readonly placeSymbol: string | undefined
  readonly interval: Millis | undefined
  /** The interval that the file's name says. */
  readonly namedInterval: Millis | undefined
  /** Symbols of the file and what they are to be called. */
  readonly rename: ReadonlyMap<string, string>
  /** Rows later than this are not there yet. */
  readonly now: Millis
}

/** Turns bars, or values at a moment, into market events. Rows may come in any order. */
export class BarAssembler {
  readonly #table: BarTable
  readonly #options: BarOptions
  readonly #book: InstrumentBook
  readonly #held: { readonly bar: Bar; readonly instrument: Instrument }[] = []
  readonly #lastTime = new Map<string, Millis>()
  #interval: Millis | undefined
  #intervalNote: string | undefined
  #outOfOrder = 0
  #otherInstruments = 0
  #oneSided = 0

  constructor(table: BarTable, options: BarOptions, book: InstrumentBook) {
    this.#table = table
    this.#options = options
    this.#book = book
    this.#interval = options.interval
  }

  take(bar: Bar, sink: RowSink): void {
    const instrument = this.#instrumentOf(bar, sink)
    if (instrument === undefined) return
    const wrong = checkBar(bar, this.#table)
    if (wrong !== undefined) {
      sink.rejects.push(wrong)
      return
    }
    this.#noteOrder(instrument, bar.time)
    if (!this.#table.bars) this.#release(bar, instrument, 0, sink)
    else if (this.#interval !== undefined) this.#release(bar, instrument, this.#interval, sink)
    else {
      this.#held.push({ bar, instrument })
      if (this.#held.length >= HELD) this.#findInterval(sink)
    }
  }

  end(sink: RowSink): void {
    if (this.#held.length > 0) this.#findInterval(sink)
  }

  notes(): readonly string[] {
    const notes: string[] = []
    const { unused, index } = this.#table
    if (this.#intervalNote !== undefined) notes.push(this.#intervalNote)
    if (this.#outOfOrder > 0) notes.push(`${this.#outOfOrder} rows out of time order, sorted`)
    if (this.#otherInstruments > 0)
      notes.push(`${this.#otherInstruments} rows of other instruments passed over`)
    if (this.#oneSided > 0)
      notes.push(`${this.#oneSided} rows give liquidations of one side only: unknown for both`)
    if (unused.length > 0) notes.push(`columns not used: ${unused.join(', ')}`)
    if (index.oi_open ?? index.oi_high ?? index.oi_low)
      notes.push(
        'open interest is kept at the close of each bar; oi_open, oi_high, oi_low are checked only',
      )
    return notes
  }

  #instrumentOf(bar: Bar, sink: RowSink): Instrument | undefined {
    const { rename, placeVenue, placeSymbol } = this.#options
    const inFile = bar.symbol === undefined ? undefined : (rename.get(bar.symbol) ?? bar.symbol)
    const { venue = bar.venue ?? placeVenue, symbol = inFile ?? placeSymbol } = this.#options
    if ((bar.venue ?? venue) !== venue || (inFile ?? symbol) !== symbol) {
      this.#otherInstruments++
      return undefined
    }
    if (venue === undefined)
      throw new ImportError('of which venue? Say --venue, like --venue binance')
    if (symbol === undefined)
      throw new ImportError('of which instrument? Say --symbol, like --symbol BTCUSDT')
    try {
      return this.#book.choose(venue, symbol)
    } catch (error) {
      if (!(error instanceof ImportError) || inFile === undefined) throw error
      const [field, value] =
        error instanceof UnknownVenue ? (['venue', venue] as const) : (['symbol', symbol] as const)
      sink.rejects.push(
        reject(this.#table, bar.line, field, value, error.message.replace(/^"[^"]*" /, '')),
      )
      return undefined
    }
  }

  #noteOrder({ id }: Instrument, time: Millis): void {
    if (time < (this.#lastTime.get(id) ?? time)) this.#outOfOrder++
    else this.#lastTime.set(id, time)
  }

  #findInterval(sink: RowSink): void {
    const times = new Map<string, Millis[]>()
    for (const { bar, instrument } of this.#held) {
      const known = times.get(instrument.id)
      if (known === undefined) times.set(instrument.id, [bar.time])
      else known.push(bar.time)
    }
    const interval = this.#intervalFrom(guessInterval(times.values()))
    this.#interval = interval
    for (const { bar, instrument } of this.#held.splice(0))
      this.#release(bar, instrument, interval, sink)
  }

  #intervalFrom(spacing: Spacing | undefined): Millis {
    const { namedInterval: named } = this.#options
    const clear = spacing !== undefined && spacing.share >= CLEAR_SHARE ? spacing : undefined
    if (named !== undefined) {
      if (clear !== undefined && clear.interval % named !== 0)
        throw new ImportError(
          `the file's name says ${intervalName(named)}, its bars are ${intervalName(clear.interval)} apart: say --interval`,
        )
      this.#intervalNote = `interval ${intervalName(named)}, from the file's name`
      return named
    }
    if (clear === undefined)
      throw new ImportError(
        `the interval cannot be told from the spacing of ${this.#held.length} bars: say --interval, like --interval 1h`,
      )
    this.#intervalNote = `interval ${intervalName(clear.interval)}, from the spacing of the bars`
    return clear.interval
  }

  #release(bar: Bar, instrument: Instrument, interval: Millis, sink: RowSink): void {
    const wrong = (reason: string) =>
      sink.rejects.push(
        reject(this.#table, bar.line, 'time', new Date(bar.time).toISOString(), reason),
      )
    const grid = Math.min(interval, DAY)
    if (interval > 0 && bar.time % grid !== 0)
      wrong(`is not at a multiple of ${intervalName(grid)} in UTC`)
    else if (bar.time + interval > this.#options.now)
      wrong(interval > 0 ? 'is a bar that has not closed yet' : 'is in the future')
    else this.#emit(bar, instrument, interval, sink.events)
  }

  #emit(bar: Bar, instrument: Instrument, interval: Millis, events: MarketEvent[]): void {
    const { time, numbers } = bar
    const end = time + interval
    const { oi_close: atClose, open_interest: now, funding_rate: fundingRate } = numbers
    const { long_account_pct: pct, liquidated_long: long, liquidated_short: short } = numbers
    if (this.#table.bars) {
      const candle = candleOf(instrument, time, interval, candleNumbers(bar))
      events.push(candle)
      this.#book.see(instrument.id, candle)
    }
    if (atClose !== undefined) events.push(openInterestAt(instrument, end, atClose))
    if (now !== undefined) events.push(openInterestAt(instrument, time, now))
    if (fundingRate !== undefined)
      events.push({ ...header(instrument, time), type: 'funding-rate', fundingRate })
    if (pct !== undefined)
      events.push({ ...header(instrument, end), type: 'account-ratio', longAccounts: pct / 100 })
    if (long !== undefined && short !== undefined)
      events.push({
        ...header(instrument, end),
        type: 'liquidation-total',
        interval,
        longQuantity: quantity(long),
        shortQuantity: quantity(short),
      })
    else if (long !== undefined || short !== undefined) this.#oneSided++
  }
}

/** The numbers of a bar that was checked to have them. */
const candleNumbers = ({ numbers }: Bar): CandleNumbers => ({
  open: numbers.open ?? Number.NaN,
  high: numbers.high ?? Number.NaN,
  low: numbers.low ?? Number.NaN,
  close: numbers.close ?? Number.NaN,
  volume: numbers.volume ?? Number.NaN,
  takerBuyVolume: numbers.taker_buy_volume,
  trades: numbers.trades,
})
