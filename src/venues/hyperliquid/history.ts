import type { StreamKind } from '../../market/event.ts'
import { HOUR, MINUTE } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { decimalField, header } from '../wire/fields.ts'
import { historyPlan } from '../wire/history-plan.ts'
import type { HistoryPlan } from '../wire/reader.ts'
import { shown, trouble } from '../wire/reading.ts'
import { rowsOf } from '../wire/rows.ts'
import { COMMON_WEIGHT, info } from './info.ts'

/** The venue keeps the newest 5,000 candles of each interval. */
const CANDLES = 5_000

const candles = historyPlan(
  { interval: MINUTE, reach: CANDLES * MINUTE, rows: CANDLES },
  ({ wireName: coin }, { from, to }) => {
    const req = { coin, interval: '1m', startTime: from, endTime: to - 1 }
    const weight = COMMON_WEIGHT + Math.ceil((to - from) / MINUTE / 60)
    return info({ type: 'candleSnapshot', req }, weight)
  },
  (reading, answer, listed, range) => {
    for (const row of rowsOf(reading, 'candleSnapshot', answer)) {
      // Volume is in base coins; who took is not said.
      const { t, o, h, l, c, v, n } = row
      const candle = { openTime: t, open: o, high: h, low: l, close: c, volume: v, trades: n }
      takeCandle(reading, listed, { interval: MINUTE, ...range, volumeUnit: 1 }, candle)
    }
  },
)

/** Rates as they were paid, some milliseconds after each full hour. */
const fundingRates = historyPlan(
  { interval: HOUR, reach: undefined, rows: 500 },
  ({ wireName: coin }, { from, to }) => {
    const weight = COMMON_WEIGHT + Math.ceil((to - from) / HOUR / 20)
    return info({ type: 'fundingHistory', coin, startTime: from, endTime: to - 1 }, weight)
  },
  (reading, answer, listed, { from, to }) => {
    for (const row of rowsOf(reading, 'fundingHistory', answer)) {
      const fundingRate = decimalField(reading, 'fundingHistory', row, 'fundingRate')
      const about = header(reading, listed, row['time'])
      if (about.suspect !== undefined)
        trouble(reading, 'malformed', `fundingHistory: time is ${shown(row['time'])}`)
      else if (fundingRate !== undefined && about.exchangeTime >= from && about.exchangeTime < to)
        reading.events.push({ type: 'funding-rate', ...about, fundingRate, interval: HOUR })
    }
  },
)

export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = {
  candle: candles,
  'funding-rate': fundingRates,
}
