import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { SocketPlan } from '../venues/wire/reader.ts'
import { RECONNECT, failuresAfter, waitBefore } from './backoff.ts'
import type { ConnectGate } from './connect-gate.ts'
import { ENDED_BY_US } from './connection.ts'
import type { Connection } from './connection.ts'
import type { FeedPorts } from './ports.ts'
import { judge } from './request-verdict.ts'

/** What a session needs of the venue that it belongs to. */
export interface SessionOptions {
  readonly ports: FeedPorts
  readonly gate: ConnectGate
  /** A connection is closed by the venue at this age. */
  readonly socketAge: Millis | undefined
  /** The address to connect to, new for every connection. */
  address(plan: SocketPlan): Promise<string>
  open(plan: SocketPlan, url: string, session: Session): Connection
  /** Nothing lives at the address, or nothing is reached there. */
  onMoved(plan: SocketPlan, url: string, cause: string): void
  /** The address gives no data of a kind. */
  onSilent(plan: SocketPlan, url: string, kind: string): void
  /** An attempt failed before there was a connection. */
  onFailed(session: Session, failure: Failure): void
  onReconnect(): void
  /** Runs what a timer or a promise calls; a throw restarts the venue. */
  guard(call: () => void): void
}

/** Why a connection ended or could not be made. */
export interface Failure {
  readonly cause: string
  readonly health: 'connecting' | 'down' | 'blocked'
}

/** Both sockets are open at least this long before the older one is closed. */
const OVERLAP: Millis = 2 * SECOND
/** What flowed on the older socket should flow on the newer one within this time. */
const CATCH_UP: Millis = 10 * SECOND
/** A successor that has not got this far is given up. */
const SUCCESSOR_WITHIN: Millis = MINUTE
/** Renewals because of silence are this far apart, then twice as far each time. */
const RENEW: { readonly first: Millis; readonly most: Millis } = {
  first: 30 * SECOND,
  most: 30 * MINUTE,
}
/** After this many attempts that reached nothing the next address is tried. */
const ATTEMPTS_PER_ADDRESS = 3

/** Keeps one plan connected: reconnects for ever, and replaces a socket before it is closed. */
export class Session {
  plan: SocketPlan
  current: Connection | undefined
  successor: Connection | undefined
  private readonly options: SessionOptions
  /** The successor for whose sake the older socket was asked whether it lives. */
  private probed: Connection | undefined
  private failures = 0
  private closed = false
  /** An attempt is under way that has no socket yet. */
  private attempt: { cancel: () => void } | undefined
  private replaceAt: Millis = Number.POSITIVE_INFINITY
  private renewals = 0
  private renewedAt: Millis = Number.NEGATIVE_INFINITY

  constructor(plan: SocketPlan, options: SessionOptions) {
    this.plan = plan
    this.options = options
  }

  start(): void {
    this.connectAfter(0)
  }

  /** Sockets that may carry data. */
  connections(): Connection[] {
    return [this.current, this.successor].filter(
      (one) => one !== undefined && !one.ended,
    ) as Connection[]
  }

  isOpen(): boolean {
    return this.connections().some((one) => one.opened !== undefined)
  }

  tick(grace: boolean): void {
    for (const connection of this.connections()) connection.tick(grace)
    const now = this.now()
    if (now >= this.replaceAt && this.replace()) this.replaceAt = Number.POSITIVE_INFINITY
    this.handOver(now)
  }

  /** Opens a second socket, which takes over when it does what the first does. */
  replace(plan: SocketPlan = this.plan): boolean {
    this.plan = plan
    if (this.closed) return false
    if (this.successor !== undefined) {
      // It is on its way with what was planned before.
      if (this.successor.plan === plan) return true
      this.successor.terminate('planned anew')
    }
    if (this.current === undefined || this.attempt !== undefined) return this.attempt !== undefined
    this.enter(0)
    return true
  }

  /**
   * A stream is silent that should not be: tries another socket, at another address if there is one,
   * less and less often.
   */
  renew(kind: string): void {
    const now = this.now()
    const { current } = this
    if (current === undefined || this.successor !== undefined || this.attempt !== undefined) return
    const spacing = Math.min(RENEW.most, RENEW.first * 2 ** this.renewals)
    if (now - this.renewedAt > 2 * RENEW.most) this.renewals = 0
    else if (now - this.renewedAt < spacing) return
    else this.renewals++
    this.renewedAt = now
    this.options.onSilent(this.plan, current.url, kind)
    this.replace()
  }

  /** Ends its sockets and connects anew. */
  drop(cause: string): void {
    this.successor?.terminate(cause)
    this.current?.terminate(cause)
  }

  close(): void {
    this.closed = true
    this.attempt?.cancel()
    this.drop('closed by this side')
  }

