import { quantityOf } from '../market/instrument.ts'
import { contracts, HOUR, MINUTE, quantity } from '../market/units.ts'
import type { Millis, Quantity } from '../market/units.ts'
import type { MarketEvent } from '../market/event.ts'
import { takeCandle } from '../venues/wire/candle-row.ts'
import { decimal, positive } from '../venues/wire/decimal.ts'
import { amountField, decimalField, header, recordField } from '../venues/wire/fields.ts'
import { asList } from '../venues/wire/read-json.ts'
import type { ListedInstrument, Read } from '../venues/wire/reader.ts'
import { readAnswer, readEvents, shown, trouble } from '../venues/wire/reading.ts'
import type { Reading } from '../venues/wire/reading.ts'
import { listOf, recordOf } from '../venues/wire/rows.ts'
import type { CandleSource, OpenInterestSource } from './long-tail-venue.ts'
import { unreadable } from './unreadable.ts'

type ReadEvents = Read<readonly MarketEvent[]>['parse']

/** Candles of [from, to) by open time; ccxt gives rows of open time, four prices and volume. */
export const readCandles =
  (
    listed: ListedInstrument,
    source: CandleSource,
    { from, to }: { readonly from: Millis; readonly to: Millis },
  ): ReadEvents =>
  (text, receivedTime) =>
    readAnswer(text, receivedTime, (answer, reading) => {
      if (unreadable(reading, answer)) return undefined
      const rows = listOf(reading, 'candles', answer)
      for (const row of rows) takeRow(reading, listed, source, { from, to }, row)
      if (reading.events.length > 0) return reading.events
      // Some venues answer a range that they do not serve with their last candles, or with none.
      const isServed =
        to === Number.POSITIVE_INFINITY ? rows.length > 0 : !hasMinute(from, to, receivedTime)
      if (!isServed || reading.problems.length > 0)
        return trouble(
          reading,
          'unknown',
          `candles: none of ${rows.length} lies in what was asked for`,
        )
      return []
    })

/** Whether a minute begins in [from, to) and is over. */
const hasMinute = (from: Millis, to: Millis, now: Millis): boolean => {
  const first = Math.ceil(from / MINUTE) * MINUTE
  return first < to && first + MINUTE <= now
}

function takeRow(
  reading: Reading,
  listed: ListedInstrument,
  { volume: unit }: CandleSource,
  range: { readonly from: Millis; readonly to: Millis },
  row: unknown,
): void {
  const fields = asList(row)
  if (fields === undefined) return trouble(reading, 'malformed', `candle: ${shown(row)} is no list`)
  const [openTime, open, high, low, close, told] = fields
  const volume = unit === 'quote' ? inBase(told, [open, high, low, close]) : told
  const volumeUnit = unit === 'contracts' ? listed.instrument.contractSize : 1
  takeCandle(
    reading,
    listed,
    { interval: MINUTE, ...range, volumeUnit },
    { openTime, open, high, low, close, volume },
  )
}

/** Quote volume over the mean price: off by less than the candle's range. */
function inBase(told: unknown, prices: readonly unknown[]): unknown {
  const volume = decimal(told)
  const known = prices.flatMap((price) => positive(price) ?? [])
  if (volume === undefined || known.length !== prices.length) return told
  return volume / (known.reduce((sum, price) => sum + price, 0) / known.length)
}

/** Open interest out of the venue's own field, one side counted. */
export const readOpenInterest =
  (listed: ListedInstrument, { field, unit }: OpenInterestSource): ReadEvents =>
  (text, receivedTime) =>
    readEvents(text, receivedTime, (answer, reading) => {
      if (unreadable(reading, answer)) return
      const record = recordOf(reading, 'open interest', answer)
      const info = record && recordField(reading, 'open interest', record, 'info')
      const amount = info && amountField(reading, 'open interest', info, field)
      if (record === undefined || amount === undefined) return
      reading.events.push({
        type: 'open-interest',
        ...stamped(reading, listed, record['timestamp']),
        openInterest: inQuantity(listed, unit, amount),
      })
    })

const inQuantity = (
  { instrument }: ListedInstrument,
  unit: OpenInterestSource['unit'],
  amount: number,
): Quantity =>
  unit === 'contracts'
    ? quantity(Number(quantityOf(instrument, contracts(amount)).toPrecision(12)))
    : quantity(amount)

export const readFundingRate =
  (listed: ListedInstrument): ReadEvents =>
  (text, receivedTime) =>
    readEvents(text, receivedTime, (answer, reading) => {
      if (unreadable(reading, answer)) return
      const record = recordOf(reading, 'funding rate', answer)
      const rate = record && decimalField(reading, 'funding rate', record, 'fundingRate')
      if (record === undefined || rate === undefined) return
      if (Math.abs(rate) > LARGEST_RATE) {
        const right = `a fraction between -${LARGEST_RATE} and ${LARGEST_RATE}`
        trouble(reading, 'malformed', `funding rate: ${rate} must be ${right}`)
        return
      }
      const interval = hours(record['interval'])
      reading.events.push({
        type: 'funding-rate',
        ...stamped(reading, listed, record['timestamp']),
        fundingRate: rate,
        ...(interval !== undefined && { interval }),
      })
    })

/** No venue charges 5 % for an interval; more means that its number is in percent by now. */
const LARGEST_RATE = 0.05

/** Some answers bear no time: what they say is true when they come. */
const stamped = (reading: Reading, listed: ListedInstrument, time: unknown) =>
  header(reading, listed, time ?? reading.receivedTime)

/** ccxt writes the interval of funding as `8h`. */
function hours(text: unknown): Millis | undefined {
  const found = typeof text === 'string' ? /^(\d{1,3})h$/.exec(text) : null
  const count = Number(found?.[1] ?? 0)
  return count > 0 ? count * HOUR : undefined
}
