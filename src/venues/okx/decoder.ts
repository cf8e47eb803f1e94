import { quantity } from '../../market/units.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  amountField,
  byWireName,
  decimalField,
  header,
  instrumentField,
  positiveField,
  recordField,
  wordField,
} from '../wire/fields.ts'
import { asText } from '../wire/read-json.ts'
import type { Decoded, Decoder, ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { readFrame, shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import { TAKER_SIDES } from '../wire/taker-sides.ts'
import { takeBook } from './books.ts'
import { takeLiquidations } from './liquidations.ts'
import { takeNotice } from './notices.ts'

const PONG: Decoded = { events: [], heartbeat: true }

/** Reads the public channels of OKX. It keeps whether the first liquidations have come. */
export function decoder(instruments: readonly ListedInstrument[]): Decoder {
  const known = byWireName(instruments)
  let liquidationsSeen = false
  return {
    decode: (frame, receivedTime) => {
      if (frame === 'pong') return PONG
      return readFrame(frame, receivedTime, (message, reading) => {
        const whole = recordOf(reading, 'message', message)
        if (whole === undefined) return
        if ('event' in whole) return takeNotice(reading, whole)
        const arg = recordField(reading, 'message', whole, 'arg')
        if (arg === undefined) return
        const channel = asText(arg['channel'])
        if (channel === 'liquidation-orders') {
          takeLiquidations(reading, whole['data'], known)
          // The first push is of what happened lately, before the subscription.
          reading.replay = !liquidationsSeen
          liquidationsSeen = true
        } else if (channel === 'books') takeBook(reading, whole, arg, known)
        else {
          const take = CHANNELS.get(channel ?? '')
          if (take)
            for (const row of rowsOf(reading, `${channel}.data`, whole['data']))
              take(reading, row, known)
          else {
            const kind = channel === undefined ? 'drift' : 'unknown'
            trouble(reading, kind, `arg: channel is ${shown(arg['channel'])}, of no known kind`)
          }
        }
      })
    },
  }
}

const CHANNELS: ReadonlyMap<
  string,
  (reading: Reading, row: Fields, known: InstrumentsByName) => void
> = new Map([
  ['trades', takeTrade],
  ['open-interest', takeOpenInterest],
  ['mark-price', takeMarkPrice],
  ['funding-rate', takeFundingRate],
])

function takeTrade(reading: Reading, row: Fields, known: InstrumentsByName): void {
  const listed = instrumentField(reading, 'trades', row, 'instId', known)
  if (listed === undefined) return
  const price = positiveField(reading, 'trades', row, 'px')
  const contracts = positiveField(reading, 'trades', row, 'sz')
  const takerSide = wordField(reading, 'trades', row, 'side', TAKER_SIDES)
  if (price === undefined || contracts === undefined || takerSide === undefined) return
  const id = asText(row['tradeId'])
  reading.events.push({
    type: 'trade',
    ...header(reading, listed, row['ts']),
    price,
    quantity: quantity(contracts * listed.instrument.contractSize),
    takerSide,
    ...(id !== undefined && { id }),
  })
}

/** `oi` counts contracts of one side; `oiCcy` would be base coins for inverse contracts too. */
function takeOpenInterest(reading: Reading, row: Fields, known: InstrumentsByName): void {
  const listed = instrumentField(reading, 'open-interest', row, 'instId', known)
  if (listed === undefined) return
  const contracts = amountField(reading, 'open-interest', row, 'oi')
  if (contracts === undefined) return
  reading.events.push({
    type: 'open-interest',
    ...header(reading, listed, row['ts']),
    openInterest: quantity(contracts * listed.instrument.contractSize),
  })
}

function takeMarkPrice(reading: Reading, row: Fields, known: InstrumentsByName): void {
  const listed = instrumentField(reading, 'mark-price', row, 'instId', known)
  if (listed === undefined) return
  const markPrice = positiveField(reading, 'mark-price', row, 'markPx')
  if (markPrice === undefined) return
  reading.events.push({ type: 'mark-price', ...header(reading, listed, row['ts']), markPrice })
}

/** `fundingTime` is when the rate will be paid, not when it was true: that is `ts`. */
function takeFundingRate(reading: Reading, row: Fields, known: InstrumentsByName): void {
  const listed = instrumentField(reading, 'funding-rate', row, 'instId', known)
  if (listed === undefined) return
  const fundingRate = decimalField(reading, 'funding-rate', row, 'fundingRate')
  if (fundingRate === undefined) return
  reading.events.push({ type: 'funding-rate', ...header(reading, listed, row['ts']), fundingRate })
}
