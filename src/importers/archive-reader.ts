import type { Instrument } from '../market/instrument.ts'
import type { MarketEvent } from '../market/event.ts'
import { HOUR, quantity } from '../market/units.ts'
import type { Millis, Quantity } from '../market/units.ts'
import type { ArchiveKind } from './archive-name.ts'
import { candleOf, header } from './bar-events.ts'
import { parseDecimal } from './decimal.ts'
import type { RowReader, RowReject } from './row.ts'
import { likelyUnit, parseTime } from './time-text.ts'
import type { TimeFormat } from './time-text.ts'

/** What is known of an archive file before its rows are read. */
export interface ArchiveFile {
  readonly kind: ArchiveKind
  readonly instrument: Instrument
  readonly columns: readonly string[]
  /** Of klines, where the file's name says it. */
  readonly interval: Millis | undefined
  /** Rows later than this are not there yet. */
  readonly now: Millis
  /** Takes note of a price, for the tick. */
  readonly see: (price: number) => void
}

/** A cell that cannot be what it should be; caught by the reader and made a reject. */
class BadCell extends Error {
  readonly column: string
  constructor(column: string, reason: string) {
    super(reason)
    this.column = column
  }
}

/** Reads the rows of a file of Binance's public archive. */
export function archiveReader(file: ArchiveFile): RowReader {
  const index = new Map(file.columns.map((name, i) => [name, i]))
  const row = new ArchiveRow(index, file)
  const events = ROW_EVENTS[file.kind]
  return {
    read(cells, line, sink) {
      if (cells.length !== file.columns.length) {
        const reason = `the row has ${cells.length} cells, ${file.kind} have ${file.columns.length}`
        sink.rejects.push({ line, column: '', value: cells.join(',').slice(0, 200), reason })
        return
      }
      row.cells = cells
      try {
        row.checkSymbol()
        sink.events.push(...events(row))
      } catch (error) {
        if (!(error instanceof BadCell)) throw error
        sink.rejects.push(row.reject(line, error.column, error.message))
      }
    },
    end() {},
    notes: () => row.notes(),
  }
}

/** The cells of the row at hand, read by column name. */
class ArchiveRow {
  cells: readonly string[] = []
  readonly file: ArchiveFile
  readonly #index: ReadonlyMap<string, number>
  #microseconds = 0

  constructor(index: ReadonlyMap<string, number>, file: ArchiveFile) {
    this.#index = index
    this.file = file
  }

  text(column: string): string {
    return this.cells[this.#index.get(column) ?? -1] ?? ''
  }

  /** A decimal that passes; undefined where the cell is empty and that is allowed. */
  number(column: string, passes: (value: number) => boolean, reason: string): number {
    const value = parseDecimal(this.text(column))
    if (value === undefined) throw new BadCell(column, 'is no plain decimal number')
    if (!passes(value)) throw new BadCell(column, reason)
    return value
  }

  optional(column: string, passes: (value: number) => boolean, reason: string): number | undefined {
    return this.text(column) === '' ? undefined : this.number(column, passes, reason)
  }

  price(column: string): number {
    const price = this.number(column, positive, 'is not above 0')
    this.file.see(price)
    return price
  }

  /** An amount of the archive (coins, or contracts of COIN-M) as the instrument's quantity. */
  amount(column: string): Quantity {
    return this.#quantity(this.number(column, notNegative, 'is below 0'))
  }

  /** Archives count in milliseconds, newer spot files in microseconds; metrics write date and time in UTC. */
  time(column: string): Millis {
    const text = this.text(column)
    const unit = /^\d{1,17}$/.test(text) ? likelyUnit(Number(text)) : 'ms'
    if (unit === 's') throw new BadCell(column, 'looks like seconds; the archive has milliseconds')
    const format: TimeFormat = { unit: unit ?? 'ms', assumeUtc: true }
    const reading = parseTime(text, format)
    if ('reason' in reading) throw new BadCell(column, reading.reason)
    if (unit === 'us') this.#microseconds++
    return reading.time
  }

  past(column: string, time: Millis): Millis {
    if (time > this.file.now) throw new BadCell(column, 'is in the future')
    return time
  }

  checkSymbol(): void {
    const symbol = this.text('symbol')
    if (symbol !== '' && symbol !== this.file.instrument.symbol)
      throw new BadCell('symbol', `is not ${this.file.instrument.symbol}, which the file is of`)
  }

  reject(line: number, column: string, reason: string): RowReject {
    return { line, column, value: this.text(column).slice(0, 200), reason }
  }

  notes(): readonly string[] {
    return this.#microseconds === 0 ? [] : ['times are in microseconds, kept to the millisecond']
  }

  #quantity(amount: number): Quantity {
    const { contract, contractSize } = this.file.instrument
    return quantity(contract === 'inverse' ? amount * contractSize : amount)
  }
}

