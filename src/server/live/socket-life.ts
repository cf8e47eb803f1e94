import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { ClientSocket } from './live-client.ts'

/** Time to say goodbye before a connection is cut. */
export const GOODBYE: Millis = 2 * SECOND
/** A client is asked for a sign of life this often, and is gone without one. */
const SIGN_OF_LIFE: Millis = 30 * SECOND
/** Answers to messages that could not be used, per second: more are a flood, and it is let go. */
const MOST_PROBLEMS = 20

/** How one connection stays and ends. */
export class SocketLife {
  /** Why it was let go, where that was not the client's own wish. */
  dropped: 'slow' | 'silent' | 'unusable' | undefined
  readonly #socket: ClientSocket
  #cutAt: Millis | undefined
  #alive = true
  #askedAt: Millis
  #problems = 0
  #problemsSince = Number.NEGATIVE_INFINITY

  constructor(socket: ClientSocket, now: Millis) {
    this.#socket = socket
    this.#askedAt = now
  }

  /** Whether goodbye has been said. */
  get ends(): boolean {
    return this.#cutAt !== undefined
  }

  /** The client has sent something, were it the answer to a ping. */
  heard(): void {
    this.#alive = true
  }

  /** Counts a message that could not be used. Returns whether it is to be answered. */
  unusable(now: Millis): boolean {
    if (now - this.#problemsSince >= SECOND) {
      this.#problemsSince = now
      this.#problems = 0
    }
    if (++this.#problems <= MOST_PROBLEMS) return true
    this.dropped = 'unusable'
    this.close(1008, 'too many messages that cannot be used', now)
    return false
  }

  /** Lets a client go that does not read what waits for it. */
  tooSlow(now: Millis): void {
    this.dropped = 'slow'
    this.close(1013, 'too slow: try again later', now)
  }

  /** Lets time pass. */
  tick(now: Millis): void {
    if (this.#cutAt !== undefined) {
      if (now >= this.#cutAt) this.#socket.terminate()
      return
    }
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
  close(code: number, reason: string, now: Millis): void {
    if (this.#cutAt !== undefined) return
    this.#cutAt = now + GOODBYE
    this.#socket.close(code, reason)
  }
}

/** Counts one that has left, where it was let go. */
export function countDropped(
  counts: Map<string, number>,
  { dropped }: Pick<SocketLife, 'dropped'>,
): void {
  if (dropped !== undefined) counts.set(dropped, (counts.get(dropped) ?? 0) + 1)
}
