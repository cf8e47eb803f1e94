import type { StreamKind } from '../../market/event.ts'
import { MINUTE } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { historyPlan } from '../wire/history-plan.ts'
import type { HistoryPlan } from '../wire/reader.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'

/** Candles of one answer at most. */
const ROWS = 500

const candles = historyPlan(
  { interval: MINUTE, reach: undefined, rows: ROWS },
  (listed, { from, to }) => ({
    path: `/api/v1/candles?market_id=${listed.wireName}&resolution=1m&start_timestamp=${from}&end_timestamp=${to - 1}&count_back=0`,
    weight: 1,
  }),
  (reading, answer, listed, range) => {
    const whole = recordOf(reading, 'candles', answer)
    for (const row of whole ? rowsOf(reading, 'candles: c', whole['c']) : []) {
      // Small letters are amounts in base coins, V is the value in USDC.
      const candle = {
        openTime: row['t'],
        open: row['o'],
        high: row['h'],
        low: row['l'],
        close: row['c'],
        volume: row['v'],
      }
      takeCandle(reading, listed, { interval: MINUTE, ...range, volumeUnit: 1 }, candle)
    }
  },
)

export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = { candle: candles }
