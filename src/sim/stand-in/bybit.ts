import { bybitAnswer, bybitTicker } from './bybit-rest.ts'
import type { Happening } from './happening.ts'
import { priceText, quantityText, type StandInInstrument } from './instrument.ts'
import type { LedgerEntry } from './ledger.ts'
import type { MarketView } from './market-view.ts'
import { hashed } from './past.ts'
import { bookChanges, type RestingBook, type RestingLevel } from './resting-book.ts'
import { type ClientMessage, readObject, type StandInTopic, type StandInWire } from './wire.ts'

/** Trades of one message at most: https://bybit-exchange.github.io/docs/v5/websocket/public/trade */
const MOST_TRADES = 1_024

/**
 * Bybit v5, linear and inverse: one message per topic and push, subscriptions acknowledged or
 * refused as a whole. https://bybit-exchange.github.io/docs/v5/ws/connect
 */
export const bybitWire = (instruments: readonly StandInInstrument[]): StandInWire => ({
  venue: 'bybit',
  instruments,
  serves: (path) => /^\/v5\/public\/(linear|inverse)$/.test(path),
  read: (text, path) => read(text, path, instruments),
  replies(message, refused) {
    const bad = [
      ...message.unknown,
      ...message.topics.filter(({ name }) => refused.has(name)).map(({ name }) => name),
    ]
    const said = {
      success: bad.length === 0,
      ret_msg: bad.length === 0 ? '' : `error:handler not found,topic:${bad.join(',')}`,
      conn_id: '7f3a52c4-5d1e-4c8b-9a57-c1d3f0e2b6a9',
      ...(message.id === undefined ? {} : { req_id: message.id }),
      op: 'subscribe',
    }
    return { texts: [JSON.stringify(said)], accepted: bad.length === 0 ? message.topics : [] }
  },
  greeting(topic, view) {
    const instrument = view.find(topic.symbol ?? '')
    if (topic.part === 'book' && instrument !== undefined) {
      const book = view.book(instrument)
      const data = bookData(instrument, book, book.number)
      return [push(topic, 'snapshot', data, view.now, { cts: view.now })]
    }
    if (!topic.about.has('state') || instrument === undefined) return []
    const data = bybitTicker(instrument, view)
    return [push(topic, 'snapshot', data, view.now, { cs: view.now })]
  },
  frames(topic, entries, view) {
    const instrument = view.find(topic.symbol ?? '')
    if (instrument === undefined || entries.length === 0) return []
    if (topic.part === 'book')
      return entries.map((entry) => bookFrame(topic, instrument, view, entry))
    if (topic.about.has('state')) {
      return entries.map((entry) =>
        push(topic, 'delta', changed(instrument, view, entry), entry.time, { cs: entry.time }),
      )
    }
    const rows = entries.map((entry) => row(instrument, entry))
    const most = topic.about.has('trade') ? MOST_TRADES : rows.length
    const texts: string[] = []
    for (let i = 0; i < rows.length; i += most) {
      texts.push(push(topic, 'snapshot', rows.slice(i, i + most), view.now, {}))
    }
    return texts
  },
  tradeId: ({ symbol, count }) => uuid(symbol.length * 7_919 + symbol.charCodeAt(0), count),
  answer: bybitAnswer,
})

const KINDS: Readonly<Record<string, readonly Happening['type'][]>> = {
  publicTrade: ['trade'],
  allLiquidation: ['liquidation'],
  tickers: ['state'],
  orderbook: ['state'],
  kline: [],
}

