import type { StreamKind } from '../../market/event.ts'
import type { Millis } from '../../market/units.ts'
import { HOUR, MINUTE } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { decimalField, header, rowTime } from '../wire/fields.ts'
import { historyPlan } from '../wire/history-plan.ts'
import type { HistoryPlan } from '../wire/reader.ts'
import { trouble } from '../wire/reading.ts'
import { listOf, recordOf, rowsOf } from '../wire/rows.ts'
import { API, CREDITS, resultOf } from './instruments.ts'
import { isAbout, takeTrade } from './trades.ts'

/** The venue gives at most 5,000 candles. */
const CANDLES = 1_000

/**
 * Candles as one list for each field. `volume` is in coins and `cost` in USD: the quantity of an
 * inverse contract is its cost.
 * https://docs.deribit.com/api-reference/market-data/public-get_tradingview_chart_data
 */
const candles = historyPlan(
  { interval: MINUTE, reach: undefined, rows: CANDLES },
  (listed, { from, to }) => ({
    path: `${API}/get_tradingview_chart_data?instrument_name=${listed.wireName}&start_timestamp=${from}&end_timestamp=${to - 1}&resolution=1`,
    weight: CREDITS,
  }),
  (reading, answer, listed, range) => {
    const result = resultOf(answer, reading)
    const chart = result === undefined ? undefined : recordOf(reading, 'chart', result)
    if (chart === undefined) return
    const inverse = listed.instrument.contract === 'inverse'
    const [ticks, open, high, low, close, volume] = [
      'ticks',
      'open',
      'high',
      'low',
      'close',
      inverse ? 'cost' : 'volume',
    ].map((field) => listOf(reading, `chart: ${field}`, chart[field]))
    const rows = Math.max(...[ticks, open, high, low, close, volume].map((l) => l?.length ?? 0))
    for (let i = 0; i < rows; i++)
      takeCandle(
        reading,
        listed,
        { interval: MINUTE, ...range, volumeUnit: 1 },
        {
          openTime: ticks?.[i],
          open: open?.[i],
          high: high?.[i],
          low: low?.[i],
          close: close?.[i],
          volume: volume?.[i],
        },
      )
  },
)

/** Trades of one answer; the venue allows as many. */
const TRADES = 1_000

/** The mark of a liquidation is put on a trade about an hour after it (seen from 2026-09 on). */
const MARKED_AFTER: Millis = 65 * MINUTE

/**
 * Trades by time, or the liquidations among them, from the host that has them back to 2018; the
 * other one keeps a day. An answer that leaves out later trades, or trades that may still be marked
 * as liquidations, is of no use: it would pass for complete.
 * https://docs.deribit.com/api-reference/market-data/public-get_last_trades_by_instrument_and_time
 */
const trades = (wanted: 'trade' | 'liquidation'): HistoryPlan =>
  historyPlan(
    { interval: undefined, reach: undefined, rows: TRADES },
    ({ wireName }, { from, to }) => ({
      host: 'history',
      path: `${API}/get_last_trades_by_instrument_and_time?instrument_name=${wireName}&start_timestamp=${from}&end_timestamp=${to - 1}&count=${TRADES}&sorting=asc`,
      weight: CREDITS,
    }),
    (reading, answer, listed, range) => {
      const result = resultOf(answer, reading)
      const found = result === undefined ? undefined : recordOf(reading, 'trades', result)
      if (found === undefined) return undefined
      let unmarked = false
      for (const row of rowsOf(reading, 'trades', found['trades'])) {
        if (!isAbout(reading, listed, row)) continue
        const time = rowTime(reading, 'trade', row, 'timestamp', range)
        if (time === undefined) continue
        takeTrade(reading, listed, row, wanted)
        unmarked ||= wanted === 'liquidation' && time > reading.receivedTime - MARKED_AFTER
      }
      if (unmarked)
        trouble(reading, 'refused', 'liquidations of the last 65 minutes are not marked yet')
      const more = found['has_more'] === true
      if (more) trouble(reading, 'refused', `more than ${TRADES} trades in the range`)
      return unmarked || more ? 'incomplete' : undefined
    },
  )

/** Rates of each hour, told as the rate of eight. */
const fundingRates = historyPlan(
  { interval: HOUR, reach: undefined, rows: 744 },
  (listed, { from, to }) => ({
    path: `${API}/get_funding_rate_history?instrument_name=${listed.wireName}&start_timestamp=${from}&end_timestamp=${to - 1}`,
    weight: CREDITS,
  }),
  (reading, answer, listed, range) => {
    const result = resultOf(answer, reading)
    if (result === undefined) return
    for (const row of rowsOf(reading, 'funding', result)) {
      const time = rowTime(reading, 'funding', row, 'timestamp', range)
      const fundingRate = decimalField(reading, 'funding', row, 'interest_8h')
      if (time === undefined || fundingRate === undefined) continue
      const about = header(reading, listed, time)
      reading.events.push({ type: 'funding-rate', ...about, fundingRate, interval: 8 * HOUR })
    }
  },
)

export const history: Readonly<Partial<Record<StreamKind, HistoryPlan>>> = {
  candle: candles,
  trade: trades('trade'),
  liquidation: trades('liquidation'),
  'funding-rate': fundingRates,
}
