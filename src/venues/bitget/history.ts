import type { StreamKind } from '../../market/event.ts'
import { MINUTE } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { asList } from '../wire/read-json.ts'
import { historyPlan } from '../wire/history-plan.ts'
import type { HistoryPlan } from '../wire/reader.ts'
import { listOf } from '../wire/rows.ts'
import { CATEGORY, dataOf } from './instruments.ts'

/** Rows of one answer; a larger `limit` is refused. */
const ROWS = 100

/**
 * Closed candles, oldest first, `startTime` included and `endTime` not. They reach back for years.
 * https://www.bitget.com/api-doc/uta/public/Get-History-Candle-Data
 */
const candles = historyPlan(
  { interval: MINUTE, reach: undefined, rows: ROWS },
  (listed, { from, to }) => ({
    path: `/api/v3/market/history-candles?category=${CATEGORY}&symbol=${listed.wireName}&interval=1m&startTime=${from}&endTime=${to}&limit=${ROWS}`,
    weight: 1,
  }),
  (reading, answer, listed, range) => {
    const data = dataOf(answer, reading)
    if (data === undefined) return
    for (const row of listOf(reading, 'candles', data)) {
      const [openTime, open, high, low, close, volume] = asList(row) ?? []
      const candle = { openTime, open, high, low, close, volume }
      takeCandle(reading, listed, { interval: MINUTE, ...range, volumeUnit: 1 }, candle)
    }
  },
)

export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = { candle: candles }
