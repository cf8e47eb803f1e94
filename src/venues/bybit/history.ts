import { MINUTE, quantity } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { amountField, decimalField, header, rowTime } from '../wire/fields.ts'
import type { HistoryExtent, Range, TakeHistory } from '../wire/history-plan.ts'
import { historyPlan } from '../wire/history-plan.ts'
import { asList } from '../wire/read-json.ts'
import type { HistoryPlan, VenueReader } from '../wire/reader.ts'
import { shown, trouble } from '../wire/reading.ts'
import { resultOf, resultRows } from './answer.ts'

/** A request of history; what each asks for and how its rows are read is all that differs. */
const planned = (
  extent: HistoryExtent,
  pathOf: (range: Range) => string,
  take: TakeHistory,
): HistoryPlan =>
  historyPlan(
    extent,
    ({ instrument, wireName }, range) => {
      const [name, query] = pathOf(range).split('?')
      const symbol = encodeURIComponent(wireName)
      const path = `/v5/market/${name}?category=${instrument.contract}&symbol=${symbol}&${query}`
      return { path, weight: 1 }
    },
    take,
  )

const candle = planned(
  { interval: MINUTE, reach: undefined, rows: 1_000 },
  ({ from, to }) => `kline?interval=1&start=${from}&end=${to - 1}&limit=1000`,
  (reading, answer, listed, range) => {
    const rows = asList(resultOf(reading, 'kline', answer)?.['list'])
    if (rows === undefined) {
      trouble(reading, 'drift', `kline: list is missing in ${shown(answer)}`)
      return
    }
    const about = { interval: MINUTE, ...range, volumeUnit: listed.instrument.contractSize }
    for (const row of rows) {
      const [openTime, open, high, low, close, volume] = asList(row) ?? []
      takeCandle(reading, listed, about, { openTime, open, high, low, close, volume })
    }
  },
)

/** Both sides together, and since 2026-06-11 one side beside them. */
const openInterest = planned(
  { interval: 5 * MINUTE, reach: undefined, rows: 200 },
  ({ from, to }) => `open-interest?intervalTime=5min&startTime=${from}&endTime=${to - 1}&limit=200`,
  (reading, answer, listed, range) => {
    for (const row of resultRows(reading, 'open-interest', answer)) {
      const single = row['singleOpenInterest'] !== undefined
      const field = single ? 'singleOpenInterest' : 'openInterest'
      const amount = amountField(reading, 'open-interest', row, field)
      const time = rowTime(reading, 'open-interest', row, 'timestamp', range)
      if (amount === undefined || time === undefined) continue
      const oneSide = (single ? amount : amount / 2) * listed.instrument.contractSize
      reading.events.push({
        type: 'open-interest',
        ...header(reading, listed, time),
        openInterest: quantity(oneSide),
      })
    }
  },
)

const fundingRate = planned(
  { interval: undefined, reach: undefined, rows: 200 },
  ({ from, to }) => `funding/history?startTime=${from}&endTime=${to - 1}&limit=200`,
  (reading, answer, listed, range) => {
    for (const row of resultRows(reading, 'funding/history', answer)) {
      const rate = decimalField(reading, 'funding/history', row, 'fundingRate')
      const time = rowTime(reading, 'funding/history', row, 'fundingRateTimestamp', range)
      if (rate === undefined || time === undefined) continue
      const about = header(reading, listed, time)
      reading.events.push({ type: 'funding-rate', ...about, fundingRate: rate })
    }
  },
)

const accountRatio = planned(
  { interval: 5 * MINUTE, reach: undefined, rows: 500 },
  ({ from, to }) => `account-ratio?period=5min&startTime=${from}&endTime=${to - 1}&limit=500`,
  (reading, answer, listed, range) => {
    for (const row of resultRows(reading, 'account-ratio', answer)) {
      const longAccounts = amountField(reading, 'account-ratio', row, 'buyRatio')
      const time = rowTime(reading, 'account-ratio', row, 'timestamp', range)
      if (longAccounts === undefined || time === undefined) continue
      const about = header(reading, listed, time)
      if (longAccounts <= 1) reading.events.push({ type: 'account-ratio', ...about, longAccounts })
      else
        trouble(reading, 'malformed', `account-ratio: buyRatio is ${longAccounts}, must be 0 to 1`)
    }
  },
)

/** Rows come newest first. All of it reaches back to the listing. */
export const history: NonNullable<VenueReader['history']> = {
  candle,
  'open-interest': openInterest,
  'funding-rate': fundingRate,
  'account-ratio': accountRatio,
}