  /** A connection of this session has ended. */
  ended(connection: Connection, code: number, reason: string): Failure {
    const failure = judgeEnd(code, reason)
    const moved = failure.moved || (code === 0 && (this.failures + 1) % ATTEMPTS_PER_ADDRESS === 0)
    if (moved && !this.closed) this.options.onMoved(this.plan, connection.url, failure.cause)
    if (connection === this.successor) {
      this.successor = undefined
      if (this.current !== undefined && !this.closed)
        this.replaceAt = Math.min(this.replaceAt, this.now() + this.nextWait(failure.wait))
      return failure
    }
    if (connection !== this.current) return failure
    const healthy = connection.firstData === undefined ? 0 : this.now() - connection.firstData
    this.failures = failuresAfter(RECONNECT, this.failures, healthy)
    this.current = this.successor
    this.successor = undefined
    if (this.closed) return failure
    this.options.onReconnect()
    if (this.current !== undefined) this.replaceAt = this.planned()
    // An attempt that was to be its successor goes on, and becomes the connection.
    if (this.current === undefined && this.attempt === undefined)
      this.connectAfter(this.nextWait(failure.wait))
    return failure
  }

  private nextWait(least: Millis): Millis {
    const wait = waitBefore(RECONNECT, this.failures, this.options.ports.random())
    return Math.max(least, wait)
  }

  private now(): Millis {
    return this.options.ports.clock.monotonic()
  }

  private connectAfter(wait: Millis): void {
    if (this.closed || this.attempt !== undefined) return
    this.enter(wait)
  }

  private enter(wait: Millis): void {
    const { options } = this
    const attempt = { cancel: () => {} }
    this.attempt = attempt
    attempt.cancel = options.ports.clock.after(wait, () => {
      attempt.cancel = options.gate.enter(() => options.guard(() => this.connect(attempt)))
    })
  }

  private connect(attempt: object): void {
    const { options } = this
    const fail = (error: unknown) => {
      if (this.attempt !== attempt || this.closed) return
      this.attempt = undefined
      const cause = error instanceof Error ? error.message : String(error)
      this.failures++
      options.onFailed(this, { cause, health: 'down' })
      if (this.current === undefined) this.connectAfter(this.nextWait(0))
      else this.replaceAt = this.now() + this.nextWait(SECOND)
    }
    const { plan } = this
    options.address(plan).then(
      (url) =>
        options.guard(() => {
          if (this.attempt !== attempt || this.closed) return
          let opened: Connection
          try {
            opened = options.open(plan, url, this)
          } catch (error) {
            // No descriptor left, no memory: this venue waits, the others go on.
            fail(error)
            return
          }
          this.attempt = undefined
          if (this.current === undefined) {
            this.current = opened
            this.replaceAt = this.planned()
          } else this.successor = opened
        }),
      (error: unknown) => options.guard(() => fail(error)),
    )
  }

  /** When to replace a socket of its own accord: for 24 h of life after 23 h, half an hour sooner or later. */
  private planned(): Millis {
    const { socketAge, ports } = this.options
    if (socketAge === undefined) return Number.POSITIVE_INFINITY
    const jitter = (ports.random() - 0.5) / 24
    return this.now() + socketAge * (1 - 1 / 24 + jitter)
  }

  private handOver(now: Millis): void {
    const { current, successor } = this
    if (current === undefined || successor === undefined) return
    if (!successor.settled() || successor.settledAt === undefined) {
      if (now - successor.began > SUCCESSOR_WITHIN) successor.terminate('not ready within a minute')
      return
    }
    const names = new Set(successor.plan.topics.map((topic) => topic.name))
    const worse = current.plan.topics.some(
      (topic) => names.has(topic.name) && current.accepts(topic) && !successor.accepts(topic),
    )
    if (worse) {
      successor.terminate('accepted less than the connection that it was to replace')
      return
    }
    const ready = now - successor.settledAt
    // Whether the older one has lived until now is to be known: else what came between is missing.
    const unproven = current.lastLife < successor.settledAt
    if (unproven && this.probed !== successor) {
      this.probed = successor
      current.probe()
    }
    const behind = [...current.lastByKind].some(
      ([kind, at]) => now - at < CATCH_UP && !successor.lastByKind.has(kind),
    )
    if (ready < OVERLAP || ((behind || unproven) && ready < CATCH_UP)) return
    this.current = successor
    this.successor = undefined
    this.replaceAt = this.planned()
    current.terminate('replaced by a newer connection')
  }
}

/** What the end of a connection means for the next attempt. */
function judgeEnd(code: number, reason: string): Failure & { moved: boolean; wait: Millis } {
  if (code >= 100 && code < 600) {
    const verdict = judge({ status: code, headers: {}, body: reason }, 0)
    if (verdict.kind === 'pause') {
      const health = verdict.why === 'blocked' ? 'blocked' : 'down'
      // A ban that names a moment cannot be reckoned here; an hour is its usual order.
      const wait = verdict.why === 'banned' ? Math.min(verdict.wait, HOUR) : verdict.wait
      return { cause: verdict.cause, health, moved: false, wait }
    }
    const cause = verdict.kind === 'ok' ? `HTTP ${code} in place of a socket` : verdict.cause
    return { cause, health: 'down', moved: verdict.kind === 'moved', wait: 0 }
  }
  if (code === 0)
    return { cause: reason || 'cannot be reached', health: 'down', moved: false, wait: 0 }
  if (code === ENDED_BY_US) return { cause: reason, health: 'connecting', moved: false, wait: 0 }
  const cause = `connection ended (${code}${reason === '' ? '' : ` ${reason}`})`
  return { cause, health: 'connecting', moved: false, wait: 0 }
}
