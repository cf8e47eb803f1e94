import type { MarketEvent } from '../market/event.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Poll } from '../venues/wire/reader.ts'
import { waitBefore } from './backoff.ts'
import type { FeedPorts } from './ports.ts'
import { RequestError } from './requester.ts'
import type { Asked, Requester } from './requester.ts'

/** Asks again and again for what has no stream. */
export interface Poller {
  /** Begins with new polls, goes on with those that it has, ends the others. */
  plan(polls: readonly Poll[]): void
  close(): void
}

export interface PollerOptions {
  readonly ports: FeedPorts
  readonly requester: Requester
  readonly onAnswer: (poll: Poll, asked: Asked<readonly MarketEvent[]>) => void
  readonly onFailed: (poll: Poll, cause: string) => void
  /** Something other than the network failed. */
  readonly onBroken: (error: unknown) => void
}

/** First polls are spread over this time. */
const SPREAD: Millis = 2 * SECOND

interface Running {
  poll: Poll
  readonly giveUp: AbortController
  cancelTimer: () => void
  failures: number
}

export function poller(options: PollerOptions): Poller {
  const { ports, requester } = options
  const running = new Map<string, Running>()

  async function ask(one: Running): Promise<void> {
    const { poll } = one
    const began = ports.clock.monotonic()
    let wait = poll.every
    try {
      const asked = await requester.ask(poll.read, 'live', one.giveUp.signal)
      if (one.giveUp.signal.aborted) return
      options.onAnswer(poll, asked)
      one.failures = 0
    } catch (error) {
      if (one.giveUp.signal.aborted) return
      if (!(error instanceof RequestError)) {
        options.onBroken(error)
        return
      }
      one.failures++
      options.onFailed(poll, error.message)
      // Soon again after a slip, seldom while nothing answers.
      const backoff = { first: SECOND, most: MINUTE, healthyAfter: 0 }
      wait = Math.max(
        Math.min(poll.every, waitBefore(backoff, one.failures, ports.random())),
        one.failures > 5 ? MINUTE : SECOND,
      )
    }
    const spent = ports.clock.monotonic() - began
    one.cancelTimer = ports.clock.after(Math.max(0, wait - spent), () => void ask(one))
  }

  function end(one: Running): void {
    one.giveUp.abort()
    one.cancelTimer()
  }

  return {
    plan(polls) {
      const wanted = new Map(polls.map((poll) => [poll.key, poll]))
      for (const [key, one] of running) {
        if (wanted.has(key)) continue
        end(one)
        running.delete(key)
      }
      for (const [key, poll] of wanted) {
        const known = running.get(key)
        if (known !== undefined) {
          known.poll = poll
          continue
        }
        const one: Running = { poll, giveUp: new AbortController(), cancelTimer() {}, failures: 0 }
        running.set(key, one)
        one.cancelTimer = ports.clock.after(ports.random() * SPREAD, () => void ask(one))
      }
    },
    close() {
      for (const one of running.values()) end(one)
      running.clear()
    },
  }
}
