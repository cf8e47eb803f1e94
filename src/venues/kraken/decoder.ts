import type { Trade } from '../../market/event.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  amountField,
  decimalField,
  header,
  instrumentField,
  positiveField,
  textField,
  wordField,
} from '../wire/fields.ts'
import { positive } from '../wire/decimal.ts'
import { objectDecoder } from '../wire/object-decoder.ts'
import { asList, asText } from '../wire/read-json.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'
import { noteTicker } from '../wire/ticker.ts'
import { TAKER_SIDES } from '../wire/taker-sides.ts'
import { topicName } from './streams.ts'
import { liquidationOf, sizeOf } from './trades.ts'

export const decoder = objectDecoder(takeMessage)

function takeMessage(reading: Reading, fields: Fields, instruments: InstrumentsByName): void {
  const event = asText(fields['event'])
  if (event !== undefined) return takeReply(reading, event, fields)
  const feed = textField(reading, 'message', fields, 'feed')
  if (feed === undefined) return
  if (feed === 'heartbeat') {
    reading.heartbeat = true
    return
  }
  if (feed !== 'trade' && feed !== 'trade_snapshot' && feed !== 'ticker')
    return trouble(reading, 'unknown', `feed ${shown(feed)} was not asked for`)
  const listed = instrumentField(reading, feed, fields, 'product_id', instruments)
  if (listed === undefined) return
  if (feed === 'trade') takeTrade(reading, listed, fields)
  else if (feed === 'ticker') takeTicker(reading, listed, fields)
  else {
    // The last hundred trades of before the subscription.
    reading.replay = true
    for (const row of rowsOf(reading, feed, fields['trades'])) takeTrade(reading, listed, row)
  }
}

function takeReply(reading: Reading, event: string, fields: Fields): void {
  const feed = asText(fields['feed'])
  const products = asList(fields['product_ids'])?.flatMap((product) => asText(product) ?? []) ?? []
  const topics = feed === undefined ? [] : products.map((product) => topicName(feed, product))
  const reason = asText(fields['message']) ?? event
  if (event === 'info' || event === 'pong' || event.startsWith('unsubscribed')) {
    reading.heartbeat = event !== 'info'
    return
  }
  if (event === 'subscribed' && topics.length > 0) reading.acks.push({ topics, accepted: true })
  else if (event === 'subscribed_failed') {
    reading.acks.push({ topics, accepted: false, reason })
    trouble(reading, 'refused', `the venue refuses ${topics.join(', ') || 'a feed'}: ${reason}`)
  } else if (event === 'error' || event === 'alert')
    trouble(reading, 'refused', `the venue refuses a message: ${reason}`)
  else trouble(reading, 'unknown', `event ${shown(event)} of ${shown(feed)} is of no known kind`)
}

/**
 * What a trade came from. Where a position was "terminated" or assigned to another, no order of its
 * own stands behind the trade: those are counted as trades and not as liquidations.
 */
const TYPES = new Map([
  ['liquidation', 'liquidation'],
  ['fill', 'other'],
  ['termination', 'other'],
  ['assignment', 'other'],
  ['block', 'other'],
] as const)

/** https://docs.kraken.com/exchange/api-reference/futures-websocket/trade */
function takeTrade(reading: Reading, listed: ListedInstrument, row: Fields): void {
  const price = positiveField(reading, 'trade', row, 'price')
  const size = positiveField(reading, 'trade', row, 'qty')
  const takerSide = wordField(reading, 'trade', row, 'side', TAKER_SIDES)
  const type = wordField(reading, 'trade', row, 'type', TYPES)
  if (price === undefined || size === undefined || takerSide === undefined) return
  const id = asText(row['uid'])
  const trade: Trade = {
    type: 'trade',
    ...header(reading, listed, row['time']),
    price,
    quantity: sizeOf(listed.instrument, size),
    takerSide,
    ...(id !== undefined && { id }),
  }
  reading.events.push(trade)
  if (type === 'liquidation') reading.events.push(liquidationOf(trade))
}

/**
 * `funding_rate` is USD per contract; `relative_funding_rate` is the fraction of notional.
 * https://docs.kraken.com/exchange/api-reference/futures-websocket/ticker
 */
function takeTicker(reading: Reading, listed: ListedInstrument, row: Fields): void {
  const about = header(reading, listed, row['time'])
  const markPrice = positiveField(reading, 'ticker', row, 'markPrice')
  const indexPrice = positive(row['index'])
  const fundingRate = decimalField(reading, 'ticker', row, 'relative_funding_rate')
  const size = amountField(reading, 'ticker', row, 'openInterest')
  const openInterest = size === undefined ? undefined : sizeOf(listed.instrument, size)
  noteTicker(reading, about, { markPrice, indexPrice, fundingRate, openInterest })
}
