import type { Happening } from './happening.ts'
import { contractsText, priceText, type StandInInstrument } from './instrument.ts'
import type { LedgerEntry } from './ledger.ts'
import type { MarketView } from './market-view.ts'
import { familyOf, okxAnswer, okxFunding, okxMark, okxOpenInterest } from './okx-rest.ts'
import { type ClientMessage, readObject, type StandInTopic, type StandInWire } from './wire.ts'

const CONNECTION = 'a4d3ae55'

/**
 * OKX v5 swaps: one acknowledgement per argument, text pings, liquidations of all instruments in
 * one topic with several `details` each. https://www.okx.com/docs-v5/en/#overview-websocket
 */
export const okxWire = (instruments: readonly StandInInstrument[]): StandInWire => ({
  venue: 'okx',
  instruments,
  serves: (path) => /^\/ws\/v5\/(public|business)$/.test(path),
  read: (text, path) => read(text, path, instruments),
  replies(message, refused) {
    const id = message.id === undefined ? {} : { id: message.id }
    const accepted = message.topics.filter(({ name }) => !refused.has(name))
    const bad = [
      ...message.unknown,
      ...message.topics.filter(({ name }) => refused.has(name)).map(({ name }) => name),
    ]
    const texts = [
      ...accepted.map(({ name }) =>
        JSON.stringify({ ...id, event: 'subscribe', arg: readObject(name), connId: CONNECTION }),
      ),
      ...bad.map((name) =>
        JSON.stringify({
          ...id,
          event: 'error',
          code: '60018',
          msg: refusal(name),
          connId: CONNECTION,
        }),
      ),
    ]
    return { texts, accepted }
  },
  greeting: (topic, view) => greeting(topic, view),
  frames(topic, entries, view) {
    if (entries.length === 0) return []
    if (topic.about.has('liquidation')) return [liquidations(topic, entries, view)]
    return entries.flatMap((entry) => {
      const data = row(topic, entry, view)
      return data === undefined ? [] : [push(topic, [data])]
    })
  },
  tradeId: ({ count }) => String(130_000_000 + count),
  answer: okxAnswer,
  farewell: JSON.stringify({
    event: 'notice',
    code: '64008',
    msg: 'The connection will soon be closed for a service upgrade. Please reconnect.',
    connId: CONNECTION,
  }),
})

const refusal = (name: string): string => {
  const arg = readObject(name)
  const parts = Object.entries(arg ?? {}).map(([key, value]) => `${key}:${String(value)}`)
  return `Wrong URL or ${parts.join(',')} doesn't exist. Please use the correct URL, channel and parameters referring to API document.`
}

const PUBLIC: Readonly<Record<string, readonly Happening['type'][]>> = {
  trades: ['trade'],
  'liquidation-orders': ['liquidation'],
  'open-interest': ['state'],
  'mark-price': ['state'],
  'funding-rate': ['state'],
  books: [],
  books5: [],
}
const BUSINESS: Readonly<Record<string, readonly Happening['type'][]>> = { 'trades-all': ['trade'] }

function read(
  text: string,
  path: string,
  instruments: readonly StandInInstrument[],
): ClientMessage {
  if (text === 'ping') return { type: 'ping', pong: 'pong' }
  const message = readObject(text)
  if (message?.['op'] !== 'subscribe' || !Array.isArray(message['args'])) {
    const error = {
      event: 'error',
      code: '60012',
      msg: `Invalid request: ${text}`,
      connId: CONNECTION,
    }
    return { type: 'other', answer: JSON.stringify(error) }
  }
  const topics: StandInTopic[] = []
  const unknown: string[] = []
  for (const arg of message['args'] as Record<string, unknown>[]) {
    const name = JSON.stringify(arg)
    const channel = String(arg['channel'])
    const about = (path.endsWith('business') ? BUSINESS : PUBLIC)[channel]
    const symbol = typeof arg['instId'] === 'string' ? arg['instId'] : undefined
    const all = channel === 'liquidation-orders' && arg['instType'] === 'SWAP'
    const known = all || instruments.some((each) => each.symbol === symbol)
    if (about === undefined || !known) unknown.push(name)
    else
      topics.push({ name, about: new Set(about), part: channel, symbol: all ? undefined : symbol })
  }
  return { type: 'subscribe', topics, unknown, id: message['id'] }
}

const push = (topic: StandInTopic, data: readonly unknown[]): string =>
  JSON.stringify({ arg: readObject(topic.name), data })

function row(topic: StandInTopic, { happening, time, id }: LedgerEntry, view: MarketView): unknown {
  const instrument = view.find(happening.symbol)
  if (instrument === undefined) return undefined
  if (happening.type === 'trade') {
    return {
      instId: happening.symbol,
      tradeId: id,
      px: priceText(instrument, happening.price),
      sz: contractsText(instrument, happening.quantity),
      side: happening.takerSide,
      ts: String(time),
      count: '1',
      source: '0',
      seqId: Number(id),
    }
  }
  if (happening.type !== 'state') return undefined
  if (topic.part === 'open-interest') return okxOpenInterest(instrument, happening, time)
  if (topic.part === 'mark-price') return okxMark(instrument, happening, time)
  return okxFunding(instrument, happening.fundingRate, time)
}

/** The present state, and of liquidations the newest ones, which need not be new to the client. */
function greeting(topic: StandInTopic, view: MarketView): readonly string[] {
  const instrument = view.find(topic.symbol ?? '')
  if (!topic.about.has('state') || instrument === undefined) return []
  const happening = view.state(instrument.symbol)
  if (topic.part === 'open-interest') {
    return [push(topic, [okxOpenInterest(instrument, happening, view.now)])]
  }
  if (topic.part === 'mark-price') return [push(topic, [okxMark(instrument, happening, view.now)])]
  return [push(topic, [okxFunding(instrument, happening.fundingRate, view.now)])]
}

/** One message for all instruments of a push: a row each, its liquidations as `details`. */
function liquidations(
  topic: StandInTopic,
  entries: readonly LedgerEntry[],
  view: MarketView,
): string {
  const rows = new Map<string, unknown[]>()
  for (const { happening, time } of entries) {
    const instrument = view.find(happening.symbol)
    if (happening.type !== 'liquidation' || instrument === undefined) continue
    const detail = {
      bkLoss: '0',
      bkPx: priceText(instrument, happening.price),
      ccy: '',
      // Of an account in net mode the side of the order alone tells the direction.
      posSide: Number.isInteger(time / 2) ? happening.position : 'net',
      side: happening.position === 'long' ? 'sell' : 'buy',
      sz: contractsText(instrument, happening.quantity),
      ts: String(time),
    }
    const details = rows.get(happening.symbol)
    if (details === undefined) rows.set(happening.symbol, [detail])
    else details.push(detail)
  }
  const data = [...rows].map(([instId, details]) => ({
    details,
    instFamily: familyOf(instId),
    instId,
    instType: 'SWAP',
    uly: familyOf(instId),
  }))
  return push(topic, data)
}
