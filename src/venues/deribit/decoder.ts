import { HOUR, quantity } from '../../market/units.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  amountField,
  decimalField,
  header,
  instrumentField,
  positiveField,
  recordField,
  textField,
} from '../wire/fields.ts'
import { objectDecoder } from '../wire/object-decoder.ts'
import { asList, asRecord, asText } from '../wire/read-json.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'
import { noteTicker } from '../wire/ticker.ts'
import { request, SET_HEARTBEAT, TEST } from './streams.ts'
import { takeTrade } from './trades.ts'

/** `current_funding` is told as the rate of eight hours, and accrues every millisecond. */
const FUNDING_INTERVAL = 8 * HOUR

export const decoder = objectDecoder(takeMessage)

function takeMessage(reading: Reading, fields: Fields, instruments: InstrumentsByName): void {
  const method = asText(fields['method'])
  if (method === undefined) return takeReply(reading, fields)
  const params = recordField(reading, 'message', fields, 'params')
  if (params === undefined) return
  if (method === 'heartbeat') {
    reading.heartbeat = true
    if (params['type'] === 'test_request') reading.replies.push(request(TEST, 'test', {}))
  } else if (method === 'subscription') takeData(reading, params, instruments)
  else trouble(reading, 'unknown', `method ${shown(method)} was not asked for`)
}

/** An answer to a subscription lists the channels that now stand; those it lacks were refused. */
function takeReply(reading: Reading, fields: Fields): void {
  const { id, result, error } = fields
  if (error !== undefined) {
    const reason = asText(asRecord(error)?.['message']) ?? shown(error)
    trouble(reading, 'refused', `the venue refuses request ${shown(id)}: ${reason}`)
  } else if (id === TEST) reading.heartbeat = true
  else if (id === SET_HEARTBEAT) return
  else {
    const topics = asList(result)?.flatMap((channel) => asText(channel) ?? [])
    if (topics === undefined)
      trouble(
        reading,
        'drift',
        `result of request ${shown(id)} is ${shown(result)}, must be a list`,
      )
    else if (topics.length > 0) reading.acks.push({ topics, accepted: true })
    else trouble(reading, 'refused', `request ${shown(id)} subscribed to nothing`)
  }
}

/** `trades.BTC-PERPETUAL.100ms` and `ticker.BTC-PERPETUAL.agg2` */
const CHANNEL = /^(trades|ticker)\.([^.]+)\.[a-z0-9]+$/

function takeData(reading: Reading, params: Fields, instruments: InstrumentsByName): void {
  const channel = textField(reading, 'subscription', params, 'channel')
  if (channel === undefined) return
  const [, kind] = CHANNEL.exec(channel) ?? []
  if (kind === undefined)
    return trouble(reading, 'unknown', `channel ${shown(channel)} was not asked for`)
  const rows =
    kind === 'trades'
      ? rowsOf(reading, channel, params['data'])
      : [recordField(reading, channel, params, 'data')]
  for (const row of rows) {
    const listed = row && instrumentField(reading, kind, row, 'instrument_name', instruments)
    if (row === undefined || listed === undefined) continue
    if (kind === 'trades') takeTrade(reading, listed, row)
    else takeTicker(reading, listed, row)
  }
}

/** https://docs.deribit.com/subscriptions/market-data/tickerinstrument_nameinterval */
function takeTicker(reading: Reading, listed: ListedInstrument, row: Fields): void {
  const about = header(reading, listed, row['timestamp'])
  const markPrice = positiveField(reading, 'ticker', row, 'mark_price')
  const indexPrice = positiveField(reading, 'ticker', row, 'index_price')
  const fundingRate = decimalField(reading, 'ticker', row, 'current_funding')
  // USD of inverse contracts, coins of linear ones.
  const open = amountField(reading, 'ticker', row, 'open_interest')
  noteTicker(reading, about, {
    markPrice,
    indexPrice,
    fundingRate,
    fundingInterval: FUNDING_INTERVAL,
    openInterest: open === undefined ? undefined : quantity(open),
  })
}
