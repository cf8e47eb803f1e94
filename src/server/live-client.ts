import { clientMessageSchema } from '../api/live.ts'
import type { ServerMessage } from '../api/live.ts'
import { quoted } from '../api/quoted.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { SentColumn, Watch } from './live-columns.ts'
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

/** One viewer over WebSocket: what it watches, and how well it keeps up. */
export class LiveClient {
  watch: Watch | undefined
  /** What the column hub last sent of the watched column; undefined asks for the whole. */
  column: SentColumn | undefined
  /** When that was sent. */
  columnAt: Millis = Number.NEGATIVE_INFINITY
  readonly #socket: ClientSocket
  /** Sends everything as it stands, at first and after the client has lagged. */
  readonly #greet: (client: LiveClient) => void
  readonly #onWatch: (client: LiveClient) => void
  readonly #life: SocketLife
  #slowSince: Millis | undefined
  #now: Millis

  constructor(
    socket: ClientSocket,
    now: Millis,
    greet: (client: LiveClient) => void,
    onWatch: (client: LiveClient) => void,
  ) {
    this.#socket = socket
    this.#now = now
    this.#life = new SocketLife(socket, now)
    this.#greet = greet
    this.#onWatch = onWatch
    greet(this)
  }

  /** Why it was let go, where that was not its own wish. */
  get dropped(): SocketLife['dropped'] {
    return this.#life.dropped
  }

  /** Whether changes are held back until the client has caught up. */
  get isSlow(): boolean {
    return this.#slowSince !== undefined
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
    if (message.op === 'ping') this.send(encode({ type: 'pong', time: now }))
    else {
      this.watch = message.op === 'watch' ? message : undefined
      this.column = undefined
      this.#onWatch(this)
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
    this.#life.tick(now)
  }

  /** Ends the connection. */
  close(code: number, reason: string): void {
    this.#life.close(code, reason, this.#now)
  }

  #catchUp(now: Millis, since: Millis): void {
    if (this.#socket.bufferedAmount < CAUGHT_UP) {
      this.#slowSince = undefined
      this.column = undefined
      this.#greet(this)
    } else if (now - since > SLOW_FOR) this.#life.tooSlow(now)
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

export const encode = (message: ServerMessage): string => JSON.stringify(message)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
