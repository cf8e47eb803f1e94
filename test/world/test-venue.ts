import type { StreamKind } from '../../src/market/event.ts'
import { instrumentId, parseVenueId } from '../../src/market/instrument.ts'
import type { InstrumentId, VenueId } from '../../src/market/instrument.ts'
import type { Millis } from '../../src/market/units.ts'
import type {
  StandInAnswer,
  StandInConnection,
  StandInLink,
  StandInServer,
} from '../../src/sim/stand-in/server.ts'

/**
 * A made-up venue for tests of the feed: a small wire of its own, which `test-reader.ts` reads. What it
 * does is set by its fields, at any time. It keeps a ledger of everything it sent.
 */
export interface Sent {
  readonly type: 'trade' | 'liquidation'
  readonly symbol: string
  readonly time: Millis
  readonly id: string
}

/** Something said again and again: a stream of a symbol. */
export interface Speaker {
  readonly stream: 'trade' | 'liquidation' | 'mark'
  readonly symbol: string
  readonly every: Millis
}

type Answers = 'ack' | 'ignore' | { readonly refuse: string } | { readonly refuseUnnamed: string }

export class TestVenue implements StandInServer {
  symbols: string[] = ['BTC', 'ETH']
  /** Symbols that are listed and not traded. */
  halted = new Set<string>()
  listedAt = new Map<string, Millis>()
  contractSize = 1
  speakers: Speaker[] = []
  /** Streams that are acknowledged and then say nothing, by address: `trade` or `trade BTC`. */
  muted = new Set<string>()
  /** How a connection is answered; undefined accepts it. */
  handshake: (path: string, count: number) => StandInAnswer | 'refused' | 'silent' | undefined =
    () => undefined
  subscribing: (name: string) => Answers = () => 'ack'
  /** Sent to whoever has just subscribed a topic. */
  onSubscribed: (name: string, link: StandInLink, now: Millis) => void = () => undefined
  answersPings = true
  /** A client that has not sent `{"op":"ping"}` for this long is cut off. */
  pingDeadline = Number.POSITIVE_INFINITY
  /** A connection is closed at this age. */
  socketAge = Number.POSITIVE_INFINITY
  /** REST answers in place of its own; undefined gives its own. */
  rest: (path: string, now: Millis) => StandInAnswer | undefined = () => undefined
  /** Its clock less the true time. */
  clockAhead: Millis = 0
  /** Whether events carry ids. */
  ids = true

  readonly ledger: Sent[] = []
  readonly links = new Map<StandInLink, Client>()
  connects: Millis[] = []
  readonly received: { readonly at: Millis; readonly text: string }[] = []
  readonly asked: { readonly at: Millis; readonly path: string }[] = []
  private nextSpeak = new Map<Speaker, Millis>()
  private lastId = 0
  private now: Millis = 0

  connect(path: string, link: StandInLink, now: Millis): ReturnType<StandInServer['connect']> {
    this.connects.push(now)
    const answer = this.handshake(path, this.connects.length)
    if (answer !== undefined) return answer
    const client: Client = { names: new Set(), since: now, pinged: now, link, path }
    this.links.set(link, client)
    const connection: StandInConnection = {
      onMessage: (text, at) => this.hear(client, text, at),
      onPing: () => this.answersPings,
      onClose: () => this.links.delete(link),
    }
    return connection
  }

  request(path: string, body: string | undefined, now: Millis): StandInAnswer {
    this.asked.push({ at: now, path: body === undefined ? path : `${path} ${body}` })
    const own = this.rest(path, now)
    if (own !== undefined) return own
    if (path === '/time') return json({ time: now + this.clockAhead })
    if (path === '/instruments')
      return json(
        this.symbols.map((symbol) => ({
          symbol,
          trading: !this.halted.has(symbol),
          size: this.contractSize,
          listed: this.listedAt.get(symbol) ?? 0,
        })),
      )
    const history = /^\/history\?type=(\w+)&symbol=(\w+)&from=(\d+)&to=(\d+)$/.exec(path)
    if (history !== null) {
      const [, type, symbol, from, to] = history
      return json(
        this.ledger
          .filter((sent) => sent.type === type && sent.symbol === symbol)
          .filter((sent) => sent.time >= Number(from) && sent.time < Number(to))
          .slice(0, 100)
          .map((sent) => row(sent, this.ids)),
      )
    }
    if (path.startsWith('/oi?symbol='))
      return json({ symbol: path.slice(11), time: now + this.clockAhead, oi: 5 })
    return { status: 404, body: 'not found' }
  }

