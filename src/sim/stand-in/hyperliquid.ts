import type { Happening } from './happening.ts'
import { hyperliquidAnswer, hyperliquidContext } from './hyperliquid-rest.ts'
import { hexDigits, traderOf } from './hyperliquid-accounts.ts'
import { priceText, quantityText, type StandInInstrument } from './instrument.ts'
import type { LedgerEntry } from './ledger.ts'
import type { MarketView } from './market-view.ts'
import { hashed } from './past.ts'
import { type ClientMessage, readObject, type StandInWire } from './wire.ts'

/** Trades that are repeated at the beginning of a subscription. */
const RECENT_TRADES = 10

/**
 * Hyperliquid: one subscription per message, the newest trades repeated first, no liquidations.
 * https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions
 */
export const hyperliquidWire = (instruments: readonly StandInInstrument[]): StandInWire => ({
  venue: 'hyperliquid',
  instruments,
  serves: (path) => path === '/ws',
  read: (text) => read(text, instruments),
  replies(message, refused) {
    const accepted = message.topics.filter(({ name }) => !refused.has(name))
    const bad = [
      ...message.unknown,
      ...message.topics.filter(({ name }) => refused.has(name)).map(({ name }) => name),
    ]
    const texts = [
      ...accepted.map(({ name }) =>
        JSON.stringify({
          channel: 'subscriptionResponse',
          data: { method: 'subscribe', subscription: readObject(name) },
        }),
      ),
      ...bad.map((name) =>
        JSON.stringify({ channel: 'error', data: `Invalid subscription ${name}` }),
      ),
    ]
    return { texts, accepted }
  },
  greeting(topic, view) {
    const instrument = view.find(topic.symbol ?? '')
    if (instrument === undefined) return []
    if (topic.about.has('state')) return [context(instrument, view)]
    const recent = view.trades(instrument.symbol, RECENT_TRADES)
    return topic.about.has('trade') && recent.length > 0 ? [trades(instrument, recent)] : []
  },
  frames(topic, entries, view) {
    const instrument = view.find(topic.symbol ?? '')
    if (instrument === undefined || entries.length === 0) return []
    return topic.about.has('state') ? [context(instrument, view)] : [trades(instrument, entries)]
  },
  tradeId: ({ symbol, count }) => String(hyperliquidTid(symbol, count)),
  answer: hyperliquidAnswer,
})

const KINDS: Readonly<Record<string, readonly Happening['type'][]>> = {
  trades: ['trade'],
  activeAssetCtx: ['state'],
  l2Book: [],
  candle: [],
}

function read(text: string, instruments: readonly StandInInstrument[]): ClientMessage {
  const message = readObject(text)
  if (message?.['method'] === 'ping') {
    return { type: 'ping', pong: JSON.stringify({ channel: 'pong' }) }
  }
  const wanted = message?.['subscription'] as Record<string, unknown> | undefined
  if (message?.['method'] !== 'subscribe' || wanted === undefined) {
    const error = {
      channel: 'error',
      data: `Error parsing JSON into valid websocket request: ${text}`,
    }
    return { type: 'other', answer: JSON.stringify(error) }
  }
  const name = JSON.stringify(wanted)
  const about = KINDS[String(wanted['type'])]
  const symbol = String(wanted['coin'])
  const known = about !== undefined && instruments.some((each) => each.symbol === symbol)
  return {
    type: 'subscribe',
    topics: known ? [{ name, about: new Set(about), symbol }] : [],
    unknown: known ? [] : [name],
    id: undefined,
  }
}

/** A context has no time of its own. */
const context = (instrument: StandInInstrument, view: MarketView): string =>
  JSON.stringify({
    channel: 'activeAssetCtx',
    data: { coin: instrument.symbol, ctx: hyperliquidContext(instrument, view) },
  })

const trades = (instrument: StandInInstrument, entries: readonly LedgerEntry[]): string =>
  JSON.stringify({
    channel: 'trades',
    data: entries.map((entry) => hyperliquidTrade(instrument, entry)),
  })

function hyperliquidTrade(
  instrument: StandInInstrument,
  { happening, time, id }: LedgerEntry,
): unknown {
  if (happening.type !== 'trade') return {}
  return {
    coin: happening.symbol,
    side: happening.takerSide === 'buy' ? 'B' : 'A',
    px: priceText(instrument, happening.price),
    sz: quantityText(instrument, happening.quantity),
    time,
    hash: `0x${hexDigits(happening.count, 64)}`,
    tid: Number(id),
    // A few accounts trade again and again.
    users: [traderOf(hashed(happening.count, 7)), traderOf(hashed(happening.count, 8))],
  }
}

/** Ids are large numbers below 2^53 without order. */
const hyperliquidTid = (symbol: string, count: number): number =>
  (1 + Math.floor(hashed(symbol.charCodeAt(0), count) * 2 ** 20)) * 2 ** 30 + count
