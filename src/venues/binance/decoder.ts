import type { PositionSide } from '../../market/units.ts'
import { quantity } from '../../market/units.ts'
import { bookLevels } from '../wire/book-levels.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  byWireName,
  decimalField,
  header,
  instrumentField,
  integerField,
  positiveField,
  recordField,
  truthField,
  wordField,
} from '../wire/fields.ts'
import { asList, asRecord, asText } from '../wire/read-json.ts'
import type { Decoder, ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { readFrame, shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf } from '../wire/rows.ts'
import { noteTicker } from '../wire/ticker.ts'
import { unitOf } from './family.ts'

/** Reads the streams of Binance futures, with the envelope `{stream, data}` or without it. */
export function decoderOf(instruments: readonly ListedInstrument[]): Decoder {
  const known = byWireName(instruments)
  return {
    decode: (frame, receivedTime) =>
      readFrame(frame, receivedTime, (message, reading) => {
        const whole = asRecord(message) ?? { data: message }
        if ('error' in whole || 'result' in whole) return takeReply(reading, whole)
        const data = 'stream' in whole || 'data' in whole ? whole['data'] : whole
        const rows = asList(data) ?? [data]
        if (rows.length === 0) trouble(reading, 'unknown', 'message: data is an empty list')
        for (const row of rows) {
          const fields = recordOf(reading, 'data', row)
          if (fields) takeEvent(reading, fields, known)
        }
      }),
  }
}

/** An answer to SUBSCRIBE. It names its request alone, not the streams. */
function takeReply(reading: Reading, reply: Fields): void {
  const refused = reply['error']
  if (refused === undefined) {
    if (reply['result'] === null) reading.acks.push({ topics: [], accepted: true })
    else trouble(reading, 'unknown', `reply: result is ${shown(reply['result'])}, must be null`)
    return
  }
  const { code, msg } = asRecord(refused) ?? {}
  const reason = `${asText(msg) ?? shown(refused)} (code ${asText(code) ?? 'none'})`
  reading.acks.push({ topics: [], accepted: false, reason })
  trouble(reading, 'refused', `SUBSCRIBE was refused: ${reason}`)
}

function takeEvent(reading: Reading, data: Fields, known: InstrumentsByName): void {
  switch (data['e']) {
    case 'aggTrade':
      return takeTrade(reading, data, known)
    case 'markPriceUpdate':
      return takeMarkPrice(reading, data, known)
    case 'forceOrder':
      return takeLiquidation(reading, data, known)
    case 'depthUpdate':
      return takeBook(reading, data, known)
    case 'serverShutdown':
      return trouble(reading, 'closing', 'the server says that it will shut down', 'reconnect')
    default:
      return trouble(reading, 'unknown', `data: field e is ${shown(data['e'])}, of no known kind`)
  }
}

function takeTrade(reading: Reading, data: Fields, known: InstrumentsByName): void {
  const listed = instrumentField(reading, 'aggTrade', data, 's', known)
  if (listed === undefined) return
  const price = positiveField(reading, 'aggTrade', data, 'p')
  const amount = positiveField(reading, 'aggTrade', data, 'q')
  const buyerIsMaker = truthField(reading, 'aggTrade', data, 'm')
  if (price === undefined || amount === undefined || buyerIsMaker === undefined) return
  const id = asText(data['a'])
  reading.events.push({
    type: 'trade',
    ...header(reading, listed, data['T']),
    price,
    quantity: quantity(amount * unitOf(listed)),
    takerSide: buyerIsMaker ? 'sell' : 'buy',
    ...(id !== undefined && { id }),
  })
}

function takeMarkPrice(reading: Reading, data: Fields, known: InstrumentsByName): void {
  const listed = instrumentField(reading, 'markPriceUpdate', data, 's', known)
  if (listed === undefined) return
  const about = header(reading, listed, data['E'])
  const markPrice = positiveField(reading, 'markPriceUpdate', data, 'p')
  const indexPrice =
    data['i'] === undefined ? undefined : positiveField(reading, 'markPriceUpdate', data, 'i')
  const fundingRate = decimalField(reading, 'markPriceUpdate', data, 'r')
  noteTicker(reading, about, { markPrice, indexPrice, fundingRate })
}

/** `S` is the side of the order that closes the position: a SELL closes a long. */
const CLOSED_BY: ReadonlyMap<string, PositionSide> = new Map([
  ['sell', 'long'],
  ['buy', 'short'],
])

/** `st`, the market of a merged stream: 1 is USD-M, 2 is COIN-M. */
const MARKET_OF = { linear: '1', inverse: '2' } as const

function takeLiquidation(reading: Reading, data: Fields, known: InstrumentsByName): void {
  const order = recordField(reading, 'forceOrder', data, 'o')
  if (order === undefined) return
  const listed = instrumentField(reading, 'forceOrder.o', order, 's', known)
  if (listed === undefined) return
  // The documentation shows st beside o; frames of 2026 carry it inside.
  const market = order['st'] ?? data['st']
  const right = MARKET_OF[listed.instrument.contract]
  if (market !== undefined && asText(market) !== right)
    return trouble(reading, 'malformed', `forceOrder: st is ${shown(market)}, must be ${right}`)
  const position = wordField(reading, 'forceOrder.o', order, 'S', CLOSED_BY)
  // ap is the average fill and z what was filled; p is the limit of the order, the bankruptcy price.
  const price = positiveField(reading, 'forceOrder.o', order, 'ap')
  const filled = positiveField(reading, 'forceOrder.o', order, 'z')
  if (position === undefined || price === undefined || filled === undefined) return
  reading.events.push({
    type: 'liquidation',
    ...header(reading, listed, order['T']),
    position,
    price,
    priceKind: 'fill',
    quantity: quantity(filled * unitOf(listed)),
  })
}

function takeBook(reading: Reading, data: Fields, known: InstrumentsByName): void {
  const listed = instrumentField(reading, 'depthUpdate', data, 's', known)
  if (listed === undefined) return
  const first = integerField(reading, 'depthUpdate', data, 'U')
  const last = integerField(reading, 'depthUpdate', data, 'u')
  const previous = integerField(reading, 'depthUpdate', data, 'pu')
  const bids = bookLevels(reading, 'depthUpdate.b', data['b'], unitOf(listed))
  const asks = bookLevels(reading, 'depthUpdate.a', data['a'], unitOf(listed))
  if (first === undefined || last === undefined || previous === undefined || !bids || !asks) return
  const { instrument, exchangeTime } = header(reading, listed, data['T'])
  const kind = 'changes'
  reading.books.push({ instrument, kind, exchangeTime, first, last, previous, bids, asks })
}