const positive = (value: number): boolean => value > 0
const notNegative = (value: number): boolean => value >= 0

const ROW_EVENTS: Readonly<Record<ArchiveKind, (row: ArchiveRow) => readonly MarketEvent[]>> = {
  klines(row) {
    const openTime = row.time('open_time')
    const closeTime = row.time('close_time')
    const interval = row.file.interval ?? closeTime + 1 - openTime
    if (closeTime + 1 - openTime !== interval || interval <= 0)
      throw new BadCell('close_time', `is not the end of a bar of ${interval} ms`)
    const [open, high, low, close] = ['open', 'high', 'low', 'close'].map((name) =>
      row.price(name),
    ) as [number, number, number, number]
    if (high < low) throw new BadCell('high', `is below low ${low}`)
    if (open > high || open < low)
      throw new BadCell('open', `is outside low ${low} to high ${high}`)
    if (close > high || close < low)
      throw new BadCell('close', `is outside low ${low} to high ${high}`)
    const volume = row.amount('volume')
    // Bars of mark and index prices have the same names and columns, and no volume.
    if (volume === 0 && high > low)
      throw new BadCell('volume', 'is 0 while the price moved: a bar of mark or index prices?')
    const takerBuyVolume =
      row.text('taker_buy_volume') === '' ? undefined : row.amount('taker_buy_volume')
    if ((takerBuyVolume ?? 0) > volume)
      throw new BadCell('taker_buy_volume', `is above volume ${row.text('volume')}`)
    const trades = row.optional('count', isCount, 'is no whole number')
    if (openTime + interval > row.file.now)
      throw new BadCell('open_time', 'is a bar that has not closed yet')
    const numbers = { open, high, low, close, volume, takerBuyVolume, trades }
    return [candleOf(row.file.instrument, openTime, interval, numbers)]
  },

  metrics(row) {
    const shared = header(row.file.instrument, row.past('create_time', row.time('create_time')))
    const ratio = row.optional('count_long_short_ratio', notNegative, 'is below 0')
    const openInterest = row.amount('sum_open_interest')
    if (openInterest === 0) throw new BadCell('sum_open_interest', 'is 0, which no perpetual has')
    return [
      { ...shared, type: 'open-interest', openInterest },
      ...(ratio === undefined
        ? []
        : [{ ...shared, type: 'account-ratio', longAccounts: ratio / (1 + ratio) } as const]),
    ]
  },

  aggTrades(row) {
    const maker = row.text('is_buyer_maker').toLowerCase()
    if (maker !== 'true' && maker !== 'false')
      throw new BadCell('is_buyer_maker', 'is neither true nor false')
    const id = row.text('agg_trade_id')
    if (!/^\d{1,20}$/.test(id)) throw new BadCell('agg_trade_id', 'is no whole number')
    const at = row.past('transact_time', row.time('transact_time'))
    const { id: instrument, venue } = row.file.instrument
    // Written out: a day has a million of them, and spreading costs five times as much.
    return [
      {
        type: 'trade',
        venue,
        instrument,
        exchangeTime: at,
        receivedTime: at,
        price: row.price('price'),
        quantity: row.amount('quantity'),
        takerSide: maker === 'true' ? 'sell' : 'buy',
        id,
      },
    ]
  },

  fundingRate(row) {
    const fundingRate = row.number('last_funding_rate', isFraction, 'is not within −1 to 1')
    const hours = row.optional('funding_interval_hours', positive, 'is not above 0')
    return [
      {
        ...header(row.file.instrument, row.past('calc_time', row.time('calc_time'))),
        type: 'funding-rate',
        fundingRate,
        ...(hours === undefined ? {} : { interval: Math.round(hours * HOUR) }),
      },
    ]
  },

  /** `side` is the side of the closing order: SELL closes a long. */
  liquidationSnapshot(row) {
    const side = row.text('side')
    if (side !== 'SELL' && side !== 'BUY') throw new BadCell('side', 'is neither SELL nor BUY')
    const limit = row.price('price')
    const average = row.optional('average_price', notNegative, 'is below 0') ?? 0
    const known = row.text('accumulated_fill_quantity') !== ''
    const filled = row.amount(known ? 'accumulated_fill_quantity' : 'original_quantity')
    if (filled === 0) throw new BadCell('accumulated_fill_quantity', 'is 0: nothing was liquidated')
    return [
      {
        ...header(row.file.instrument, row.past('time', row.time('time'))),
        type: 'liquidation',
        position: side === 'SELL' ? 'long' : 'short',
        // The order's limit is the bankruptcy price; the average is what it filled at.
        ...(average > 0
          ? { price: average, priceKind: 'fill' }
          : { price: limit, priceKind: 'bankruptcy' }),
        quantity: filled,
      },
    ]
  },
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const isFraction = (value: number): boolean => Math.abs(value) < 1
