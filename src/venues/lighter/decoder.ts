import { HOUR, quantity } from '../../market/units.ts'
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
import { asRecord, asText } from '../wire/read-json.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { recordOf, rowsOf } from '../wire/rows.ts'
import { noteTicker } from '../wire/ticker.ts'
import { takeTrade } from './trades.ts'

/** Channels that the venue has and we do not ask for. */
const UNUSED = new Set(['order_book', 'ticker', 'height'])

export const decoder = objectDecoder(takeMessage)

function takeMessage(reading: Reading, frame: Fields, instruments: InstrumentsByName): void {
  if (frame['error'] !== undefined) return takeRefusal(reading, frame['error'])
  const type = textField(reading, 'message', frame, 'type')
  if (type === undefined || type === 'connected') return
  if (type === 'ping') reading.replies.push('{"type":"pong"}')
  if (type === 'ping' || type === 'pong') reading.heartbeat = true
  else takeChannel(reading, type, frame, instruments)
}

/** `subscribed/trade` opens a channel with what was before, `update/trade` goes on. */
function takeChannel(
  reading: Reading,
  type: string,
  frame: Fields,
  instruments: InstrumentsByName,
): void {
  const [how, channel = ''] = type.split('/')
  if (how !== 'subscribed' && how !== 'update')
    return trouble(reading, 'unknown', `message of type ${shown(type)}`)
  const name = textField(reading, 'message', frame, 'channel')
  if (name === undefined) return
  const opening = how === 'subscribed'
  if (opening) reading.acks.push({ topics: [name], accepted: true })
  if (channel === 'trade') {
    reading.replay ||= opening
    for (const list of ['trades', 'liquidation_trades'])
      for (const trade of rowsOf(reading, list, frame[list]))
        takeTrade(reading, trade, list === 'liquidation_trades', instruments)
  } else if (channel === 'market_stats') takeStats(reading, name, opening, frame, instruments)
  else if (!UNUSED.has(channel))
    trouble(reading, 'unknown', `channel ${shown(name)} was not asked for`)
}

/** "Invalid Channel:  (trade/9999)" names what is refused. */
function takeRefusal(reading: Reading, error: unknown): void {
  const said = asRecord(error)?.['message']
  const reason = asText(said) ?? shown(error)
  const named = /\(([a-z_]+)[/:](\w+)\)/.exec(reason)
  if (named) reading.acks.push({ topics: [`${named[1]}:${named[2]}`], accepted: false, reason })
  trouble(reading, 'refused', `the venue refuses a message: ${reason.slice(0, 300)}`)
}

/** One market, or with `market_stats:all` those that have changed by their numbers; at first all. */
function takeStats(
  reading: Reading,
  name: string,
  opening: boolean,
  frame: Fields,
  instruments: InstrumentsByName,
): void {
  const stats = recordOf(reading, 'market_stats', frame['market_stats'])
  if (stats === undefined) return
  if (!name.endsWith(':all')) return takeMarket(reading, stats, frame, instruments)
  if (opening)
    for (const { wireName } of instruments.values())
      if (stats[wireName] === undefined)
        trouble(reading, 'drift', `market_stats: no market ${wireName} among all of them`)
  for (const id of Object.keys(stats).toSorted()) {
    const market = recordOf(reading, `market_stats ${id}`, stats[id])
    if (market !== undefined) takeMarket(reading, market, frame, instruments)
  }
}

function takeMarket(
  reading: Reading,
  market: Fields,
  frame: Fields,
  instruments: InstrumentsByName,
): void {
  const listed = instrumentField(reading, 'market', market, 'market_id', instruments)
  if (listed === undefined) return
  const about = header(reading, listed, frame['timestamp'])
  const markPrice = positiveField(reading, 'market', market, 'mark_price')
  const indexPrice = positiveField(reading, 'market', market, 'index_price')
  const percent = decimalField(reading, 'market', market, 'current_funding_rate')
  const value = amountField(reading, 'market', market, 'open_interest')
  noteTicker(reading, about, {
    markPrice,
    indexPrice,
    fundingRate: percent === undefined ? undefined : Number((percent / 100).toFixed(12)),
    fundingInterval: HOUR,
    openInterest:
      value === undefined || markPrice === undefined
        ? undefined
        : quantity(coinsOf(value, markPrice)),
  })
}

/**
 * Open interest is sent as USDC at the mark price of the same message. Recorded values over their
 * mark prices are whole multiples of the smallest size, which no other price gives:
 * 70209112.921092 / 2308.86 = 30408.5622.
 */
const coinsOf = (value: number, markPrice: number): number =>
  Number((value / markPrice).toPrecision(12))
