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
import { asText } from '../wire/read-json.ts'
import type { ListedInstrument } from '../wire/reader.ts'
import type { Reading } from '../wire/reading.ts'
import { shown, trouble } from '../wire/reading.ts'
import type { Fields } from '../wire/rows.ts'
import { rowsOf, recordOf } from '../wire/rows.ts'
import { isoTime } from './iso-time.ts'
import { topicName } from './streams.ts'
import { takeTrade } from './trades.ts'

/** Channels that the venue has and we do not ask for. */
const UNUSED = new Set(['v4_orderbook', 'v4_candles', 'v4_subaccounts', 'v4_block_height'])

export const decoder = objectDecoder(takeMessage)

function takeMessage(reading: Reading, frame: Fields, instruments: InstrumentsByName): void {
  const type = textField(reading, 'message', frame, 'type')
  if (type === undefined || type === 'connected' || type === 'unsubscribed') return
  if (type === 'error') return takeRefusal(reading, frame)
  if (type !== 'subscribed' && type !== 'channel_data' && type !== 'channel_batch_data')
    return trouble(reading, 'unknown', `message of type ${shown(type)}`)
  const channel = textField(reading, 'message', frame, 'channel')
  if (channel === undefined) return
  if (type === 'subscribed')
    reading.acks.push({ topics: [topicName(channel, asText(frame['id']))], accepted: true })
  // What comes with the acknowledgement was so before it. A batch is a list of contents.
  const batch =
    type === 'channel_batch_data'
      ? rowsOf(reading, 'message: contents', frame['contents'])
      : [recordField(reading, 'message', frame, 'contents')]
  for (const contents of batch) {
    if (contents === undefined) continue
    if (channel === 'v4_trades') {
      reading.replay ||= type === 'subscribed'
      takeTrades(reading, frame, contents, instruments)
    } else if (channel === 'v4_markets') takeMarkets(reading, contents, instruments)
    else if (!UNUSED.has(channel))
      trouble(reading, 'unknown', `channel ${shown(channel)} was not asked for`)
  }
}

/** The sentence names the subscription where it is about one: "Invalid subscription id for channel: (v4_trades-NOPE-USD)". */
function takeRefusal(reading: Reading, frame: Fields): void {
  const reason = asText(frame['message']) ?? shown(frame['message'])
  const named = /\((v4_[a-z]+)-([^)]+)\)/.exec(reason)
  if (named) {
    const name = topicName(named[1]!, named[2])
    reading.acks.push({ topics: [name], accepted: false, reason })
  }
  trouble(reading, 'refused', `the venue refuses a message: ${reason.slice(0, 300)}`)
}

function takeTrades(
  reading: Reading,
  frame: Fields,
  contents: Fields,
  instruments: InstrumentsByName,
): void {
  const listed = instrumentField(reading, 'v4_trades', frame, 'id', instruments)
  if (listed === undefined) return
  for (const trade of rowsOf(reading, 'v4_trades: trades', contents['trades']))
    takeTrade(reading, listed, trade)
}

/** All of every market when subscribed; later only what has changed. */
function takeMarkets(reading: Reading, contents: Fields, instruments: InstrumentsByName): void {
  const { markets, trading, oraclePrices } = contents
  if (markets === undefined && trading === undefined && oraclePrices === undefined)
    return trouble(reading, 'drift', 'v4_markets: none of markets, trading and oraclePrices')
  const followed = (part: string, value: unknown) => followedOf(reading, part, value, instruments)
  if (markets !== undefined) {
    const whole = followed('markets', markets)
    for (const { wireName } of instruments.values())
      if (!whole.some(([listed]) => listed.wireName === wireName))
        trouble(reading, 'drift', `v4_markets: no market ${wireName} among all of them`)
    for (const [listed, market] of whole) {
      takeMarketData(reading, listed, market, true)
      takeOraclePrice(reading, listed, market, reading.receivedTime)
    }
  }
  if (trading !== undefined)
    for (const [listed, market] of followed('trading', trading))
      takeMarketData(reading, listed, market, false)
  if (oraclePrices !== undefined)
    for (const [listed, price] of followed('oraclePrices', oraclePrices))
      takeOraclePrice(reading, listed, price, isoTime(price['effectiveAt']))
}

/** What is said of the instruments that were asked for, in the order of their tickers. */
function followedOf(
  reading: Reading,
  part: string,
  value: unknown,
  instruments: InstrumentsByName,
): (readonly [ListedInstrument, Fields])[] {
  const byTicker = recordOf(reading, `v4_markets: ${part}`, value) ?? {}
  return Object.keys(byTicker)
    .toSorted()
    .flatMap((ticker) => {
      const listed = instruments.get(ticker)
      if (listed === undefined) reading.untracked++
      const market = listed && recordOf(reading, `${part}: ${ticker}`, byTicker[ticker])
      return listed && market ? [[listed, market] as const] : []
    })
}

/** Margin is reckoned from the oracle price; there is no other mark price. */
function takeOraclePrice(
  reading: Reading,
  listed: ListedInstrument,
  market: Fields,
  millis: unknown,
): void {
  const markPrice = positiveField(reading, 'oracle price', market, 'oraclePrice')
  if (markPrice !== undefined)
    reading.events.push({ type: 'mark-price', ...header(reading, listed, millis), markPrice })
}

/**
 * Open interest in base coins, and the rate of the coming hour. The frame has no time of its own.
 * @param whole false where a field is there only if it has changed
 */
function takeMarketData(
  reading: Reading,
  listed: ListedInstrument,
  market: Fields,
  whole: boolean,
): void {
  const about = header(reading, listed, reading.receivedTime)
  const has = (name: string) => whole || market[name] !== undefined
  const openInterest = has('openInterest')
    ? amountField(reading, 'market', market, 'openInterest')
    : undefined
  if (openInterest !== undefined)
    reading.events.push({
      type: 'open-interest',
      ...about,
      openInterest: quantity(openInterest),
    })
  const fundingRate = has('nextFundingRate')
    ? decimalField(reading, 'market', market, 'nextFundingRate')
    : undefined
  if (fundingRate !== undefined)
    reading.events.push({ type: 'funding-rate', ...about, fundingRate, interval: HOUR })
}
