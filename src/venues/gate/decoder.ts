import { contracts, quantity } from '../../market/units.ts'
import { quantityOf } from '../../market/instrument.ts'
import type { Liquidation, Trade } from '../../market/event.ts'
import { positive } from '../wire/decimal.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  amountField,
  decimalField,
  header,
  instrumentField,
  positiveField,
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
import { fromSeconds } from './instruments.ts'
import { LIQUIDATION_CHANNEL, LIQUIDATIONS, topicName } from './streams.ts'

export const decoder = objectDecoder(takeMessage)

function takeMessage(reading: Reading, envelope: Fields, instruments: InstrumentsByName): void {
  const channel = textField(reading, 'message', envelope, 'channel')
  if (channel === undefined) return
  if (channel === 'futures.pong') {
    reading.heartbeat = true
    return
  }
  if (channel === 'futures.system') return takeNotice(reading, envelope)
  const take = TAKERS.get(channel)
  if (take === undefined)
    return trouble(reading, 'unknown', `channel ${shown(channel)} was not asked for`)
  const event = envelope['event']
  if (event === 'unsubscribe') return
  if (event === 'subscribe') return takeReply(reading, channel, envelope, instruments)
  if (event !== 'update' && event !== 'all')
    return trouble(reading, 'drift', `${channel}: event is ${shown(event)}, must be update`)
  for (const row of rowsOf(reading, channel, envelope['result'])) {
    const listed = instrumentField(reading, channel, row, 'contract', instruments)
    if (listed !== undefined) take(reading, listed, row, envelope)
  }
}

type Take = (reading: Reading, listed: ListedInstrument, row: Fields, envelope: Fields) => void

const TAKERS: ReadonlyMap<string, Take> = new Map<string, Take>([
  ['futures.trades', takeTrade],
  ['futures.tickers', takeTicker],
  ['futures.public_liquidates', takeLiquidation],
])

/** "upgrade" says that the connection will be closed for maintenance. */
function takeNotice(reading: Reading, envelope: Fields): void {
  const type = asRecord(envelope['result'])?.['type']
  if (type === 'upgrade')
    trouble(reading, 'closing', 'the venue is about to close the connection', 'reconnect')
  else trouble(reading, 'unknown', `futures.system: type is ${shown(type)}, must be upgrade`)
}

/**
 * An acknowledgement names its contracts in `payload`, which older ones lack: it then stands for all
 * of the channel, for one message asks for them. One unknown contract fails the whole message; its
 * name is in the sentence, and the others are asked for again without it.
 */
function takeReply(
  reading: Reading,
  channel: string,
  envelope: Fields,
  instruments: InstrumentsByName,
): void {
  const payload = asList(envelope['payload'])?.flatMap((contract) => asText(contract) ?? [])
  const asked = payload ?? [...instruments.keys()]
  const error = asRecord(envelope['error'])
  if (error === undefined && asRecord(envelope['result'])?.['status'] === 'success') {
    reading.acks.push({ topics: namesOn(channel, asked), accepted: true })
    return
  }
  const reason = asText(error?.['message']) ?? shown(error ?? envelope['result'])
  const words = new Set(reason.split(/[^\p{L}\p{N}_]+/u))
  const named = asked.filter((contract) => words.has(contract))
  const refused = namesOn(channel, named.length > 0 ? named : asked)
  reading.acks.push({ topics: refused, accepted: false, reason })
  trouble(reading, 'refused', `the venue refuses ${channel}: ${reason}`)
}

const namesOn = (channel: string, contracts: readonly string[]): string[] =>
  channel === LIQUIDATION_CHANNEL
    ? [LIQUIDATIONS]
    : contracts.map((contract) => topicName(channel, contract))

/** A size in contracts, its sign a side. */
function signedSize(reading: Reading, what: string, listed: ListedInstrument, row: Fields) {
  const size = decimalField(reading, what, row, 'size')
  if (size === undefined) return undefined
  if (size === 0) return trouble(reading, 'malformed', `${what}: size is 0, must be another number`)
  return {
    above: size > 0,
    quantity: quantity(tidy(quantityOf(listed.instrument, contracts(Math.abs(size))))),
  }
}

/** Contracts times a decimal multiplier, without the noise of binary fractions. */
const tidy = (value: number): number => Number(value.toPrecision(12))

/**
 * A taker buys where the size is above 0. Rows that are `is_internal` are liquidated positions
 * handed to the insurance fund and deleveraging: not trades of the market, and in no candle.
 * https://www.gate.com/docs/developers/futures/ws/en/#trades-notification
 */
function takeTrade(reading: Reading, listed: ListedInstrument, row: Fields): void {
  if (row['is_internal'] === true) return
  const size = signedSize(reading, 'trade', listed, row)
  const price = positiveField(reading, 'trade', row, 'price')
  const id = textField(reading, 'trade', row, 'id')
  if (size === undefined || price === undefined || id === undefined) return
  const trade: Trade = {
    type: 'trade',
    ...header(reading, listed, row['create_time_ms'] ?? fromSeconds(row['create_time'])),
    price,
    quantity: size.quantity,
    takerSide: size.above ? 'buy' : 'sell',
    id,
  }
  reading.events.push(trade)
}

/**
 * `total_size` counts both sides. For BTC_USDT it was 639,599,102 contracts on 2026-09-20, and
 * `position_size`, which is documented as the total of the longs, 335,169,045 four days before.
 */
function takeTicker(
  reading: Reading,
  listed: ListedInstrument,
  row: Fields,
  envelope: Fields,
): void {
  const time = row['t'] ?? envelope['time_ms'] ?? fromSeconds(envelope['time'])
  const about = header(reading, listed, time)
  const markPrice = positiveField(reading, 'ticker', row, 'mark_price')
  const indexPrice = positiveField(reading, 'ticker', row, 'index_price')
  const fundingRate = decimalField(reading, 'ticker', row, 'funding_rate')
  const fundingInterval = positive(fromSeconds(row['funding_interval']))
  const both = amountField(reading, 'ticker', row, 'total_size')
  const openInterest =
    both === undefined
      ? undefined
      : quantity(tidy(quantityOf(listed.instrument, contracts(both / 2))))
  noteTicker(reading, about, { markPrice, indexPrice, fundingRate, fundingInterval, openInterest })
}

/**
 * The sign is that of the closing ORDER, the opposite of REST: six liquidations of 2026-08-11 had
 * the same size in both and the opposite sign in all six, and the page of REST is the position's
 * (104 of 113 rows above 0 fell in a falling minute). `price` equals `order_price` of REST, which is
 * not what was traded. Since 2026-08-20 a push holds all of a second, and `time` is in milliseconds.
 * https://www.gate.com/docs/developers/futures/ws/zh_CN/#公共强平订单频道
 */
function takeLiquidation(reading: Reading, listed: ListedInstrument, row: Fields): void {
  const size = signedSize(reading, 'liquidation', listed, row)
  const price = positiveField(reading, 'liquidation', row, 'price')
  if (size === undefined || price === undefined) return
  const liquidation: Liquidation = {
    type: 'liquidation',
    ...header(reading, listed, row['time_ms'] ?? row['time']),
    position: size.above ? 'short' : 'long',
    price,
    priceKind: 'bankruptcy',
    quantity: size.quantity,
  }
  reading.events.push(liquidation)
}
