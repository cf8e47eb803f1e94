import type { PositionSide } from '../../market/units.ts'
import { quantity } from '../../market/units.ts'
import { bookLevels } from '../wire/book-levels.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  byWireName,
  header,
  instrumentField,
  integerField,
  positiveField,
  recordField,
  wordField,
} from '../wire/fields.ts'
import { asText } from '../wire/read-json.ts'
import type { Decoder, ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { readFrame, shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import { TAKER_SIDES } from '../wire/taker-sides.ts'
import { takeReply } from './replies.ts'
import { tickerReader } from './tickers.ts'

/** Reads the public topics of Bybit v5. Tickers come as changes, so the last values are kept. */
export function decoder(instruments: readonly ListedInstrument[]): Decoder {
  const known = byWireName(instruments)
  const takeTicker = tickerReader(known)
  return {
    decode: (frame, receivedTime) =>
      readFrame(frame, receivedTime, (message, reading) => {
        const whole = recordOf(reading, 'message', message)
        if (whole === undefined) return
        if ('op' in whole) return takeReply(reading, whole)
        const topic = asText(whole['topic'])?.split('.')[0]
        if (topic === 'publicTrade') takeTrades(reading, whole, known)
        else if (topic === 'allLiquidation') takeLiquidations(reading, whole, known)
        else if (topic === 'tickers') takeTicker(reading, whole)
        else if (topic === 'orderbook') takeBook(reading, whole, known)
        else
          trouble(
            reading,
            whole['topic'] === undefined ? 'drift' : 'unknown',
            `message: topic is ${shown(whole['topic'])}, of no known kind`,
          )
      }),
  }
}

function takeTrades(reading: Reading, message: Fields, known: InstrumentsByName): void {
  for (const row of rowsOf(reading, 'publicTrade.data', message['data'])) {
    const listed = instrumentField(reading, 'publicTrade', row, 's', known)
    if (listed === undefined) continue
    const price = positiveField(reading, 'publicTrade', row, 'p')
    const amount = positiveField(reading, 'publicTrade', row, 'v')
    const takerSide = wordField(reading, 'publicTrade', row, 'S', TAKER_SIDES)
    if (price === undefined || amount === undefined || takerSide === undefined) continue
    const id = asText(row['i'])
    reading.events.push({
      type: 'trade',
      ...header(reading, listed, row['T']),
      price,
      quantity: quantity(amount * listed.instrument.contractSize),
      takerSide,
      ...(id !== undefined && { id }),
    })
  }
}

/**
 * `S` is the side of the position that was closed, not of the order: Buy says that a long is gone.
 * https://bybit-exchange.github.io/docs/v5/websocket/public/all-liquidation
 */
const CLOSED: ReadonlyMap<string, PositionSide> = new Map([
  ['buy', 'long'],
  ['sell', 'short'],
])

function takeLiquidations(reading: Reading, message: Fields, known: InstrumentsByName): void {
  for (const row of rowsOf(reading, 'allLiquidation.data', message['data'])) {
    const listed = instrumentField(reading, 'allLiquidation', row, 's', known)
    if (listed === undefined) continue
    const price = positiveField(reading, 'allLiquidation', row, 'p')
    const amount = positiveField(reading, 'allLiquidation', row, 'v')
    const position = wordField(reading, 'allLiquidation', row, 'S', CLOSED)
    if (price === undefined || amount === undefined || position === undefined) continue
    reading.events.push({
      type: 'liquidation',
      ...header(reading, listed, row['T']),
      position,
      price,
      priceKind: 'bankruptcy',
      quantity: quantity(amount * listed.instrument.contractSize),
    })
  }
}

function takeBook(reading: Reading, message: Fields, known: InstrumentsByName): void {
  const data = recordField(reading, 'orderbook', message, 'data')
  const listed = data && instrumentField(reading, 'orderbook.data', data, 's', known)
  if (data === undefined || listed === undefined) return
  const last = integerField(reading, 'orderbook.data', data, 'u')
  const unit = listed.instrument.contractSize
  const bids = bookLevels(reading, 'orderbook.b', data['b'], unit)
  const asks = bookLevels(reading, 'orderbook.a', data['a'], unit)
  if (last === undefined || !bids || !asks) return
  const { instrument, exchangeTime } = header(reading, listed, message['ts'])
  const about = { instrument, exchangeTime, first: last, last, bids, asks }
  // After a restart of the service the numbers begin again: u = 1 is a full picture.
  if (message['type'] === 'snapshot' || last === 1)
    reading.books.push({ ...about, kind: 'snapshot' })
  // Update ids of a topic follow each other without a hole, as recorded frames show.
  else reading.books.push({ ...about, kind: 'changes', previous: last - 1 })
}
