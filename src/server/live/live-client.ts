import { clientMessageSchema } from '../../api/live-messages.ts'
import type { Channel, Greeting, StreamLine } from '../../api/live-messages.ts'
import { quoted } from '../../api/quoted.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { SentColumn, Watch } from './live-columns.ts'
import type { LiveLog, LogEntry } from './live-log.ts'
import { SocketLife } from './socket-life.ts'

/** The part of a WebSocket that a client needs. */
export interface ClientSocket {
  /** Bytes that are sent and not yet with the peer. */
  readonly bufferedAmount: number
  send(text: string): void
  ping(): void
  close(code: number, reason: string): void
  terminate(): void
}

/** Beyond this a client is too slow for changes and is told the whole again once it has caught up. */
export const BUFFERED_AT_MOST = 1_000_000
/** It has caught up below this. */
const CAUGHT_UP = 64_000
/** A client that does not catch up for this long is let go. */
export const SLOW_FOR: Millis = 10 * SECOND
const TOO_SLOW = `${BUFFERED_AT_MOST} bytes have waited for ${SLOW_FOR / SECOND} s to be read: connect again later`

/** Channels that come only where they are named: a first reading of signals takes seconds. */
const ASKED_FOR: ReadonlySet<Channel> = new Set(['signals'])

/** What a client follows from the start. */
export interface Followed {
  /** All but those that must be named where it is absent. */
  readonly channels?: ReadonlySet<Channel> | undefined
  /** News of others are left out; all come where it is absent. */
  readonly instrument?: InstrumentId | undefined
  readonly watch?: Watch | undefined
  /** The cursor of the last message that it has heard. */
  readonly after?: string | undefined
  /** How often it is told that nothing happens; never where it is absent. */
  readonly heartbeatEvery?: Millis | undefined
}

/** What its clients need of a hub. */
export interface ClientHub {
  readonly log: Pick<LiveLog, 'after' | 'cursor' | 'end' | 'find'>
  /** Sends everything as it stands, at first and after the client has lagged. */
  greet(client: LiveClient, greeting: Greeting): void
  onWatch(client: LiveClient): void
}

/** One viewer: what it watches, up to where it has heard, and how well it keeps up. */
export class LiveClient {
  readonly followed: Followed
  watch: Watch | undefined
  /** What the column hub last sent of the watched column; undefined asks for the whole. */
  column: SentColumn | undefined
  /** When that was sent. */
  columnAt: Millis = Number.NEGATIVE_INFINITY
  readonly #socket: ClientSocket
  readonly #hub: ClientHub
  readonly #life: SocketLife
  /** Number of the last news that it has been sent, or does not follow. */
  #heard: number
  /** Whether it is sent what it has missed before what is new. */
  #resumes = false
  #slowSince: Millis | undefined
  #heartbeatAt: Millis
  #now: Millis

  constructor(socket: ClientSocket, now: Millis, hub: ClientHub, followed: Followed = {}) {
    this.#socket = socket
    this.#now = now
    this.#life = new SocketLife(socket, now)
    this.#hub = hub
    this.followed = followed
    this.watch = followed.watch
    this.#heartbeatAt = now
    const { log } = hub
    const from = followed.after === undefined ? 'new' : log.find(followed.after)
    this.#heard = typeof from === 'number' ? from : log.end
    this.#resumes = typeof from === 'number'
    hub.greet(this, typeof from === 'number' ? 'resumed' : from)
    this.#resume()
  }

  /** Why it was let go, where that was not its own wish. */
  get dropped(): SocketLife['dropped'] {
    return this.#life.dropped
  }

  /** Whether changes are held back until the client has caught up. */
  get isSlow(): boolean {
    return this.#slowSince !== undefined
  }

  /** By what it says, when it connects again, up to where it has heard. */
  get cursor(): string {
    return this.#hub.log.cursor(this.#heard)
  }

