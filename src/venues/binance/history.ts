import { DAY, MINUTE, quantity } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { amountField, decimalField, header, rowTime } from '../wire/fields.ts'
import type { Range } from '../wire/history-plan.ts'
import { historyPlan } from '../wire/history-plan.ts'
import { asList } from '../wire/read-json.ts'
import type { HistoryPlan, ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf } from '../wire/rows.ts'
import type { Family } from './family.ts'
import { unitOf } from './family.ts'

/** Candles of one minute, with the takers' part of the volume. */
export const candleHistory = (family: Family): HistoryPlan =>
  historyPlan(
    { interval: MINUTE, reach: undefined, rows: 1_000 },
    ({ instrument, wireName }, { from, to }) => {
      const { rest, prefix } = family.marketOf(instrument)
      const symbol = encodeURIComponent(wireName)
      const path = `${prefix}/klines?symbol=${symbol}&interval=1m&startTime=${from}&endTime=${to - 1}&limit=1000`
      return { host: rest, path, weight: 5 }
    },
    takeCandles,
  )

function takeCandles(
  reading: Reading,
  answer: unknown,
  listed: ListedInstrument,
  range: Range,
): undefined {
  const rows = asList(answer)
  if (rows === undefined) {
    trouble(reading, 'malformed', `klines: ${shown(answer)} must be a list`)
    return
  }
  const about = { interval: MINUTE, ...range, volumeUnit: unitOf(listed) }
  for (const row of rows) {
    const fields = asList(row)
    // Open time, open, high, low, close, volume, close time, turnover, trades, taker's volume, …
    if (fields === undefined || fields.length < 10)
      trouble(reading, 'malformed', `klines: ${shown(row)} must be a list of 12 fields`)
    else
      takeCandle(reading, listed, about, {
        openTime: fields[0],
        open: fields[1],
        high: fields[2],
        low: fields[3],
        close: fields[4],
        volume: fields[5],
        trades: fields[8],
        takerBuyVolume: fields[9],
      })
  }
}

/**
 * Statistics of every five minutes of the last month. They have a limit of their own, 1,000 requests
 * in five minutes, which the weight stands for.
 */
const statistics = (
  family: Family,
  name: string,
  queryOf: (listed: ListedInstrument) => string,
  takeRow: (reading: Reading, row: Fields, listed: ListedInstrument, range: Range) => void,
): HistoryPlan =>
  historyPlan(
    { interval: 5 * MINUTE, reach: 30 * DAY, rows: 500 },
    (listed, { from, to }) => ({
      host: family.marketOf(listed.instrument).rest,
      path: `/futures/data/${name}?${queryOf(listed)}&period=5m&startTime=${from}&endTime=${to - 1}&limit=500`,
      weight: 12,
    }),
    (reading, answer, listed, range) => {
      for (const row of rowsOf(reading, name, answer)) takeRow(reading, row, listed, range)
    },
  )

/** The stamp is the end of the period. */
export const openInterestHistory = (family: Family): HistoryPlan =>
  statistics(family, 'openInterestHist', marketQuery, (reading, row, listed, range) => {
    const amount = amountField(reading, 'openInterestHist', row, 'sumOpenInterest')
    const time = rowTime(reading, 'openInterestHist', row, 'timestamp', range)
    if (amount === undefined || time === undefined) return
    const openInterest = quantity(amount * unitOf(listed))
    reading.events.push({ type: 'open-interest', ...header(reading, listed, time), openInterest })
  })

/** COIN-M is asked by pair and kind of contract; without the kind it answers for the next quarter. */
const marketQuery = (listed: ListedInstrument): string =>
  listed.instrument.contract === 'linear'
    ? pairQuery(listed)
    : `${pairQuery(listed)}&contractType=PERPETUAL`

const RATIO = 'globalLongShortAccountRatio'

/** Share of accounts that are long. */
export const accountRatioHistory = (family: Family): HistoryPlan =>
  statistics(family, RATIO, pairQuery, (reading, row, listed, range) => {
    const longAccounts = amountField(reading, RATIO, row, 'longAccount')
    const time = rowTime(reading, RATIO, row, 'timestamp', range)
    if (longAccounts === undefined || time === undefined) return
    const about = header(reading, listed, time)
    if (longAccounts <= 1) reading.events.push({ type: 'account-ratio', ...about, longAccounts })
    else trouble(reading, 'malformed', `${RATIO}: longAccount is ${longAccounts}, must be 0 to 1`)
  })

const pairQuery = ({ instrument, wireName }: ListedInstrument): string =>
  instrument.contract === 'linear'
    ? `symbol=${encodeURIComponent(wireName)}`
    : `pair=${encodeURIComponent(wireName.replace(/_.*$/, ''))}`

/** Funding as it was paid, at irregular intervals: every eight, four or one hours. */
export const fundingHistory = (family: Family): HistoryPlan =>
  historyPlan(
    { interval: undefined, reach: undefined, rows: 1_000 },
    ({ instrument, wireName }, { from, to }) => {
      const { rest, prefix } = family.marketOf(instrument)
      const symbol = encodeURIComponent(wireName)
      const path = `${prefix}/fundingRate?symbol=${symbol}&startTime=${from}&endTime=${to - 1}&limit=1000`
      return { host: rest, path, weight: 24 }
    },
    (reading, answer, listed, range) => {
      for (const row of rowsOf(reading, 'fundingRate', answer)) {
        const fundingRate = decimalField(reading, 'fundingRate', row, 'fundingRate')
        const time = rowTime(reading, 'fundingRate', row, 'fundingTime', range)
        if (fundingRate === undefined || time === undefined) continue
        const about = header(reading, listed, time)
        reading.events.push({ type: 'funding-rate', ...about, fundingRate })
      }
    },
  )
