import { DAY, MINUTE, quantity } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { amountField, decimalField, header, positiveField, rowTime } from '../wire/fields.ts'
import type { HistoryExtent, Range, TakeHistory } from '../wire/history-plan.ts'
import { historyPlan } from '../wire/history-plan.ts'
import { asList, asText } from '../wire/read-json.ts'
import type { HistoryPlan, VenueReader } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { rowsOf } from '../wire/rows.ts'
import { dataOf } from './answer.ts'

type Row = readonly unknown[]

/** A request of history whose answer is a list of rows, newest first. */
const planned = (
  extent: HistoryExtent & { readonly weight: number },
  pathOf: (range: Range) => string,
  take: TakeHistory,
): HistoryPlan => {
  const { weight, ...plan } = extent
  return historyPlan(
    plan,
    ({ wireName }, range) => ({
      path: `/api/v5/${pathOf(range)}&instId=${encodeURIComponent(wireName)}&limit=100`,
      weight,
    }),
    (reading, answer, listed, range) => {
      const data = dataOf(reading, 'history', answer)
      return data === undefined ? undefined : take(reading, data, listed, range)
    },
  )
}

/** Rows that are lists of that many fields at least. */
function listsOf(reading: Reading, what: string, data: unknown, fields: number): Row[] {
  const rows = asList(data)
  if (rows === undefined) {
    trouble(reading, 'malformed', `${what}: ${shown(data)} must be a list`)
    return []
  }
  return rows.flatMap((row): Row[] => {
    const list = asList(row)
    if (list !== undefined && list.length >= fields) return [list]
    trouble(reading, 'malformed', `${what}: ${shown(row)} must be a list of ${fields} fields`)
    return []
  })
}

/** `before` and `after` are exclusive, and `after` asks for what is older. */
const candle = planned(
  { interval: MINUTE, reach: undefined, rows: 100, weight: 1 },
  ({ from, to }) => `market/history-candles?bar=1m&before=${from - 1}&after=${to}`,
  (reading, data, listed, range) => {
    const about = { interval: MINUTE, ...range, volumeUnit: listed.instrument.contractSize }
    for (const row of listsOf(reading, 'candles', data, 9)) {
      const [openTime, open, high, low, close, volume] = row
      const closed = asText(row[8])
      if (closed === '1')
        takeCandle(reading, listed, about, { openTime, open, high, low, close, volume })
      else if (closed !== '0')
        trouble(reading, 'malformed', `candles: confirm is ${shown(row[8])}, must be 0 or 1`)
    }
  },
)

/** Time, contracts, base coins, US dollars. It has been reported to end in 2024 (2026-09). */
const openInterest = planned(
  { interval: 5 * MINUTE, reach: 5 * DAY, rows: 100, weight: 4 },
  ({ from, to }) =>
    `rubik/stat/contracts/open-interest-history?period=5m&begin=${from}&end=${to - 1}`,
  (reading, data, listed, range) => {
    for (const row of listsOf(reading, 'open-interest-history', data, 4)) {
      const contracts = amountField(reading, 'open-interest-history', row, 1)
      const time = rowTime(reading, 'open-interest-history', row, 0, range)
      if (contracts === undefined || time === undefined) continue
      reading.events.push({
        type: 'open-interest',
        ...header(reading, listed, time),
        openInterest: quantity(contracts * listed.instrument.contractSize),
      })
    }
  },
)

const fundingRate = planned(
  { interval: undefined, reach: 90 * DAY, rows: 100, weight: 2 },
  ({ from, to }) => `public/funding-rate-history?before=${from - 1}&after=${to}`,
  (reading, data, listed, range) => {
    for (const row of rowsOf(reading, 'funding-rate-history', data)) {
      // What was paid; the rate beside it is what was foreseen.
      const rate = decimalField(reading, 'funding-rate-history', row, 'realizedRate')
      const time = rowTime(reading, 'funding-rate-history', row, 'fundingTime', range)
      if (rate === undefined || time === undefined) continue
      const about = header(reading, listed, time)
      reading.events.push({ type: 'funding-rate', ...about, fundingRate: rate })
    }
  },
)

/** Accounts that are long for each that is short. */
const accountRatio = planned(
  { interval: 5 * MINUTE, reach: 5 * DAY, rows: 100, weight: 4 },
  ({ from, to }) =>
    `rubik/stat/contracts/long-short-account-ratio-contract?period=5m&begin=${from}&end=${to - 1}`,
  (reading, data, listed, range) => {
    for (const row of listsOf(reading, 'long-short-account-ratio', data, 2)) {
      const ratio = positiveField(reading, 'long-short-account-ratio', row, 1)
      const time = rowTime(reading, 'long-short-account-ratio', row, 0, range)
      if (ratio === undefined || time === undefined) continue
      const about = header(reading, listed, time)
      reading.events.push({ type: 'account-ratio', ...about, longAccounts: ratio / (1 + ratio) })
    }
  },
)

export const history: NonNullable<VenueReader['history']> = {
  candle,
  'open-interest': openInterest,
  'funding-rate': fundingRate,
  'account-ratio': accountRatio,
}