function read(
  text: string,
  path: string,
  instruments: readonly StandInInstrument[],
): ClientMessage {
  const message = readObject(text)
  const id = message?.['req_id']
  if (message?.['op'] === 'ping') {
    const pong = {
      success: true,
      ret_msg: 'pong',
      conn_id: '7f3a52c4-5d1e-4c8b-9a57-c1d3f0e2b6a9',
      req_id: id ?? '',
      op: 'ping',
    }
    return { type: 'ping', pong: JSON.stringify(pong) }
  }
  if (message?.['op'] !== 'subscribe' || !Array.isArray(message['args'])) return { type: 'other' }
  const contract = path.endsWith('inverse') ? 'inverse' : 'linear'
  const topics: StandInTopic[] = []
  const unknown: string[] = []
  for (const arg of message['args'] as unknown[]) {
    const name = String(arg)
    const parts = name.split('.')
    const about = KINDS[parts[0] ?? '']
    const symbol = parts.at(-1)
    const known = instruments.some((each) => each.symbol === symbol && each.contract === contract)
    if (about === undefined || !known) unknown.push(name)
    else {
      const part = parts[0] === 'orderbook' ? { part: 'book' } : {}
      topics.push({ name, about: new Set(about), symbol, ...part })
    }
  }
  return { type: 'subscribe', topics, unknown, id }
}

const push = (
  topic: StandInTopic,
  type: 'snapshot' | 'delta',
  data: unknown,
  ts: number,
  more: object,
): string => JSON.stringify({ topic: topic.name, type, ts, data, ...more })

const levels = (instrument: StandInInstrument, side: readonly RestingLevel[]): string[][] =>
  side.map(([price, quantity]) => [
    priceText(instrument, price),
    quantityText(instrument, quantity),
  ])

/** Update ids begin above 1, which would say that the service has been restarted. */
const FIRST_UPDATE = 1_000

const bookData = (instrument: StandInInstrument, { bids, asks }: RestingBook, number: number) => ({
  s: instrument.symbol,
  b: levels(instrument, bids),
  a: levels(instrument, asks),
  u: FIRST_UPDATE + number,
  seq: FIRST_UPDATE + number,
})

/** What has changed of a book since the state before; all of it after the first one. */
function bookFrame(
  topic: StandInTopic,
  instrument: StandInInstrument,
  view: MarketView,
  { happening, time }: LedgerEntry,
): string {
  if (happening.type !== 'state') return push(topic, 'delta', {}, time, {})
  const [before, after] = [view.bookBefore(instrument, happening), view.book(instrument, happening)]
  const isFirst = before.number === 0
  const shown = isFirst ? after : bookChanges(before, after)
  const data = bookData(instrument, shown, after.number)
  return push(topic, isFirst ? 'snapshot' : 'delta', data, time, { cts: time })
}

function row(instrument: StandInInstrument, { happening, time, id }: LedgerEntry): unknown {
  if (happening.type === 'trade') {
    return {
      T: time,
      s: happening.symbol,
      S: happening.takerSide === 'buy' ? 'Buy' : 'Sell',
      v: quantityText(instrument, happening.quantity),
      p: priceText(instrument, happening.price),
      L: 'ZeroPlusTick',
      i: id,
      BT: false,
    }
  }
  if (happening.type === 'liquidation') {
    return {
      T: time,
      s: happening.symbol,
      // The side of the position that was closed, not of the order that closed it.
      S: happening.position === 'long' ? 'Buy' : 'Sell',
      v: quantityText(instrument, happening.quantity),
      p: priceText(instrument, happening.price),
    }
  }
  return {}
}

/** A delta names some of the fields: those that it leaves out stand as they were. */
function changed(instrument: StandInInstrument, view: MarketView, entry: LedgerEntry): object {
  const { happening, time } = entry
  if (happening.type !== 'state') return {}
  const full = bybitTicker(instrument, view, happening)
  const always = new Set(['symbol', 'markPrice'])
  const kept = Object.entries(full).filter(
    ([name], i) => always.has(name) || hashed(Math.floor(time / 1_000), i) < 0.6,
  )
  return Object.fromEntries(kept)
}

/** Ids of Bybit's trades are UUIDs. */
function uuid(salt: number, count: number): string {
  const part = (i: number, length: number) =>
    Math.floor(hashed(salt + i, count) * 16 ** Math.min(length, 8))
      .toString(16)
      .padStart(length, '0')
  const tail = count.toString(16).padStart(12, '0')
  return `${part(1, 8)}-${part(2, 4)}-5${part(3, 3)}-9${part(4, 3)}-${tail}`
}
