import { clientMessageSchema } from '../api/live.ts'
import type { ServerMessage } from '../api/live.ts'
import { quoted } from '../api/quoted.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { SentColumn, Watch } from './live-columns.ts'

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
/** Time to say goodbye before a connection is cut. */
const GOODBYE: Millis = 2 * SECOND
/** A client is asked for a sign of life this often, and is gone without one. */
const SIGN_OF_LIFE: Millis = 30 * SECOND
/** Answers to messages that could not be used, per second: more are a flood, and it is let go. */
const MOST_PROBLEMS = 20

/** One viewer over WebSocket: what it watches, and how well it keeps up. */
export class LiveClient {
  watch: Watch | undefined
  /** What the column hub last sent of the watched column; undefined asks for the whole. */
  column: SentColumn | undefined
  /** When that was sent. */
  columnAt: Millis = Number.NEGATIVE_INFINITY
  /** Why it was let go, where that was not its own wish. */
  dropped: 'slow' | 'silent' | 'unusable' | undefined
  readonly #socket: ClientSocket
  /** Sends everything as it stands, at first and after the client has lagged. */
  readonly #greet: (client: LiveClient) => void
  readonly #onWatch: (client: LiveClient) => void
  #slowSince: Millis | undefined
  #cutAt: Millis | undefined
  #alive = true
  #askedAt = Number.NEGATIVE_INFINITY
  #problems = 0
  #problemsSince = Number.NEGATIVE_INFINITY
  #now: Millis

  constructor(
    socket: ClientSocket,
    now: Millis,
    greet: (client: LiveClient) => void,
    onWatch: (client: LiveClient) => void,
  ) {
    this.#socket = socket
    this.#now = now
    this.#askedAt = now
    this.#greet = greet
    this.#onWatch = onWatch
    greet(this)
  }

  /** Whether changes are held back until the client has caught up. */
  get isSlow(): boolean {
    return this.#slowSince !== undefined
  }

  /** Sends a change; not to a client that lags, which gets the whole later. Returns whether it was sent. */
  send(text: string): boolean {
    if (this.#slowSince !== undefined || this.#cutAt !== undefined) return false
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
    this.#alive = true
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
    this.#alive = true
  }

  /** Lets time pass. */
  tick(now: Millis): void {
    this.#now = now
    if (this.#cutAt !== undefined) {
      if (now >= this.#cutAt) this.#socket.terminate()
      return
    }
    if (this.#slowSince !== undefined) this.#catchUp(now, this.#slowSince)
    if (now - this.#askedAt < SIGN_OF_LIFE) return
    this.#askedAt = now
    if (!this.#alive) {
      this.dropped = 'silent'
      this.#socket.terminate()
    }
    this.#alive = false
    this.#socket.ping()
  }

  /** Ends the connection. */
  close(code: number, reason: string): void {
    if (this.#cutAt !== undefined) return
    this.#cutAt = this.#now + GOODBYE
    this.#socket.close(code, reason)
  }

  #catchUp(now: Millis, since: Millis): void {
    if (this.#socket.bufferedAmount < CAUGHT_UP) {
      this.#slowSince = undefined
      this.column = undefined
      this.#greet(this)
    } else if (now - since > SLOW_FOR) {
      this.dropped = 'slow'
      this.close(1013, 'too slow: try again later')
    }
  }

  #refuse(text: string, now: Millis): void {
    if (now - this.#problemsSince >= SECOND) {
      this.#problemsSince = now
      this.#problems = 0
    }
    if (++this.#problems > MOST_PROBLEMS) {
      this.dropped = 'unusable'
      this.close(1008, 'too many messages that cannot be used')
      return
    }
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
