import type { FeedPorts } from '../../src/feed/ports.ts'
import type { Millis } from '../../src/market/units.ts'
import { seededRandom } from '../../src/market/seeded-random.ts'
import type { StandInServer } from '../../src/sim/stand-in/server.ts'
import { TaskQueue } from './task-queue.ts'
import { VirtualNetwork } from './virtual-network.ts'

/** 2026-11-22T00:00:00Z, when a world begins unless told otherwise. */
export const WORLD_START: Millis = 1_795_305_600_000

export interface WorldOptions {
  readonly seed?: number
  readonly start?: Millis
  /** Time that anything takes from one end to the other; 5 to 25 ms by default. */
  readonly latency?: () => Millis
}

/**
 * A world of virtual time for the feed: a machine with two clocks, and a network with stand-in
 * venues. The same seed and the same calls give the same run. Nothing passes but by `run`.
 */
export class VirtualWorld {
  readonly ports: FeedPorts
  readonly network: VirtualNetwork
  private readonly queue = new TaskQueue()
  private readonly start: Millis
  private time: Millis
  private wallShift: Millis = 0
  /** How long the machine has slept: its monotonic clock stood still. */
  private slept: Millis = 0
  private frozenUntil: Millis = 0

  constructor(options: WorldOptions = {}) {
    this.start = this.time = options.start ?? WORLD_START
    const random = seededRandom(options.seed ?? 1)
    const chance = seededRandom((options.seed ?? 1) ^ 0x5eed)
    this.network = new VirtualNetwork({
      queue: this.queue,
      now: () => this.time,
      latency: options.latency ?? (() => 5 + Math.floor(chance() * 20)),
    })
    this.ports = {
      clock: {
        wall: () => this.time + this.wallShift,
        monotonic: () => this.time - this.start - this.slept,
        after: (wait, call) => {
          const task = this.queue.add(this.time + Math.max(0, wait), 'timer', call)
          return () => {
            task.cancelled = true
          }
        },
      },
      random,
      connect: (url, handlers, manner) => this.network.connect(url, handlers, manner),
      request: (request, signal) => this.network.request(request, signal),
    }
  }

  /** True UTC time: what the venues' clocks show. */
  now(): Millis {
    return this.time
  }

  /**
   * Lets a venue answer under an address.
   * @param baseUrl scheme and host, `wss://ws.test`; the rest of a URL is the path the venue is given
   */
  attach(baseUrl: string, server: StandInServer): void {
    this.network.attach(baseUrl, server)
  }

  /** From now on nothing listens at the address: connections are refused. Open ones stay. */
  detach(baseUrl: string): void {
    this.network.detach(baseUrl)
  }

  /** Sets the machine's wall clock ahead or back. */
  shiftWall(by: Millis): void {
    this.wallShift += by
  }

  /**
   * The machine sleeps: timers and the monotonic clock stand still, the wall clock goes on, and the
   * peers of its connections give up without its noticing.
   */
  async sleep(time: Millis): Promise<void> {
    this.network.vanishAll()
    const wake = this.time + time
    this.queue.move((task) => (task.side === 'timer' ? task.due + time : task.due))
    this.frozenUntil = wake
    this.slept += time
    await this.run(time)
  }

  /** The process is stopped (SIGSTOP) or busy: both clocks go on, what arrives waits for it. */
  async freeze(time: Millis): Promise<void> {
    this.frozenUntil = this.time + time
    await this.run(time)
  }

  /** Lets a time pass. */
  async run(time: Millis): Promise<void> {
    const end = this.time + time
    await drain()
    // oxlint-disable-next-line no-await-in-loop -- one thing happens after the other
    while (this.nextDue() <= end) await this.step()
    this.time = end
  }

  /** Lets time pass until something holds. Throws where it does not hold within a time. */
  async runUntil(holds: () => boolean, within: Millis = 3_600_000): Promise<void> {
    const end = this.time + within
    await drain()
    while (!holds()) {
      if (this.nextDue() > end)
        throw new Error(`did not come to hold within ${within} ms: ${holds.toString()}`)
      // oxlint-disable-next-line no-await-in-loop -- one thing happens after the other
      await this.step()
    }
  }

  private nextDue(): Millis {
    return Math.min(this.queue.nextDue(), this.network.nextDue())
  }

  private async step(): Promise<void> {
    this.time = Math.max(this.time, this.nextDue())
    if (this.network.nextDue() <= this.time) this.network.tick()
    else {
      const task = this.queue.take()
      if (task !== undefined && task.side !== 'venue' && this.time < this.frozenUntil) {
        const late = this.frozenUntil
        this.queue.add(late, task.side, () => {
          if (!task.cancelled) task.run()
        })
      } else task?.run()
    }
    await drain()
  }
}

/** Lets everything that waits on promises go on. */
const drain = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
