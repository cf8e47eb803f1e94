import { type Millis, SECOND } from '../../market/units.ts'
import { binanceAmount, binanceAnswer, binanceLevels } from './binance-rest.ts'
import { nextFunding } from './funding.ts'
import type { Happening, LiquidationHappening } from './happening.ts'
import { priceText, type StandInInstrument } from './instrument.ts'
import type { LedgerEntry } from './ledger.ts'
import type { MarketView } from './market-view.ts'
import { bookChanges } from './resting-book.ts'
import {
  type ClientMessage,
  readObject,
  type Sampler,
  type StandInTopic,
  type StandInWire,
} from './wire.ts'

/**
 * Binance futures as of 2026: USD-M streams by route (`/market`, `/public`), COIN-M beside them.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 */
export const binanceWire = (instruments: readonly StandInInstrument[]): StandInWire => ({
  venue: 'binance',
  instruments,
  serves: (path) => /^(\/(market|public))?\/(ws|stream)(\/|\?|$)/.test(path),
  read: (text, path) => read(text, path, instruments),
  replies(message, refused) {
    const bad = [...message.unknown, ...message.topics.map(({ name }) => name)].filter(
      (name) => refused.has(name) || message.unknown.includes(name),
    )
    // The error names no stream: all of the request falls.
    return bad.length > 0
      ? {
          texts: [
            JSON.stringify({
              error: { code: 2, msg: 'Invalid request: invalid stream' },
              id: message.id,
            }),
          ],
          accepted: [],
        }
      : { texts: [JSON.stringify({ result: null, id: message.id })], accepted: message.topics }
  },
  greeting: () => [],
  frames: (topic, entries, view) =>
    topic.part === 'all-marks'
      ? [marks(entries, view)].filter((text) => text !== undefined)
      : entries.map((entry) =>
          JSON.stringify({
            stream: topic.name,
            data: topic.part === 'book' ? depth(entry, view) : data(entry, view),
          }),
        ),
  sampler: () => largestOfEachSecond(),
  tradeId: ({ count }) => String(1_000_000 + count),
  answer: binanceAnswer,
})

/** Kinds of streams that each route carries; on the wrong route they are accepted and say nothing. */
const MARKET: Readonly<Record<string, readonly Happening['type'][]>> = {
  aggTrade: ['trade'],
  forceOrder: ['liquidation'],
  markPrice: ['state'],
}
const PUBLIC: Readonly<Record<string, readonly Happening['type'][]>> = {
  trade: ['trade'],
  depth: ['state'],
}
const SILENT = /^(kline_|depth\d|bookTicker|ticker|miniTicker|continuousKline_)/

function read(
  text: string,
  path: string,
  instruments: readonly StandInInstrument[],
): ClientMessage {
  const message = readObject(text)
  if (message?.['method'] !== 'SUBSCRIBE' || !Array.isArray(message['params'])) {
    return { type: 'other' }
  }
  const topics: StandInTopic[] = []
  const unknown: string[] = []
  for (const name of message['params'] as unknown[]) {
    const topic = topicOf(String(name), path, instruments)
    if (topic === undefined) unknown.push(String(name))
    else topics.push(topic)
  }
  return { type: 'subscribe', topics, unknown, id: message['id'] }
}

function topicOf(
  name: string,
  path: string,
  instruments: readonly StandInInstrument[],
): StandInTopic | undefined {
  if (name.startsWith('!forceOrder@arr')) {
    const about = new Set<Happening['type']>(path.startsWith('/public') ? [] : ['liquidation'])
    return { name, about, symbol: undefined }
  }
  if (name.startsWith('!markPrice@arr')) {
    return { name, about: new Set(['state']), part: 'all-marks', symbol: undefined }
  }
  const [low = '', kind = ''] = name.split('@')
  const symbol = low.toUpperCase()
  const instrument = instruments.find((each) => each.symbol === symbol)
  // A symbol that is unknown is accepted in silence, as a stream that exists and has nothing to say.
  if (instrument === undefined) return { name, about: new Set(), symbol }
  // COIN-M has no routes that we know of.
  const routed = instrument.contract === 'linear'
  const carried = {
    ...(routed && !path.startsWith('/market') ? {} : MARKET),
    ...(routed && path.startsWith('/market') ? {} : PUBLIC),
  }
  if (kind in MARKET || kind in PUBLIC || SILENT.test(kind)) {
    const part = kind === 'depth' ? { part: 'book' } : {}
    return { name, about: new Set(carried[kind] ?? []), symbol, ...part }
  }
  return undefined
}

