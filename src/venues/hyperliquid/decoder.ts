import type { BookLevel, MarketEvent } from '../../market/event.ts'
import { HOUR, quantity, usd } from '../../market/units.ts'
import type { InstrumentsByName } from '../wire/fields.ts'
import {
  amountField,
  byWireName,
  decimalField,
  header,
  instrumentField,
  listField,
  positiveField,
  recordField,
  textField,
  wordField,
} from '../wire/fields.ts'
import { asList } from '../wire/read-json.ts'
import type { Decoder, ListedInstrument, SeenAddress } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { readFrame, shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf, recordOf } from '../wire/rows.ts'
import { noteTicker } from '../wire/ticker.ts'
import { readAddress } from './address.ts'
import { takeReply } from './replies.ts'

/** The aggressor: B bid, A asked. */
const TAKER = new Map([
  ['b', 'buy'],
  ['a', 'sell'],
] as const)

/** https://hyperliquid.gitbook.io/hyperliquid-docs/trading/funding */
const FUNDING_INTERVAL = HOUR

/** What one connection remembers, and what it hands on beside events. */
interface Connection {
  readonly instruments: InstrumentsByName
  /** Coins whose first trades have come: the venue opens a subscription with trades of before. */
  readonly opened: Set<string>
  addresses: SeenAddress[]
}

export function decoder(instruments: readonly ListedInstrument[]): Decoder {
  const connection: Connection = {
    instruments: byWireName(instruments),
    opened: new Set(),
    addresses: [],
  }
  return {
    decode(frame, receivedTime) {
      connection.addresses = []
      const decoded = readFrame(frame, receivedTime, (message, reading) =>
        takeMessage(message, reading, connection),
      )
      const { addresses } = connection
      return addresses.length === 0 ? decoded : { ...decoded, addresses }
    },
  }
}

function takeMessage(message: unknown, reading: Reading, connection: Connection): void {
  const frame = recordOf(reading, 'message', message)
  if (frame === undefined) return
  const channel = textField(reading, 'message', frame, 'channel')
  if (channel === undefined || takeReply(reading, channel, frame)) return
  if (channel === 'trades') {
    for (const trade of rowsOf(reading, 'trades: data', frame['data']))
      takeTrade(reading, trade, connection)
  } else if (channel === 'activeAssetCtx') takeContext(reading, frame, connection.instruments)
  else if (channel === 'l2Book') takeBook(reading, frame, connection.instruments)
  else trouble(reading, 'unknown', `channel ${shown(channel)} was not asked for`)
}

/** `hash` is zero for many fills and identifies nothing; `tid` is unique together with the time. */
function takeTrade(reading: Reading, trade: Fields, connection: Connection): void {
  const listed = instrumentField(reading, 'trade', trade, 'coin', connection.instruments)
  if (listed === undefined) return
  if (!connection.opened.has(listed.wireName)) reading.replay = true
  connection.opened.add(listed.wireName)
  const price = positiveField(reading, 'trade', trade, 'px')
  const size = positiveField(reading, 'trade', trade, 'sz')
  const takerSide = wordField(reading, 'trade', trade, 'side', TAKER)
  const id = textField(reading, 'trade', trade, 'tid')
  if (price === undefined || size === undefined || takerSide === undefined || id === undefined)
    return
  const event: MarketEvent = {
    type: 'trade',
    ...header(reading, listed, trade['time']),
    price,
    quantity: quantity(size),
    takerSide,
    id,
  }
  reading.events.push(event)
  takeUsers(reading, trade['users'], connection, {
    instrument: event.instrument,
    notionalUsd: usd(price * size),
  })
}

/** `users` are buyer and seller; frames before 2025 have none. */
function takeUsers(
  reading: Reading,
  users: unknown,
  connection: Connection,
  seen: Omit<SeenAddress, 'address'>,
): void {
  if (users === undefined) return
  const both = asList(users)?.map(readAddress) ?? [undefined]
  for (const address of both)
    if (address === undefined)
      trouble(reading, 'malformed', `trade: users is ${shown(users)}, must be two addresses`)
    else connection.addresses.push({ address, ...seen })
}

/** The frame has no time of its own: it is true when it is received. */
function takeContext(reading: Reading, frame: Fields, instruments: InstrumentsByName): void {
  const data = recordField(reading, 'activeAssetCtx', frame, 'data')
  if (data === undefined) return
  const listed = instrumentField(reading, 'activeAssetCtx', data, 'coin', instruments)
  const context = recordField(reading, 'activeAssetCtx', data, 'ctx')
  if (listed === undefined || context === undefined) return
  const about = header(reading, listed, reading.receivedTime)
  const markPrice = positiveField(reading, 'ctx', context, 'markPx')
  const indexPrice = positiveField(reading, 'ctx', context, 'oraclePx')
  const fundingRate = decimalField(reading, 'ctx', context, 'funding')
  // Base coins, one side.
  const open = amountField(reading, 'ctx', context, 'openInterest')
  noteTicker(reading, about, {
    markPrice,
    indexPrice,
    fundingRate,
    fundingInterval: FUNDING_INTERVAL,
    openInterest: open === undefined ? undefined : quantity(open),
  })
}

/** The 20 best levels of each side as they are. */
function takeBook(reading: Reading, frame: Fields, instruments: InstrumentsByName): void {
  const data = recordField(reading, 'l2Book', frame, 'data')
  if (data === undefined) return
  const listed = instrumentField(reading, 'l2Book', data, 'coin', instruments)
  const sides = listField(reading, 'l2Book', data, 'levels')
  if (listed === undefined || sides === undefined) return
  const [bids, asks] = [takeLevels(reading, sides[0]), takeLevels(reading, sides[1])]
  if (bids === undefined || asks === undefined) return
  reading.events.push({ type: 'order-book', ...header(reading, listed, data['time']), bids, asks })
}

/** One bad level spoils the picture: a book with a hole in it looks like a thin one. */
function takeLevels(reading: Reading, side: unknown): BookLevel[] | undefined {
  const before = reading.problems.length
  const levels = rowsOf(reading, 'l2Book: a side', side).flatMap((level) => {
    const price = positiveField(reading, 'level', level, 'px')
    const size = positiveField(reading, 'level', level, 'sz')
    return price === undefined || size === undefined ? [] : [{ price, quantity: quantity(size) }]
  })
  return reading.problems.length === before ? levels : undefined
}
