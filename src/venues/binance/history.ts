import type { Millis } from '../../market/units.ts'
import { DAY, MINUTE, quantity } from '../../market/units.ts'
import { takeCandle } from '../wire/candle-row.ts'
import { amountField, decimalField, header, rowTime } from '../wire/fields.ts'
import { asList } from '../wire/read-json.ts'
import type { HistoryPlan, ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { readEvents, shown, trouble } from '../wire/reading.ts'
import { rowsOf } from '../wire/rows.ts'
import type { Family } from './family.ts'
import { unitOf } from './family.ts'

type Range = { readonly from: Millis; readonly to: Millis }

/** Candles of one minute, with the takers' part of the volume. */
export const candleHistory = (family: Family): HistoryPlan => ({
  interval: MINUTE,
  reach: undefined,
  rows: 1_000,
  read: (listed, from, to) => {
    const { rest, prefix } = family.marketOf(listed.instrument)
    const symbol = encodeURIComponent(listed.wireName)
    return {
      host: rest,
      path: `${prefix}/klines?symbol=${symbol}&interval=1m&startTime=${from}&endTime=${to - 1}&limit=1000`,
      weight: 5,
      parse: (text, receivedTime) =>
        readEvents(text, receivedTime, (answer, reading) =>
          takeCandles(reading, listed, { from, to }, answer),
        ),
    }
  },
})

function takeCandles(reading: Reading, listed: ListedInstrument, range: Range, answer: unknown) {
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
 * Open interest every five minutes, of the last month. The stamp is the end of the period. It has a
 * limit of its own, 1,000 requests in five minutes, which the weight stands for.
 */
export const openInterestHistory = (family: Family): HistoryPlan => ({
  interval: 5 * MINUTE,
  reach: 30 * DAY,
  rows: 500,
  read: (listed, from, to) => ({
    host: family.marketOf(listed.instrument).rest,
    path: `/futures/data/openInterestHist?${marketQuery(listed)}&period=5m&startTime=${from}&endTime=${to - 1}&limit=500`,
    weight: 12,
    parse: (text, receivedTime) =>
      readEvents(text, receivedTime, (answer, reading) => {
        for (const row of rowsOf(reading, 'openInterestHist', answer)) {
          const amount = amountField(reading, 'openInterestHist', row, 'sumOpenInterest')
          const time = rowTime(reading, 'openInterestHist', row, 'timestamp', { from, to })
          if (amount === undefined || time === undefined) continue
          const openInterest = quantity(amount * unitOf(listed))
          reading.events.push({
            type: 'open-interest',
            ...header(reading, listed, time),
            openInterest,
          })
        }
      }),
  }),
})

/** COIN-M is asked by pair and kind of contract; without the kind it answers for the next quarter. */
function marketQuery({ instrument, wireName }: ListedInstrument): string {
  if (instrument.contract === 'linear') return `symbol=${encodeURIComponent(wireName)}`
  const pair = encodeURIComponent(wireName.replace(/_.*$/, ''))
  return `pair=${pair}&contractType=PERPETUAL`
}

/** Share of accounts that are long, every five minutes of the last month. */
export const accountRatioHistory = (family: Family): HistoryPlan => ({
  interval: 5 * MINUTE,
  reach: 30 * DAY,
  rows: 500,
  read: (listed, from, to) => ({
    host: family.marketOf(listed.instrument).rest,
    path: `/futures/data/globalLongShortAccountRatio?${ratioQuery(listed)}&period=5m&startTime=${from}&endTime=${to - 1}&limit=500`,
    weight: 12,
    parse: (text, receivedTime) =>
      readEvents(text, receivedTime, (answer, reading) => {
        for (const row of rowsOf(reading, 'globalLongShortAccountRatio', answer)) {
          const what = 'globalLongShortAccountRatio'
          const longAccounts = amountField(reading, what, row, 'longAccount')
          const time = rowTime(reading, what, row, 'timestamp', { from, to })
          if (longAccounts === undefined || time === undefined) continue
          if (longAccounts > 1)
            trouble(reading, 'malformed', `${what}: longAccount is ${longAccounts}, must be 0 to 1`)
          else
            reading.events.push({
              type: 'account-ratio',
              ...header(reading, listed, time),
              longAccounts,
            })
        }
      }),
  }),
})

const ratioQuery = ({ instrument, wireName }: ListedInstrument): string =>
  instrument.contract === 'linear'
    ? `symbol=${encodeURIComponent(wireName)}`
    : `pair=${encodeURIComponent(wireName.replace(/_.*$/, ''))}`

/** Funding as it was paid, at irregular intervals: every eight, four or one hours. */
export const fundingHistory = (family: Family): HistoryPlan => ({
  interval: undefined,
  reach: undefined,
  rows: 1_000,
  read: (listed, from, to) => {
    const { rest, prefix } = family.marketOf(listed.instrument)
    const symbol = encodeURIComponent(listed.wireName)
    return {
      host: rest,
      path: `${prefix}/fundingRate?symbol=${symbol}&startTime=${from}&endTime=${to - 1}&limit=1000`,
      weight: 24,
      parse: (text, receivedTime) =>
        readEvents(text, receivedTime, (answer, reading) => {
          for (const row of rowsOf(reading, 'fundingRate', answer)) {
            const fundingRate = decimalField(reading, 'fundingRate', row, 'fundingRate')
            const time = rowTime(reading, 'fundingRate', row, 'fundingTime', { from, to })
            if (fundingRate === undefined || time === undefined) continue
            reading.events.push({
              type: 'funding-rate',
              ...header(reading, listed, time),
              fundingRate,
            })
          }
        }),
    }
  },
})
