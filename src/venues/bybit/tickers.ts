import type { Millis } from '../../market/units.ts'
import { quantity, SECOND } from '../../market/units.ts'
import type { Header, InstrumentsByName } from '../wire/fields.ts'
import {
  amountField,
  decimalField,
  header,
  instrumentField,
  positiveField,
  recordField,
} from '../wire/fields.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'

/** What is absent from a change has not changed: it is said again this often, so that it is not taken for lost. */
const SAID_AGAIN: Millis = 10 * SECOND

/** The last values of one ticker, and when each kind was last said. */
interface Ticker {
  indexPrice?: number
  openInterest?: number
  /** The venue gives the one-sided amount, so the other one is not looked at. */
  oneSided?: true
  fundingRate?: number
  openInterestSaid: Millis
  fundingRateSaid: Millis
}

/**
 * Reads the tickers of one connection: first all fields, then the changed ones. A mark price is
 * said when it comes; open interest and the funding rate when they change, and every 10 s.
 */
export function tickerReader(known: InstrumentsByName) {
  const tickers = new Map<string, Ticker>()
  return (reading: Reading, message: Fields): void => {
    const data = recordField(reading, 'tickers', message, 'data')
    const listed = data && instrumentField(reading, 'tickers.data', data, 'symbol', known)
    if (data === undefined || listed === undefined) return
    const kept = tickers.get(listed.wireName)
    const ticker = kept ?? { openInterestSaid: -Infinity, fundingRateSaid: -Infinity }
    if (!kept) tickers.set(listed.wireName, ticker)
    const about = header(reading, listed, message['ts'])
    const whole = message['type'] === 'snapshot'
    takeMarkPrice(reading, data, whole, ticker, about)
    takeOpenInterest(reading, data, whole, ticker, about, listed)
    takeFundingRate(reading, data, whole, ticker, about)
  }
}

function takeMarkPrice(
  reading: Reading,
  data: Fields,
  whole: boolean,
  ticker: Ticker,
  about: Header,
): void {
  if (data['indexPrice'] !== undefined) {
    const indexPrice = positiveField(reading, 'tickers.data', data, 'indexPrice')
    if (indexPrice !== undefined) ticker.indexPrice = indexPrice
  }
  if (!whole && data['markPrice'] === undefined) return
  const markPrice = positiveField(reading, 'tickers.data', data, 'markPrice')
  if (markPrice === undefined) return
  const { indexPrice } = ticker
  const index = indexPrice === undefined ? {} : { indexPrice }
  reading.events.push({ type: 'mark-price', ...about, markPrice, ...index })
}

/** `openInterest` counts longs and shorts, so half of it is open; `singleOpenInterest`, since 2026-06-11, is that half. */
function takeOpenInterest(
  reading: Reading,
  data: Fields,
  whole: boolean,
  ticker: Ticker,
  about: Header,
  { instrument }: ListedInstrument,
): void {
  const before = ticker.openInterest
  if (data['singleOpenInterest'] !== undefined) {
    const amount = amountField(reading, 'tickers.data', data, 'singleOpenInterest')
    if (amount === undefined) return
    ticker.openInterest = amount
    ticker.oneSided = true
  } else if (!ticker.oneSided && (whole || data['openInterest'] !== undefined)) {
    const amount = amountField(reading, 'tickers.data', data, 'openInterest')
    if (amount === undefined) return
    ticker.openInterest = amount / 2
  }
  const { openInterest } = ticker
  const due = about.exchangeTime - ticker.openInterestSaid >= SAID_AGAIN
  if (openInterest === undefined || (openInterest === before && !due)) return
  ticker.openInterestSaid = about.exchangeTime
  reading.events.push({
    type: 'open-interest',
    ...about,
    openInterest: quantity(openInterest * instrument.contractSize),
  })
}

function takeFundingRate(
  reading: Reading,
  data: Fields,
  whole: boolean,
  ticker: Ticker,
  about: Header,
): void {
  const before = ticker.fundingRate
  if (whole || data['fundingRate'] !== undefined) {
    const rate = decimalField(reading, 'tickers.data', data, 'fundingRate')
    if (rate === undefined) return
    ticker.fundingRate = rate
  }
  const { fundingRate } = ticker
  const due = about.exchangeTime - ticker.fundingRateSaid >= SAID_AGAIN
  if (fundingRate === undefined || (fundingRate === before && !due)) return
  ticker.fundingRateSaid = about.exchangeTime
  reading.events.push({ type: 'funding-rate', ...about, fundingRate })
}
