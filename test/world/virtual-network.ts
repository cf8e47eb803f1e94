import type {
  FeedSocket,
  HttpAnswer,
  HttpRequest,
  SocketHandlers,
  SocketManner,
} from '../../src/feed/ports.ts'
import type { Millis } from '../../src/market/units.ts'
import type { StandInConnection, StandInServer } from '../../src/sim/stand-in/server.ts'
import type { TaskQueue } from './task-queue.ts'

/** A connection or request as it was made, for assertions. */
export interface Contact {
  readonly url: string
  readonly at: Millis
  readonly manner?: SocketManner
}

/** What carries the messages: the world's tasks and time, and how long a message takes. */
export interface Wires {
  readonly queue: TaskQueue
  readonly now: () => Millis
  readonly latency: () => Millis
}

/** The network of the virtual world: every message takes its time, and messages keep their order. */
export class VirtualNetwork {
  readonly connects: Contact[] = []
  readonly requests: Contact[] = []
  /** Sockets that the machine holds open or is opening. */
  readonly open = new Set<VirtualSocket>()
  private readonly servers = new Map<string, StandInServer>()
  private readonly wires: Wires
  private readonly now: () => Millis

  constructor(wires: Wires) {
    this.wires = wires
    this.now = wires.now
  }

  attach(baseUrl: string, server: StandInServer): void {
    this.servers.set(baseUrl, server)
  }

  detach(baseUrl: string): void {
    this.servers.delete(baseUrl)
  }

  nextDue(): Millis {
    let due = Number.POSITIVE_INFINITY
    for (const server of this.servers.values()) due = Math.min(due, server.nextDue())
    return due
  }

  tick(): void {
    for (const server of this.servers.values())
      if (server.nextDue() <= this.now()) server.tick(this.now())
  }

  /** The peers of all connections vanish: no word, no end. */
  vanishAll(): void {
    for (const socket of this.open) socket.vanish()
  }

  connect(url: string, handlers: SocketHandlers, manner?: SocketManner): FeedSocket {
    this.connects.push({ url, at: this.now(), ...(manner ? { manner } : {}) })
    const socket = new VirtualSocket(handlers, this.wires, () => this.open.delete(socket))
    this.open.add(socket)
    socket.reach(this.find(url))
    return socket
  }

  async request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    this.requests.push({ url: request.url, at: this.now() })
    const { queue, latency } = this.wires
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        signal.removeEventListener('abort', onAbort)
        reject(new Error(why))
      }
      const onAbort = () => fail('aborted')
      signal.addEventListener('abort', onAbort, { once: true })
      queue.add(this.now() + latency(), 'venue', () => {
        const found = this.find(request.url)
        if (found === undefined) {
          queue.add(this.now(), 'delivery', () => fail('connection refused'))
          return
        }
        const answer = found.server.request(found.path, request.body, this.now())
        const delay = answer.delay ?? 0
        if (delay === Number.POSITIVE_INFINITY) return
        queue.add(this.now() + delay + latency(), 'delivery', () => {
          signal.removeEventListener('abort', onAbort)
          resolve({ status: answer.status, headers: answer.headers ?? {}, body: answer.body })
        })
      })
    })
  }

  private find(url: string): Found | undefined {
    for (const [base, server] of this.servers)
      if (url.startsWith(base)) return { server, path: url.slice(base.length) }
    return undefined
  }
}

interface Found {
  readonly server: StandInServer
  readonly path: string
}

/** One socket, both of its ends. */
export class VirtualSocket implements FeedSocket {
  private state: 'opening' | 'open' | 'closed' = 'opening'
  private peer: StandInConnection | undefined
  private vanished = false
  private lastSent: Millis = 0
  private lastDelivered: Millis = 0
  /** What the venue said while it was still answering the handshake. */
  private early: (() => void)[] = []
  private readonly handlers: SocketHandlers
  private readonly wires: Wires
  private readonly ended: () => void

  constructor(handlers: SocketHandlers, wires: Wires, ended: () => void) {
    this.handlers = handlers
    this.wires = wires
    this.ended = ended
  }

  reach(found: Found | undefined): void {
    this.toVenue(() => {
      if (found === undefined) return this.deliver(() => this.end(0, 'connection refused'))
      const peer = found.server.connect(found.path, this.link(), this.wires.now())
      if (peer === 'silent') return
      if (peer === 'refused') this.deliver(() => this.end(0, 'connection reset'))
      else if ('status' in peer) this.deliver(() => this.end(peer.status, peer.body.slice(0, 8192)))
      else {
        this.peer = peer
        this.deliver(() => {
          this.state = 'open'
          this.handlers.onOpen()
        })
        for (const call of this.early.splice(0)) this.deliver(call)
      }
    })
  }

  send(text: string): void {
    if (this.state === 'open') this.toVenue(() => this.peer?.onMessage(text, this.wires.now()))
  }

  ping(): void {
    if (this.state !== 'open') return
    this.toVenue(() => {
      if (this.peer?.onPing(this.wires.now())) this.deliver(() => this.handlers.onLife())
    })
  }

  terminate(): void {
    if (this.state === 'closed') return
    this.toVenue(() => this.hangUp())
    this.wires.queue.add(this.wires.now(), 'delivery', () => this.end(1006, 'ended by this side'))
  }

  vanish(): void {
    this.vanished = true
  }

  private hangUp(): void {
    const { peer } = this
    this.peer = undefined
    peer?.onClose(this.wires.now())
  }

  private link() {
    return {
      send: (text: string) => this.say(() => this.handlers.onMessage(text)),
      ping: () => this.say(() => this.handlers.onLife()),
      close: (code: number, reason: string) => this.leave(() => this.end(code, reason)),
      reset: () => this.leave(() => this.end(1006, 'connection reset')),
      vanish: () => this.vanish(),
    }
  }

  private say(call: () => void): void {
    if (this.peer === undefined) this.early.push(call)
    else this.deliver(call)
  }

  private leave(call: () => void): void {
    if (this.vanished) return
    this.deliver(call)
    this.wires.queue.add(this.wires.now(), 'venue', () => this.hangUp())
  }

  private toVenue(call: () => void): void {
    const { queue, now, latency } = this.wires
    this.lastSent = Math.max(this.lastSent, now() + latency())
    queue.add(this.lastSent, 'venue', () => {
      if (!this.vanished) call()
    })
  }

  private deliver(call: () => void): void {
    if (this.vanished) return
    const { queue, now, latency } = this.wires
    this.lastDelivered = Math.max(this.lastDelivered, now() + latency())
    queue.add(this.lastDelivered, 'delivery', () => {
      if (this.state !== 'closed' && !this.vanished) call()
    })
  }

  private end(code: number, reason: string): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    this.ended()
    this.handlers.onClose(code, reason)
  }
}
