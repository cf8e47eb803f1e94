import type { Liquidation, Trade } from '../../market/event.ts'
import { quantityOf } from '../../market/instrument.ts'
import { contracts } from '../../market/units.ts'
import { decimal } from '../wire/decimal.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  decimalField,
  header,
  instrumentField,
  positiveField,
  recordField,
  textField,
  wordField,
} from '../wire/fields.ts'
import { objectDecoder } from '../wire/object-decoder.ts'
import { asText } from '../wire/read-json.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'
import { TAKER_SIDES } from '../wire/taker-sides.ts'
import { BOTH_SIDES } from './instruments.ts'

/** The side of the closing order: one that sells closes a long. */
const LIQUIDATED = new Map([
  ['sell', 'long'],
  ['buy', 'short'],
] as const)

export const decoder = objectDecoder(takeMessage)

/** Two protocols on two addresses: `ch` and `subbed` on the one, `op` and `topic` on the other. */
function takeMessage(reading: Reading, envelope: Fields, instruments: InstrumentsByName): void {
  const op = asText(envelope['op'])
  if (envelope['ping'] !== undefined) takePing(reading, { pong: envelope['ping'] })
  else if (op === 'ping') takePing(reading, { op: 'pong', ts: asText(envelope['ts']) })
  else if (op !== undefined) takeNotice(reading, op, envelope, instruments)
  else if (envelope['status'] !== undefined) takeReply(reading, envelope)
  else takeTrades(reading, envelope, instruments)
}

/** The answer repeats the venue's number, whatever it is. */
function takePing(reading: Reading, pong: object): void {
  reading.heartbeat = true
  reading.replies.push(JSON.stringify(pong))
}

function takeReply(reading: Reading, envelope: Fields): void {
  const subscribed = asText(envelope['subbed'])
  const asked = asText(envelope['id'])
  if (envelope['status'] === 'ok') {
    if (subscribed !== undefined) reading.acks.push({ topics: [subscribed], accepted: true })
    else if (envelope['unsubbed'] === undefined)
      trouble(reading, 'drift', `answer to ${shown(asked)} has no field subbed`)
    return
  }
  refuse(reading, asked, envelope['err-msg'] ?? envelope['status'])
}

function refuse(reading: Reading, name: string | undefined, why: unknown): void {
  const reason = asText(why) ?? shown(why)
  if (name !== undefined) reading.acks.push({ topics: [name], accepted: false, reason })
  trouble(reading, 'refused', `the venue refuses ${name ?? 'a message'}: ${reason}`)
}

function takeNotice(
  reading: Reading,
  op: string,
  envelope: Fields,
  instruments: InstrumentsByName,
): void {
  if (op === 'unsub') return
  if (op === 'close') {
    trouble(reading, 'closing', 'the venue closes the connection', 'reconnect')
    return
  }
  if (op === 'error') {
    refuse(reading, asText(envelope['cid']), envelope['err-msg'] ?? envelope['err-code'])
    return
  }
  const topic = textField(reading, op, envelope, 'topic')
  if (topic === undefined) return
  if (op === 'sub') {
    if (decimal(envelope['err-code']) === 0) reading.acks.push({ topics: [topic], accepted: true })
    else refuse(reading, topic, envelope['err-msg'] ?? envelope['err-code'])
    return
  }
  const kind = topic.slice(topic.lastIndexOf('.') + 1)
  if (op !== 'notify' || (kind !== 'liquidation_orders' && kind !== 'funding_rate'))
    return trouble(reading, 'unknown', `${shown(op)} of ${shown(topic)} was not asked for`)
  for (const row of rowsOf(reading, topic, envelope['data'])) {
    const listed = instrumentField(reading, kind, row, 'contract_code', instruments)
    if (listed === undefined) continue
    if (kind === 'liquidation_orders') takeLiquidation(reading, listed, row)
    else takeFunding(reading, listed, row, envelope['ts'])
  }
}

/** `market.BTC-USDT.trade.detail` */
const TRADES = /^market\.(.+)\.trade\.detail$/

function takeTrades(reading: Reading, envelope: Fields, instruments: InstrumentsByName): void {
  const channel = textField(reading, 'message', envelope, 'ch')
  if (channel === undefined) return
  const [, contract] = TRADES.exec(channel) ?? []
  if (contract === undefined)
    return trouble(reading, 'unknown', `channel ${shown(channel)} was not asked for`)
  const listed = instrumentField(reading, 'trade', { contract }, 'contract', instruments)
  const tick = listed && recordField(reading, 'trade', envelope, 'tick')
  if (listed === undefined || tick === undefined) return
  for (const row of rowsOf(reading, 'trade', tick['data'])) takeTrade(reading, listed, row)
}

/**
 * `amount` counts both sides; `quantity`, which later frames have, is the same in coins. Where no
 * one took, `direction` is empty: such a trade has no side that could be told.
 */
function takeTrade(reading: Reading, listed: ListedInstrument, row: Fields): void {
  const amount = positiveField(reading, 'trade', row, 'amount')
  const price = positiveField(reading, 'trade', row, 'price')
  const id = textField(reading, 'trade', row, 'id')
  const takerSide = wordField(reading, 'trade', row, 'direction', TAKER_SIDES)
  if (amount === undefined || price === undefined || id === undefined || takerSide === undefined)
    return
  const trade: Trade = {
    type: 'trade',
    ...header(reading, listed, row['ts']),
    price,
    quantity: quantityOf(listed.instrument, contracts(amount / BOTH_SIDES)),
    takerSide,
    id,
  }
  reading.events.push(trade)
}

function takeFunding(reading: Reading, listed: ListedInstrument, row: Fields, time: unknown): void {
  const fundingRate = decimalField(reading, 'funding', row, 'funding_rate')
  if (fundingRate === undefined) return
  const about = header(reading, listed, time)
  reading.events.push({ type: 'funding-rate', ...about, fundingRate })
}

/** `volume` is contracts of the one side that is closed; `price` is the price of bankruptcy. */
function takeLiquidation(reading: Reading, listed: ListedInstrument, row: Fields): void {
  const volume = positiveField(reading, 'liquidation', row, 'volume')
  const price = positiveField(reading, 'liquidation', row, 'price')
  const position = wordField(reading, 'liquidation', row, 'direction', LIQUIDATED)
  if (volume === undefined || price === undefined || position === undefined) return
  const liquidation: Liquidation = {
    type: 'liquidation',
    ...header(reading, listed, row['created_at']),
    position,
    price,
    priceKind: 'bankruptcy',
    quantity: quantityOf(listed.instrument, contracts(volume)),
  }
  reading.events.push(liquidation)
}
