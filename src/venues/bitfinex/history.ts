import type { StreamKind } from '../../market/event.ts'
import { MINUTE, quantity } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { amountField, header, rowTime } from '../wire/fields.ts'
import { asList } from '../wire/read-json.ts'
import { historyPlan } from '../wire/history-plan.ts'
import type { HistoryPlan } from '../wire/reader.ts'
import { trouble } from '../wire/reading.ts'
import { listOf } from '../wire/rows.ts'
import { WEIGHT } from './instruments.ts'
import { OPEN_INTEREST } from './status.ts'

/** The venue gives at most 10,000 candles; minutes without a trade have none. */
const CANDLES = 5_000

/** [MTS, OPEN, CLOSE, HIGH, LOW, VOLUME]. https://docs.bitfinex.com/reference/rest-public-candles */
const candles = historyPlan(
  { interval: MINUTE, reach: undefined, rows: CANDLES },
  (listed, { from, to }) => ({
    path: `/v2/candles/trade:1m:${listed.wireName}/hist?start=${from}&end=${to - 1}&limit=${CANDLES}&sort=1`,
    weight: WEIGHT,
  }),
  (reading, answer, listed, range) => {
    for (const row of listOf(reading, 'candles', answer)) {
      const [openTime, open, close, high, low, volume] = asList(row) ?? []
      const candle = { openTime, open, high, low, close, volume }
      takeCandle(reading, listed, { interval: MINUTE, ...range, volumeUnit: 1 }, candle)
    }
  },
)

/** The venue gives at most 5,000 rows. */
const STATUSES = 5_000

/**
 * Fields as in the status of the socket, at times of the venue's choosing. An answer that is full
 * leaves out later rows, and is of no use: a shorter range must be asked for.
 * https://docs.bitfinex.com/reference/rest-public-derivatives-status-history
 */
const openInterests = historyPlan(
  { interval: undefined, reach: undefined, rows: STATUSES },
  ({ wireName }, { from, to }) => ({
    path: `/v2/status/deriv/${wireName}/hist?start=${from}&end=${to - 1}&limit=${STATUSES}&sort=1`,
    weight: WEIGHT,
  }),
  (reading, answer, listed, range) => {
    const rows = listOf(reading, 'statuses', answer)
    const full = rows.length >= STATUSES
    if (full) trouble(reading, 'refused', `${STATUSES} statuses or more in the range`)
    for (const one of rows) {
      const row = listOf(reading, 'status', one)
      const time = rowTime(reading, 'status', row, 0, range)
      const size = amountField(reading, 'status', row, OPEN_INTEREST)
      if (time === undefined || size === undefined) continue
      const about = header(reading, listed, time)
      reading.events.push({ type: 'open-interest', ...about, openInterest: quantity(size) })
    }
    return full ? 'incomplete' : undefined
  },
)

/**
 * Liquidations of before can be asked for three times a minute, for all symbols at once: they are
 * left out, for no gap of one instrument could be repaired so.
 */
export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = {
  candle: candles,
  'open-interest': openInterests,
}