  /** Whether it wants to be told of a channel, where that is about one instrument of that. */
  follows(channel: Channel, instrument?: InstrumentId): boolean {
    const { channels, instrument: only } = this.followed
    if (channels === undefined ? ASKED_FOR.has(channel) : !channels.has(channel)) return false
    return only === undefined || instrument === undefined || only === instrument
  }

  /** Tells of news, each once and in their order: who lacks some before is sent those first. */
  tell(entry: LogEntry): void {
    if (this.#heard === entry.n - 1) this.#hear(entry)
  }

  /** Sends a change; not to a client that lags, which gets the whole later. Returns whether it was sent. */
  send(text: string): boolean {
    if (this.#slowSince !== undefined || this.#life.ends) return false
    if (this.#socket.bufferedAmount + text.length > BUFFERED_AT_MOST) {
      this.#slowSince = this.#now
      this.column = undefined
      return false
    }
    this.#socket.send(text)
    return true
  }

  /** Takes a message of the client, whatever it is. */
  receive(text: string, now: Millis): void {
    this.#life.heard()
    const read = clientMessageSchema.safeParse(parseJson(text))
    if (!read.success) {
      this.#refuse(text, now)
      return
    }
    const message = read.data
    if (message.op === 'ping') this.send(encode({ type: 'pong', time: now, cursor: this.cursor }))
    else {
      this.watch = message.op === 'watch' ? message : undefined
      this.column = undefined
      this.#hub.onWatch(this)
    }
  }

  /** Tells the client that something it asked for cannot be had. */
  tellProblem(code: string, detail: string): void {
    this.send(encode({ type: 'problem', code, detail }))
  }

  /** The socket has answered a ping. */
  pong(): void {
    this.#life.heard()
  }

  /** Lets time pass. */
  tick(now: Millis): void {
    this.#now = now
    if (this.#slowSince !== undefined && !this.#life.ends) this.#catchUp(now, this.#slowSince)
    this.#beat(now)
    this.#life.tick(now)
  }

  /** Ends the connection. */
  close(code: number, reason: string): void {
    this.#life.close(code, reason, this.#now)
  }

  #hear(entry: LogEntry): boolean {
    const isHeard = !this.follows(entry.channel, entry.instrument) || this.send(entry.text)
    if (isHeard) this.#heard = entry.n
    return isHeard
  }

  /** Sends what was missed, as far as the client takes it. */
  #resume(): void {
    while (this.#resumes) {
      const entry = this.#hub.log.after(this.#heard)
      if (entry === 'too-old') this.#greetAnew(entry)
      else if (entry === undefined) this.#resumes = false
      else if (!this.#hear(entry)) return
    }
  }

  #catchUp(now: Millis, since: Millis): void {
    if (this.#socket.bufferedAmount < CAUGHT_UP) {
      this.#slowSince = undefined
      if (!this.#resumes) this.#greetAnew('slow')
      else {
        this.#hub.greet(this, 'resumed')
        this.#resume()
      }
    } else if (now - since > SLOW_FOR) {
      // Where it reads on after all, it learns why this was the last.
      this.#socket.send(encode({ type: 'problem', code: 'too-slow', detail: TOO_SLOW }))
      this.#life.tooSlow(now)
    }
  }

  #greetAnew(greeting: Greeting): void {
    this.#resumes = false
    this.#heard = this.#hub.log.end
    this.column = undefined
    this.#hub.greet(this, greeting)
  }

  #beat(now: Millis): void {
    const { heartbeatEvery = Infinity } = this.followed
    if (now - this.#heartbeatAt < heartbeatEvery) return
    this.#heartbeatAt = now
    this.send(encode({ type: 'heartbeat', time: now, cursor: this.cursor }))
  }

  #refuse(text: string, now: Millis): void {
    if (!this.#life.unusable(now)) return
    this.tellProblem(
      'invalid-message',
      `${quoted(text.slice(0, 80))} cannot be used: send {"op":"watch","instrument":"venue:symbol",` +
        '"model":"isotherm","zoom":0}, {"op":"unwatch"} or {"op":"ping"}',
    )
  }
}

export const encode = (message: StreamLine): string => JSON.stringify(message)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
