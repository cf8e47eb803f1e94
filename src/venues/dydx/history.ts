import type { StreamKind } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import { MINUTE, quantity } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { amountField, header } from '../wire/fields.ts'
import type { Range } from '../wire/history-plan.ts'
import { historyPlan } from '../wire/history-plan.ts'
import type { HistoryPlan, ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf, recordOf } from '../wire/rows.ts'
import { isoTime } from './iso-time.ts'

/** Rows of one answer at most. */
const ROWS = 1_000

/** What is read out of each candle of the range, oldest first. */
const outOfCandles = (
  take: (reading: Reading, row: Fields, listed: ListedInstrument, range: Range) => void,
): HistoryPlan =>
  historyPlan(
    { interval: MINUTE, reach: undefined, rows: ROWS },
    ({ wireName }, { from, to }) => {
      const range = `fromISO=${isoText(from)}&toISO=${isoText(to)}`
      const path = `/v4/candles/perpetualMarkets/${encodeURIComponent(wireName)}?resolution=1MIN&${range}&limit=${ROWS}`
      return { path, weight: 1 }
    },
    (reading, answer, listed, range) => {
      const whole = recordOf(reading, 'candles', answer)
      // Newest first.
      const rows = whole ? rowsOf(reading, 'candles', whole['candles']) : []
      for (const row of rows.toReversed()) take(reading, row, listed, range)
    },
  )

const isoText = (time: Millis): string => new Date(time).toISOString()

const candles = outOfCandles((reading, row, listed, range) => {
  const { open, high, low, close, trades, baseTokenVolume: volume } = row
  const openTime = isoTime(row['startedAt']) ?? row['startedAt']
  const candle = { openTime, open, high, low, close, volume, trades }
  takeCandle(reading, listed, { interval: MINUTE, ...range, volumeUnit: 1 }, candle)
})

/** A candle tells the open interest at its start. */
const openInterest = outOfCandles((reading, row, listed, { from, to }) => {
  const time = isoTime(row['startedAt'])
  const about = header(reading, listed, time)
  if (time === undefined || about.suspect !== undefined) {
    const kind = row['startedAt'] === undefined ? 'drift' : 'malformed'
    trouble(reading, kind, `candle: startedAt is ${shown(row['startedAt'])}, must be its start`)
    return
  }
  const amount = amountField(reading, 'candle', row, 'startingOpenInterest')
  if (amount !== undefined && time >= from && time < to)
    reading.events.push({ type: 'open-interest', ...about, openInterest: quantity(amount) })
})

export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = {
  candle: candles,
  'open-interest': openInterest,
}
