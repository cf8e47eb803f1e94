import { quantity } from '../../market/units.ts'
import { decimal } from '../wire/decimal.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  byWireName,
  decimalField,
  header,
  instrumentField,
  positiveField,
  textField,
} from '../wire/fields.ts'
import { asList, asRecord, asText } from '../wire/read-json.ts'
import type { Decoder, ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { readFrame, shown, trouble } from '../wire/reading.ts'
import { listOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'
import type { Unpaired } from './liquidations.ts'
import { forget, nothingUnpaired, takeLiquidations } from './liquidations.ts'
import { takeStatus } from './status.ts'
import { LIQUIDATIONS, statusOf, tradesOf } from './streams.ts'

/** What one connection remembers: its channels are numbered in their acknowledgements. */
interface Connection {
  readonly instruments: InstrumentsByName
  readonly channels: Map<string, string>
  readonly unpaired: Unpaired
}

export function decoder(listed: readonly ListedInstrument[]): Decoder {
  const connection: Connection = {
    instruments: byWireName(listed),
    channels: new Map(),
    unpaired: nothingUnpaired(),
  }
  return {
    decode: (frame, receivedTime) =>
      readFrame(frame, receivedTime, (message, reading) => {
        const event = asRecord(message)
        const data = asList(message)
        if (event !== undefined) takeEvent(reading, event, connection)
        else if (data !== undefined) takeData(reading, data, connection)
        else trouble(reading, 'malformed', `message is ${shown(message)}, must be a list or object`)
      }),
  }
}

/** The name of the subscription that an event is about. */
function nameIn(event: Fields): string | undefined {
  const channel = asText(event['channel'])
  const subject = asText(event['symbol']) ?? asText(event['key'])
  if (subject === undefined) return undefined
  return channel === 'trades'
    ? tradesOf(subject)
    : channel === 'status'
      ? statusOf(subject)
      : undefined
}

/** Notices that the venue goes away or has come back: either way the connection is to be made anew. */
const AWAY = new Map([
  [20_051, 'the venue is about to close the connection'],
  [20_060, 'the venue goes into maintenance'],
  [20_061, 'the venue is back from maintenance'],
])

function takeEvent(reading: Reading, fields: Fields, { channels }: Connection): void {
  const event = textField(reading, 'event', fields, 'event')
  const name = nameIn(fields)
  if (event === 'pong') reading.heartbeat = true
  else if (event === 'subscribed') {
    const channel = textField(reading, 'subscribed', fields, 'chanId')
    if (channel === undefined) return
    if (name === undefined)
      return trouble(reading, 'drift', `subscribed: ${shown(fields)} must name its channel`)
    channels.set(channel, name)
    reading.acks.push({ topics: [name], accepted: true })
  } else if (event === 'error') {
    const reason = `${shown(fields['code'])}: ${asText(fields['msg']) ?? 'no reason given'}`
    if (name !== undefined) reading.acks.push({ topics: [name], accepted: false, reason })
    trouble(reading, 'refused', `the venue refuses ${name ?? 'a message'}: ${reason}`)
  } else if (event === 'info') {
    const away = AWAY.get(decimal(fields['code']) ?? 0)
    if (away !== undefined) trouble(reading, 'closing', away, 'reconnect')
  } else if (event !== undefined && event !== 'conf' && event !== 'unsubscribed')
    trouble(reading, 'unknown', `event ${shown(event)} is of no known kind`)
}

function takeData(reading: Reading, data: readonly unknown[], connection: Connection): void {
  const { channels, instruments, unpaired } = connection
  forget(reading, unpaired)
  const channel = textField(reading, 'message', data, 0)
  if (channel === undefined) return
  const name = channels.get(channel)
  if (name === undefined)
    return trouble(reading, 'unknown', `channel ${shown(channel)} was not acknowledged`)
  const payload = data[1]
  if (payload === 'hb') reading.heartbeat = true
  else if (name === LIQUIDATIONS) takeLiquidations(reading, payload, instruments, unpaired)
  else {
    const symbol = name.slice(name.indexOf(' ') + 1).replace(/^deriv:/, '')
    const listed = instrumentField(reading, 'message', { symbol }, 'symbol', instruments)
    if (listed === undefined) return
    if (name === tradesOf(symbol)) takeTrades(reading, listed, data)
    else takeStatus(reading, listed, listOf(reading, 'status', payload))
  }
}

/**
 * A channel of trades opens with those of before. A trade then comes as "te" when it is executed,
 * and once more as "tu" when it is on record.
 * https://docs.bitfinex.com/reference/ws-public-trades
 */
function takeTrades(reading: Reading, listed: ListedInstrument, data: readonly unknown[]): void {
  const [, kind, row] = data
  if (kind === 'te') takeTrade(reading, listed, listOf(reading, 'trade', row))
  else if (kind !== 'tu') {
    if (asList(row) !== undefined)
      return trouble(reading, 'malformed', `trades: ${shown(kind)} must be te or tu before a trade`)
    reading.replay = true
    for (const one of listOf(reading, 'trades', kind))
      takeTrade(reading, listed, listOf(reading, 'trade', one))
  }
}

/** [ID, MTS, AMOUNT, PRICE]; a taker buys where the amount is above 0. */
function takeTrade(reading: Reading, listed: ListedInstrument, row: readonly unknown[]): void {
  const id = textField(reading, 'trade', row, 0)
  const amount = decimalField(reading, 'trade', row, 2)
  const price = positiveField(reading, 'trade', row, 3)
  if (id === undefined || amount === undefined || price === undefined) return
  if (amount === 0)
    return trouble(reading, 'malformed', 'trade: amount is 0, must be another number')
  reading.events.push({
    type: 'trade',
    ...header(reading, listed, row[1]),
    price,
    quantity: quantity(Math.abs(amount)),
    takerSide: amount > 0 ? 'buy' : 'sell',
    id,
  })
}