function data({ happening, time, id }: LedgerEntry, view: MarketView): unknown {
  const instrument = view.find(happening.symbol)
  if (instrument === undefined) return {}
  const price = (value: number) => priceText(instrument, value)
  if (happening.type === 'trade') {
    return {
      e: 'aggTrade',
      E: view.now,
      s: happening.symbol,
      a: Number(id),
      p: price(happening.price),
      q: binanceAmount(instrument, happening.quantity),
      f: Number(id),
      l: Number(id),
      T: time,
      m: happening.takerSide === 'sell',
    }
  }
  if (happening.type === 'state') {
    return {
      e: 'markPriceUpdate',
      E: time,
      s: happening.symbol,
      p: price(happening.markPrice),
      ap: price(happening.markPrice),
      i: price(happening.indexPrice),
      P: price(happening.indexPrice),
      r: happening.fundingRate.toFixed(8),
      T: nextFunding(time),
    }
  }
  return forceOrder(happening, instrument, time, view.now)
}

/** What has changed of a book since the state before. Levels of quantity 0 are gone. */
function depth({ happening, time }: LedgerEntry, view: MarketView): unknown {
  const instrument = view.find(happening.symbol)
  if (instrument === undefined || happening.type !== 'state') return {}
  const [before, after] = [view.bookBefore(instrument, happening), view.book(instrument, happening)]
  const { bids, asks } = bookChanges(before, after)
  return {
    e: 'depthUpdate',
    E: view.now,
    T: time,
    s: happening.symbol,
    U: before.number + 1,
    u: after.number,
    pu: before.number,
    b: binanceLevels(instrument, bids),
    a: binanceLevels(instrument, asks),
  }
}

const forceOrder = (
  { symbol, position, price, quantity }: LiquidationHappening,
  instrument: StandInInstrument,
  time: Millis,
  now: Millis,
) => {
  const amount = binanceAmount(instrument, quantity)
  return {
    e: 'forceOrder',
    E: now,
    // Since 2026-06-30 the all-market stream carries USD-M (1) and COIN-M (2) together.
    st: instrument.contract === 'linear' ? 1 : 2,
    o: {
      s: symbol,
      ...(instrument.contract === 'inverse' ? { ps: symbol.split('_')[0] } : {}),
      // The side of the order: selling closes a long.
      S: position === 'long' ? 'SELL' : 'BUY',
      o: 'LIMIT',
      f: 'IOC',
      q: amount,
      // The limit lies beyond the average fill.
      p: priceText(instrument, price * (position === 'long' ? 0.996 : 1.004)),
      ap: priceText(instrument, price),
      X: 'FILLED',
      l: amount,
      z: amount,
      T: time,
    },
  }
}

function marks(entries: readonly LedgerEntry[], view: MarketView): string | undefined {
  if (entries.length === 0) return undefined
  const all = entries.map((entry) => data(entry, view))
  return JSON.stringify({ stream: '!markPrice@arr@1s', data: all })
}

/** Of the liquidations of a symbol within one second the largest alone; everything else at once. */
function largestOfEachSecond(): Sampler {
  const largest = new Map<string, LiquidationHappening>()
  return (happenings, to) => {
    const shown: Happening[] = []
    const release = (before: Millis) => {
      for (const [symbol, held] of largest) {
        if (Math.floor(held.at / SECOND) >= Math.floor(before / SECOND)) continue
        shown.push(held)
        largest.delete(symbol)
      }
    }
    for (const happening of happenings) {
      if (happening.type !== 'liquidation') shown.push(happening)
      else {
        release(happening.at)
        const held = largest.get(happening.symbol)
        const larger = held === undefined || happening.quantity > held.quantity
        if (larger) largest.set(happening.symbol, happening)
      }
    }
    release(to)
    return shown
  }
}
