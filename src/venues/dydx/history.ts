import type { StreamKind } from '../../market/event.ts'
import { MINUTE, quantity } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { amountField, header } from '../wire/fields.ts'
import type { HistoryPlan, ListedInstrument, Read } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { readEvents, shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf, recordOf } from '../wire/rows.ts'
import type { MarketEvent } from '../../market/event.ts'
import { isoTime } from './iso-time.ts'

/** Rows of one answer at most. */
const ROWS = 1_000

const candles: HistoryPlan = {
  interval: MINUTE,
  reach: undefined,
  rows: ROWS,
  read: (listed, from, to) =>
    candleRead(listed, from, to, (reading, row) => {
      const { open, high, low, close, trades, baseTokenVolume: volume } = row
      const openTime = isoTime(row['startedAt']) ?? row['startedAt']
      const range = { interval: MINUTE, from, to, volumeUnit: 1 }
      takeCandle(reading, listed, range, { openTime, open, high, low, close, volume, trades })
    }),
}

/** A candle tells the open interest at its start. */
const openInterest: HistoryPlan = {
  interval: MINUTE,
  reach: undefined,
  rows: ROWS,
  read: (listed, from, to) =>
    candleRead(listed, from, to, (reading, row) => {
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
    }),
}

export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = {
  candle: candles,
  'open-interest': openInterest,
}

function candleRead(
  { wireName }: ListedInstrument,
  from: Millis,
  to: Millis,
  take: (reading: Reading, row: Fields) => void,
): Read<readonly MarketEvent[]> {
  const range = `fromISO=${isoText(from)}&toISO=${isoText(to)}`
  return {
    host: 'rest',
    path: `/v4/candles/perpetualMarkets/${encodeURIComponent(wireName)}?resolution=1MIN&${range}&limit=${ROWS}`,
    weight: 1,
    parse: (text, receivedTime) =>
      readEvents(text, receivedTime, (answer, reading) => {
        const whole = recordOf(reading, 'candles', answer)
        // Newest first.
        const rows = whole ? rowsOf(reading, 'candles', whole['candles']) : []
        for (const row of rows.toReversed()) take(reading, row)
      }),
  }
}

const isoText = (time: Millis): string => new Date(time).toISOString()
