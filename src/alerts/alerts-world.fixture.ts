import { MemoryDisk } from '../journal/memory-disk.fixture.ts'
import type { JournalClock } from '../journal/ports.ts'
import type { Millis } from '../market/units.ts'
import { ALERTS_BEGIN, cluster, rulesOf, situation } from '../signals/alerts/alerts.fixture.ts'
import type { Situation } from '../signals/alerts/alert-situation.ts'
import type { Channel, Message, Outcome } from './channel.ts'
import { openAlerts } from './open-alerts.ts'
import type { AlertPorts, Alerts } from './open-alerts.ts'

/** A clock that stands still until it is told to go on. */
export class HandClock implements JournalClock {
  time: Millis = ALERTS_BEGIN
  #timers = new Set<{ readonly due: Millis; readonly call: () => void }>()

  wall(): Millis {
    return this.time
  }

  monotonic(): Millis {
    return this.time - ALERTS_BEGIN
  }

  after(wait: Millis, call: () => void): () => void {
    const timer = { due: this.time + wait, call }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  breathe(): Promise<void> {
    return turns(1)
  }

  /** Times from now at which something is to happen, the nearest first. */
  waits(): readonly Millis[] {
    return [...this.#timers].map(({ due }) => due - this.time).sort((a, b) => a - b)
  }

  /** Lets time pass; what falls due happens in its order. */
  async pass(millis: Millis): Promise<void> {
    // What was just begun plans its timers first.
    await turns(5)
    const end = this.time + millis
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)
      if (next === undefined) break
      this.#timers.delete(next)
      this.time = Math.max(this.time, next.due)
      next.call()
      // oxlint-disable-next-line no-await-in-loop -- in order
      await turns(30)
    }
    this.time = end
    await turns(30)
  }
}

/** Gives everything that waits for its turn so many of them. */
export async function turns(count: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- in order
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** A channel that notes what it is sent, and answers as it is told. */
export class NotedChannel implements Channel {
  readonly wantsPicture = true
  readonly sent: Message[] = []
  readonly name: string
  answer: (message: Message) => Outcome | Promise<Outcome> = () => ({ result: 'delivered' })

  constructor(name = 'phone') {
    this.name = name
  }

  async send(message: Message): Promise<Outcome> {
    this.sent.push(message)
    return this.answer(message)
  }

  /** Causes, in the order in which they were sent. */
  keys(): readonly string[] {
    return this.sent.flatMap(({ alerts }) => alerts.map(({ key }) => key))
  }
}

/** A rule that tells of every sweep. */
export const SWEEPS = rulesOf({
  id: 'sweeps',
  name: 'Sweeps',
  when: { kind: 'cluster-swept', minUsd: 1 },
  cooldownMinutes: 0,
})

/** Sweeps of the given clusters, so many seconds after the beginning. */
export const sweepOf = (seconds: number, ...ids: readonly string[]): Situation =>
  situation(seconds / 3_600, { swept: ids.map((id) => cluster({ id })) })

/** Alerts over a disk in memory and a clock that stands still. */
export class AlertsWorld {
  disk = new MemoryDisk()
  readonly clock = new HandClock()
  readonly channel = new NotedChannel()

  open(more: Partial<AlertPorts> = {}): Promise<Alerts> {
    return openAlerts({
      disk: this.disk,
      clock: this.clock,
      rules: SWEEPS,
      channels: [this.channel],
      publicUrl: 'https://map.example',
      pictureOf: () => Promise.resolve(undefined),
      secrets: [],
      ...more,
    })
  }
}

/** Lets what was offered be decided, and what can be delivered without time passing be delivered. */
export async function settled(alerts: Alerts): Promise<void> {
  await alerts.settled()
  await turns(30)
}

/** The cause of an alert of `SWEEPS` about a cluster. */
export const sweepKey = (id: string) => `sweeps/binance:BTCUSDT/${id}`

/** What became of each delivery. */
export const deliveryStates = (alerts: { deliveries(): readonly { state: string }[] }) =>
  alerts.deliveries().map(({ state }) => state)
