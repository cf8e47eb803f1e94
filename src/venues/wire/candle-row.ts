import type { Millis } from '../../market/units.ts'
import { quantity } from '../../market/units.ts'
import { decimal, positive } from './decimal.ts'
import { plausibleTime } from './event-time.ts'
import type { ListedInstrument } from './reader.ts'
import type { Reading } from './reading.ts'
import { shown, trouble } from './reading.ts'

/** A candle as a venue's history serves it, its numbers still unread. */
export interface CandleRow {
  /** In milliseconds. */
  readonly openTime: unknown
  readonly open: unknown
  readonly high: unknown
  readonly low: unknown
  readonly close: unknown
  /** In the unit of the instrument's quantity after multiplication with `volumeUnit`. */
  readonly volume: unknown
  readonly takerBuyVolume?: unknown
  readonly trades?: unknown
}

/** What of an answer is wanted: [from, to) by open time, and what one unit of volume is worth. */
export interface CandleRange {
  readonly interval: Millis
  readonly from: Millis
  readonly to: Millis
  readonly volumeUnit: number
}

/**
 * Takes a row as a candle event. A candle that is still open or lies outside the range is left out:
 * venues serve both. A row that cannot be right is a problem.
 */
export function takeCandle(
  reading: Reading,
  listed: ListedInstrument,
  { interval, from, to, volumeUnit }: CandleRange,
  row: CandleRow,
): void {
  const openTime = plausibleTime(row.openTime, reading.receivedTime)
  if (openTime === undefined || openTime % interval !== 0)
    return refuse(reading, row, 'openTime', `a multiple of ${interval} ms since 2010`)
  if (openTime < from || openTime >= to || openTime + interval > reading.receivedTime) return
  const open = positive(row.open)
  const high = positive(row.high)
  const low = positive(row.low)
  const close = positive(row.close)
  if (open === undefined) return refuse(reading, row, 'open', 'a price above 0')
  if (high === undefined) return refuse(reading, row, 'high', 'a price above 0')
  if (low === undefined) return refuse(reading, row, 'low', 'a price above 0')
  if (close === undefined) return refuse(reading, row, 'close', 'a price above 0')
  if (high < Math.max(open, close, low)) return refuse(reading, row, 'high', 'the highest price')
  if (low > Math.min(open, close)) return refuse(reading, row, 'low', 'the lowest price')
  const volume = decimal(row.volume)
  if (volume === undefined || volume < 0) return refuse(reading, row, 'volume', '0 or more')
  const bought = decimal(row.takerBuyVolume)
  if (
    row.takerBuyVolume !== undefined &&
    !(bought !== undefined && bought >= 0 && bought <= volume)
  )
    return refuse(reading, row, 'takerBuyVolume', 'a part of the volume')
  const trades = decimal(row.trades)
  if (row.trades !== undefined && !(trades !== undefined && trades >= 0))
    return refuse(reading, row, 'trades', '0 or more')
  reading.events.push({
    type: 'candle',
    venue: listed.instrument.venue,
    instrument: listed.instrument.id,
    exchangeTime: openTime + interval,
    receivedTime: reading.receivedTime,
    openTime,
    interval,
    open,
    high,
    low,
    close,
    volume: quantity(volume * volumeUnit),
    ...(bought !== undefined && { takerBuyVolume: quantity(bought * volumeUnit) }),
    ...(trades !== undefined && { trades }),
  })
}

function refuse(reading: Reading, row: CandleRow, name: keyof CandleRow, right: string): void {
  const kind = row[name] === undefined ? 'drift' : 'malformed'
  trouble(reading, kind, `candle: ${name} is ${shown(row[name])}, must be ${right}`)
}
