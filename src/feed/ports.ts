import type { Millis } from '../market/units.ts'

/**
 * What the feed needs of the world. The real ports are in `node-ports.ts`; tests give a world of
 * their own with a clock that they move.
 */
export interface FeedPorts {
  readonly clock: FeedClock
  /** Uniform in [0, 1). */
  readonly random: () => number
  connect(url: string, handlers: SocketHandlers, manner?: SocketManner): FeedSocket
  /** Resolves with any answer; rejects where there is none (refused, timed out, aborted). */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
}

export interface FeedClock {
  /** UTC milliseconds; may jump when the machine's clock is set. Never decreases in what the feed stamps. */
  wall(): Millis
  /** Milliseconds that pass evenly, whatever happens to the wall clock. */
  monotonic(): Millis
  /** Calls back once after a time; returns what cancels it. */
  after(wait: Millis, call: () => void): () => void
}

/** What a venue wants of the sockets that are opened to it; see `SocketPlan`. */
export interface SocketManner {
  readonly headers?: Readonly<Record<string, string>>
  readonly compression?: 'gzip'
}

export interface SocketHandlers {
  onOpen(): void
  /** A text message; a binary one as latin-1 text, which no decoder takes for JSON. */
  onMessage(text: string): void
  /** The peer answered a ping frame, or sent one (which the socket answers itself). */
  onLife(): void
  /**
   * Called once, at the end of every socket, whatever ended it.
   * @param code the WebSocket close code (from 1000), the HTTP status of a server that answered
   * otherwise than with an upgrade (100 to 599), or 0 where nothing was reached
   * @param reason in plain words; of an HTTP answer the first 8 KiB of its body
   */
  onClose(code: number, reason: string): void
}

export interface FeedSocket {
  /** Does nothing on a socket that is not open. */
  send(text: string): void
  ping(): void
  /** Ends it at once, without waiting for the peer. */
  terminate(): void
}

export interface HttpRequest {
  readonly url: string
  /** JSON to POST; a GET where absent. */
  readonly body?: string
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
