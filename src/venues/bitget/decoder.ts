import { quantity } from '../../market/units.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  amountField,
  decimalField,
  header,
  instrumentField,
  positiveField,
  recordField,
  textField,
  wordField,
} from '../wire/fields.ts'
import { objectDecoder } from '../wire/object-decoder.ts'
import { asRecord, asText, readJson } from '../wire/read-json.ts'
import type { Decoded, Decoder, ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import type { Fields } from '../wire/rows.ts'
import { noteTicker } from '../wire/ticker.ts'
import { TAKER_SIDES } from '../wire/taker-sides.ts'
import { nameOfArg } from './streams.ts'

/** "Position side: buy, long position liquidation; sell, short position liquidation." */
const LIQUIDATED = new Map([
  ['buy', 'long'],
  ['sell', 'short'],
] as const)

/** A bare word, not JSON. */
const PONG: Decoded = { events: [], heartbeat: true }

const ofObjects = objectDecoder(takeMessage)

export function decoder(listed: readonly ListedInstrument[]): Decoder {
  const objects = ofObjects(listed)
  return {
    decode: (frame, receivedTime) =>
      frame === 'pong' ? PONG : objects.decode(frame, receivedTime),
  }
}

function takeMessage(reading: Reading, envelope: Fields, instruments: InstrumentsByName): void {
  const event = asText(envelope['event'])
  if (event !== undefined) return takeReply(reading, event, envelope)
  const arg = recordField(reading, 'message', envelope, 'arg')
  const topic = arg && textField(reading, 'arg', arg, 'topic')
  if (arg === undefined || topic === undefined) return
  if (topic !== 'publicTrade' && topic !== 'ticker' && topic !== 'liquidation')
    return trouble(reading, 'unknown', `topic ${shown(topic)} was not asked for`)
  const rows = rowsOf(reading, topic, envelope['data'])
  if (topic === 'liquidation') for (const row of rows) takeLiquidation(reading, row, instruments)
  else {
    const listed = instrumentField(reading, 'arg', arg, 'symbol', instruments)
    if (listed === undefined) return
    // The first push of a subscription repeats trades of before it.
    if (topic === 'publicTrade' && envelope['action'] === 'snapshot') reading.replay = true
    for (const row of rows)
      if (topic === 'publicTrade') takeTrade(reading, listed, row)
      else takeTicker(reading, listed, row, envelope['ts'])
  }
}

function takeReply(reading: Reading, event: string, envelope: Fields): void {
  const arg = envelope['arg'] === undefined ? undefined : recordOf(reading, 'arg', envelope['arg'])
  const name = arg && nameOfArg(arg)
  if (event === 'subscribe' && name !== undefined)
    reading.acks.push({ topics: [name], accepted: true })
  else if (event === 'subscribe') trouble(reading, 'drift', `subscribe: arg is ${shown(arg)}`)
  else if (event === 'error') takeRefusal(reading, name, envelope)
  else if (event !== 'unsubscribe')
    trouble(reading, 'unknown', `event ${shown(event)} is of no known kind`)
}

/** An error has no `arg`; its sentence quotes the one that it is about. */
function takeRefusal(reading: Reading, named: string | undefined, envelope: Fields): void {
  const reason = asText(envelope['msg']) ?? 'no reason given'
  const quoted = readJson(reason.slice(reason.indexOf('{'), reason.lastIndexOf('}') + 1))
  const arg = 'value' in quoted ? asRecord(quoted.value) : undefined
  const name = named ?? (arg && nameOfArg(arg))
  if (name !== undefined) reading.acks.push({ topics: [name], accepted: false, reason })
  const code = shown(envelope['code'])
  trouble(reading, 'refused', `the venue refuses ${name ?? 'a message'}: ${code} ${reason}`)
}

/** https://www.bitget.com/api-doc/uta/websocket/public/New-Trades-Channel */
function takeTrade(reading: Reading, listed: ListedInstrument, row: Fields): void {
  const price = positiveField(reading, 'trade', row, 'p')
  const size = positiveField(reading, 'trade', row, 'v')
  const takerSide = wordField(reading, 'trade', row, 'S', TAKER_SIDES)
  const id = textField(reading, 'trade', row, 'i')
  if (price === undefined || size === undefined || takerSide === undefined || id === undefined)
    return
  const about = header(reading, listed, row['T'])
  reading.events.push({ type: 'trade', ...about, price, quantity: quantity(size), takerSide, id })
}

/** https://www.bitget.com/api-doc/uta/websocket/public/Tickers-Channel */
function takeTicker(reading: Reading, listed: ListedInstrument, row: Fields, time: unknown): void {
  const about = header(reading, listed, time)
  const markPrice = positiveField(reading, 'ticker', row, 'markPrice')
  const indexPrice = positiveField(reading, 'ticker', row, 'indexPrice')
  const fundingRate = decimalField(reading, 'ticker', row, 'fundingRate')
  // Base coins.
  const open = amountField(reading, 'ticker', row, 'openInterest')
  const openInterest = open === undefined ? undefined : quantity(open)
  noteTicker(reading, about, { markPrice, indexPrice, fundingRate, openInterest })
}

/**
 * `amount` is in quote coins: the page says so, and in recordings of 2026-04 it is a whole number of
 * lots only after division by the price (143.330431857868 / 0.500280739469 = 286.5). The price has
 * no tick, so it is not one of a trade.
 * https://www.bitget.com/api-doc/uta/websocket/public/Liquidation-Channel
 */
function takeLiquidation(reading: Reading, row: Fields, instruments: InstrumentsByName): void {
  const listed = instrumentField(reading, 'liquidation', row, 'symbol', instruments)
  if (listed === undefined) return
  const price = positiveField(reading, 'liquidation', row, 'price')
  const amount = positiveField(reading, 'liquidation', row, 'amount')
  const position = wordField(reading, 'liquidation', row, 'side', LIQUIDATED)
  if (price === undefined || amount === undefined || position === undefined) return
  const size = Number((amount / price).toPrecision(12))
  if (!Number.isFinite(size) || size <= 0)
    return trouble(
      reading,
      'malformed',
      `liquidation: amount ${amount} over price ${price} must be a quantity above 0`,
    )
  reading.events.push({
    type: 'liquidation',
    ...header(reading, listed, row['ts']),
    position,
    price,
    priceKind: 'bankruptcy',
    quantity: quantity(size),
  })
}
