import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Decoder, Rate, SocketPlan, Topic } from '../venues/wire/reader.ts'
import { allowance } from './allowance.ts'
import type { FeedPorts, FeedSocket } from './ports.ts'
import { subscription } from './subscription.ts'
import type { Subscription, SubscriptionStep } from './subscription.ts'

/** What a connection reports. */
export interface ConnectionEvents {
  onFrame(connection: Connection, text: string): void
  /** Topics that the venue accepted, or that need no answer. */
  onAccepted(connection: Connection, topics: readonly Topic[]): void
  onRejected(connection: Connection, topics: readonly Topic[], reason: string): void
  /** Asked for three times without an answer. */
  onUnanswered(connection: Connection, topics: readonly Topic[]): void
  /** Called once. See `SocketHandlers.onClose` for the code, and `ENDED_BY_US`. */
  onEnd(connection: Connection, code: number, reason: string): void
}

/** What a connection is opened with. */
export interface ConnectionOptions {
  readonly ports: FeedPorts
  readonly plan: SocketPlan
  readonly url: string
  readonly decoder: Decoder
  /** What the venue lets one connection send. */
  readonly messages: Rate
  /** A number that no other call of `subscribe` of this venue has had. */
  readonly nextId: () => number
  /** UTC on the venue's clock up to which all has been read once something is read now. */
  readonly readTo: () => Millis
  readonly events: ConnectionEvents
  /** Runs what the socket calls; a throw restarts the venue. */
  guard(call: () => void): void
}

const HANDSHAKE_WITHIN: Millis = 10 * SECOND
/** A peer that says nothing is asked this often whether it is there. */
const PING_AFTER: Millis = 10 * SECOND
/** A peer that has said nothing for this long, pings included, has vanished. TCP alone would take a quarter of an hour. */
const GONE_AFTER: Millis = 25 * SECOND
/** Venues allow 10 messages a second and cut off who sends more; half of that holds everywhere. */
const PER_SECOND: Rate = { count: 10, per: SECOND }

/** Stands for the close code where this side gave the connection up. */
export const ENDED_BY_US = 1

/** One socket, from the handshake to its end. Driven by `tick`; it holds no timer of its own. */
export class Connection {
  readonly plan: SocketPlan
  readonly url: string
  readonly decoder: Decoder
  readonly began: Millis
  /** Monotonic time of the end of the handshake. */
  opened: Millis | undefined
  ended = false
  /** Monotonic time since when every topic has been answered. */
  settledAt: Millis | undefined
  /** Monotonic time of the first event that it brought. */
  firstData: Millis | undefined
  /** Monotonic time of the last sign of life. */
  lastLife: Millis
  /** UTC on the venue's clock at the last sign of life: all that was sent before has been received. */
  lastLifeVenue: Millis
  /** Subscriptions, by name, that data came for. */
  readonly provenNames = new Set<string>()
  /** Monotonic time of the last event by kind of stream. */
  readonly lastByKind = new Map<string, Millis>()
  private lastPing: Millis
  private lastHeartbeat: Millis = 0
  private readonly waiting: string[] = []
  private readonly socket: FeedSocket
  private readonly topics: Subscription
  private readonly options: ConnectionOptions
  private readonly limits

  constructor(options: ConnectionOptions) {
    const { plan, url, decoder, ports, messages } = options
    this.options = options
    this.plan = plan
    this.url = url
    this.decoder = decoder
    this.topics = subscription(plan.topics)
    this.limits = [allowance(messages), allowance(PER_SECOND)]
    this.lastLifeVenue = options.readTo()
    this.began = this.lastLife = this.lastPing = ports.clock.monotonic()
    this.socket = ports.connect(
      url,
      {
        onOpen: () => options.guard(() => this.onOpen()),
        onMessage: (text) => options.guard(() => this.onMessage(text)),
        onLife: () => this.live(),
        onClose: (code, reason) => options.guard(() => this.end(code, reason)),
      },
      manner(plan),
    )
  }

  /** Whether every topic has been answered, one way or the other. */
  settled(): boolean {
    return this.opened !== undefined && this.topics.settled()
  }

