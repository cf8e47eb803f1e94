import { isChannel, noChannel, socketAsk } from '../../api/coinglass/channels.ts'
import type { Channel } from '../../api/coinglass/channels.ts'
import { isRefusal } from '../../api/coinglass/envelope.ts'
import type { Millis } from '../../market/units.ts'
import { BUFFERED_AT_MOST } from '../live/live-client.ts'
import type { ClientSocket } from '../live/live-client.ts'
import { SocketLife } from '../live/socket-life.ts'

/** One who is connected by the contract of CoinGlass, and what it is subscribed to. */
export class ChannelClient {
  readonly channels = new Set<Channel>()
  readonly #socket: ClientSocket
  readonly #life: SocketLife
  #now: Millis

  constructor(socket: ClientSocket, now: Millis) {
    this.#socket = socket
    this.#life = new SocketLife(socket, now)
    this.#now = now
  }

  /** Why it was let go, where that was not its own wish. */
  get dropped(): SocketLife['dropped'] {
    return this.#life.dropped
  }

  /**
   * Sends a text. The contract has no way to ask for what was missed: who is too slow for it is let
   * go, so that it knows.
   */
  send(text: string): void {
    if (this.#life.ends) return
    if (this.#socket.bufferedAmount + text.length > BUFFERED_AT_MOST) this.#life.tooSlow(this.#now)
    else this.#socket.send(text)
  }

  /** Takes a message of the client, whatever it is. */
  receive(text: string, now: Millis): void {
    this.#life.heard()
    try {
      const ask = socketAsk(text)
      if (ask.method === 'ping') this.send('pong')
      else for (const name of ask.channels) this.#turn(name, ask.method === 'subscribe')
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (this.#life.unusable(now)) this.send(JSON.stringify(error.refusal))
    }
  }

  /** The socket has answered a ping. */
  pong(): void {
    this.#life.heard()
  }

  /** Lets time pass. */
  tick(now: Millis): void {
    this.#now = now
    this.#life.tick(now)
  }

  /** Ends the connection. */
  close(code: number, reason: string): void {
    this.#life.close(code, reason, this.#now)
  }

  #turn(name: string, on: boolean): void {
    if (!isChannel(name)) throw noChannel(name)
    if (on) this.channels.add(name)
    else this.channels.delete(name)
  }
}