  nextDue(): Millis {
    let due = Number.POSITIVE_INFINITY
    for (const speaker of this.speakers)
      due = Math.min(due, this.nextSpeak.get(speaker) ?? this.now)
    for (const client of this.links.values())
      due = Math.min(due, client.since + this.socketAge, client.pinged + this.pingDeadline)
    return due
  }

  tick(now: Millis): void {
    this.now = now
    for (const client of this.links.values()) {
      if (now >= client.since + this.socketAge) this.cut(client, 1001, 'too old')
      else if (now >= client.pinged + this.pingDeadline) this.cut(client, 1002, 'no ping')
    }
    for (const speaker of this.speakers) {
      const due = this.nextSpeak.get(speaker) ?? now
      if (due > now) continue
      this.nextSpeak.set(speaker, now + speaker.every)
      this.say(speaker.stream, speaker.symbol, now)
    }
  }

  /** Says one thing of a stream to all who subscribed it, and writes it into the ledger. */
  say(stream: Speaker['stream'], symbol: string, now: Millis): void {
    const time = now + this.clockAhead
    if (stream === 'mark') {
      this.broadcast(`mark.${symbol}`, JSON.stringify({ e: 'mark', s: symbol, t: time, p: 100 }))
      return
    }
    const sent: Sent = { type: stream, symbol, time, id: String(++this.lastId) }
    this.ledger.push(sent)
    const name = stream === 'trade' ? `trade.${symbol}` : 'liquidations'
    this.broadcast(name, JSON.stringify(row(sent, this.ids)))
  }

  broadcast(name: string, text: string): void {
    for (const client of this.links.values())
      if (client.names.has(name) && !this.isMuted(name, client.path)) client.link.send(text)
  }

  /** Ends connections as a venue does: with a word. */
  cutAll(code = 1006, reason = ''): void {
    for (const client of this.links.values()) this.cut(client, code, reason)
  }

  /** All peers vanish. */
  vanishAll(): void {
    for (const link of this.links.keys()) link.vanish()
    this.links.clear()
  }

  private cut(client: Client, code: number, reason: string): void {
    client.link.close(code, reason)
    this.links.delete(client.link)
  }

  private isMuted(name: string, path: string): boolean {
    return [name, name.split('.')[0], `${path} ${name}`].some((key) => this.muted.has(key ?? ''))
  }

  private hear(client: Client, text: string, now: Millis): void {
    this.received.push({ at: now, text })
    const message = JSON.parse(text) as { op: string; names?: string[] }
    if (message.op === 'ping') {
      client.pinged = now
      client.link.send('{"pong":1}')
      return
    }
    const answers = (message.names ?? []).map((name) => [name, this.subscribing(name)] as const)
    const unnamed = answers.find(
      ([, answer]) => typeof answer === 'object' && 'refuseUnnamed' in answer,
    )
    if (unnamed !== undefined) {
      client.link.send(JSON.stringify({ nack: [], why: 'one of them is unknown' }))
      return
    }
    for (const [name, answer] of answers) {
      if (answer === 'ignore') continue
      if (typeof answer === 'object') {
        const why = 'refuse' in answer ? answer.refuse : ''
        client.link.send(JSON.stringify({ nack: [name], why }))
        continue
      }
      client.names.add(name)
      client.link.send(JSON.stringify({ ack: [name] }))
      this.onSubscribed(name, client.link, now)
    }
  }
}

interface Client {
  readonly names: Set<string>
  readonly since: Millis
  pinged: Millis
  readonly link: StandInLink
  readonly path: string
}

const json = (value: unknown): StandInAnswer => ({ status: 200, body: JSON.stringify(value) })

/** A trade or a liquidation on the wire. */
export const row = (sent: Sent, ids: boolean) => ({
  e: sent.type,
  s: sent.symbol,
  t: sent.time,
  p: 100 + (Number(sent.id) % 7),
  q: 1,
  ...(ids ? { id: sent.id } : {}),
})

export const TEST_VENUE: VenueId = parseVenueId('testium') as VenueId
export const btc: InstrumentId = instrumentId(TEST_VENUE, 'BTC')
export const eth: InstrumentId = instrumentId(TEST_VENUE, 'ETH')

export const STREAMS: readonly StreamKind[] = ['trade', 'liquidation', 'mark-price']