  accepts(topic: Topic): boolean {
    return !this.ended && this.topics.isAccepted(topic)
  }

  acknowledge(acks: Parameters<Subscription['ack']>[0]): void {
    this.follow(this.topics.ack(acks, this.now()))
  }

  /** An event of the topic came. */
  proves(topic: Topic): void {
    if (!this.topics.isAccepted(topic)) this.follow(this.topics.data(topic, this.now()))
  }

  /** Asks again for topics: all, or those that were refused. */
  resubscribe(which: readonly Topic[] | 'refused' | 'all'): void {
    if (this.opened === undefined || this.ended) return
    const topics =
      which === 'all' ? this.plan.topics : which === 'refused' ? this.topics.refused() : which
    if (topics.length > 0) this.follow(this.topics.again(topics, this.now()))
  }

  /** Sends before everything that waits: an answer or a heartbeat has a deadline. */
  sendFirst(text: string): void {
    for (const limit of this.limits) limit.take(1, this.now())
    this.socket.send(text)
  }

  /** Ends it; `onEnd` is called with this reason, at once. */
  terminate(reason: string, code: number = ENDED_BY_US): void {
    this.socket.terminate()
    this.end(code, reason)
  }

  /** Asks whether the peer is there. */
  probe(): void {
    this.lastPing = this.now()
    this.socket.ping()
  }

  /** @param grace true where the process itself stood still: silence then says nothing about the peer */
  tick(grace: boolean): void {
    const now = this.now()
    if (this.ended) return
    if (this.opened === undefined) {
      if (now - this.began >= HANDSHAKE_WITHIN)
        this.terminate(`no handshake within ${HANDSHAKE_WITHIN / SECOND} s`, 0)
      return
    }
    if (grace) this.lastLife = now
    if (now - this.lastLife >= GONE_AFTER) {
      this.terminate(`silent for ${GONE_AFTER / SECOND} s, pings included`)
      return
    }
    this.beat(now)
    this.flush()
    this.follow(this.topics.tick(now, this.waiting.length > 0))
  }

  private beat(now: Millis): void {
    const { heartbeat } = this.plan
    if (heartbeat !== undefined && now - this.lastHeartbeat >= heartbeat.every) {
      this.lastHeartbeat = now
      if (heartbeat.message === undefined) this.socket.ping()
      else this.sendFirst(heartbeat.message)
    }
    if (now - this.lastLife >= PING_AFTER && now - this.lastPing >= PING_AFTER) {
      this.lastPing = now
      this.socket.ping()
    }
  }

  private now(): Millis {
    return this.options.ports.clock.monotonic()
  }

  private onOpen(): void {
    if (this.ended) return
    this.live()
    this.opened = this.lastHeartbeat = this.now()
    this.follow(this.topics.begin(this.now()))
  }

  private live(): void {
    this.lastLife = this.now()
    this.lastLifeVenue = this.options.readTo()
  }

  private onMessage(text: string): void {
    if (this.ended) return
    this.live()
    this.options.events.onFrame(this, text)
  }

  private end(code: number, reason: string): void {
    if (this.ended) return
    this.ended = true
    this.options.events.onEnd(this, code, reason)
  }

  private follow(step: SubscriptionStep): void {
    const { events, plan, nextId } = this.options
    if (step.send.length > 0) {
      this.waiting.push(...plan.subscribe(step.send, nextId()))
      this.flush()
    }
    if (step.accepted.length > 0) events.onAccepted(this, step.accepted)
    for (const { topics, reason } of step.rejected) events.onRejected(this, topics, reason)
    if (step.unanswered.length > 0) events.onUnanswered(this, step.unanswered)
    if (this.settled()) this.settledAt ??= this.now()
  }

  private flush(): void {
    const now = this.now()
    while (this.waiting.length > 0 && this.limits.every((limit) => limit.wait(1, now) === 0)) {
      for (const limit of this.limits) limit.take(1, now)
      this.socket.send(this.waiting.shift() as string)
    }
  }
}

const manner = ({ headers, compression }: SocketPlan) => ({
  ...(headers ? { headers } : {}),
  ...(compression ? { compression } : {}),
})
