import type { Millis } from '../../market/units.ts'

/**
 * A venue that stands in for a real one: what it does with connections, messages and requests, as a
 * pure state machine. A loopback server gives it sockets and a clock; the tests give it a world of
 * virtual time. It writes the venue's wire shapes itself and shares no code with the readers.
 */
export interface StandInServer {
  /**
   * A client connects. `refused`: the connection is reset. `silent`: it is accepted and nothing is
   * ever said, so that the handshake never ends. An answer: HTTP in place of an upgrade.
   */
  connect(
    path: string,
    link: StandInLink,
    now: Millis,
  ): StandInConnection | StandInAnswer | 'refused' | 'silent'
  request(path: string, body: string | undefined, now: Millis): StandInAnswer
  /** When it next has something to do of its own accord; Infinity where nothing is planned. */
  nextDue(): Millis
  /** Does what is due by now. Never called with a time before an earlier one. */
  tick(now: Millis): void
}

/** The stand-in's end of one connection. */
export interface StandInLink {
  send(text: string): void
  ping(): void
  close(code: number, reason: string): void
  /** Ends it without a word to the client: the client sees the end. */
  reset(): void
  /** Says nothing more and answers nothing more, without an end: the peer has vanished. */
  vanish(): void
}

export interface StandInConnection {
  onMessage(text: string, now: Millis): void
  /** A ping frame of the client; the answer is the stand-in's to give or not. True sends a pong. */
  onPing(now: Millis): boolean
  onClose(now: Millis): void
}

export interface StandInAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
  /** How long the answer takes; never comes where Infinity. */
  readonly delay?: Millis
}
