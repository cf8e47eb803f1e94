import type { MarketEvent } from '../market/event.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { HistoryPlan, ListedInstrument, VenueReader } from '../venues/wire/reader.ts'
import { waitBefore } from './backoff.ts'
import { historyPages } from './history-pages.ts'
import type { ClosedGap } from './open-gap.ts'
import type { FeedPorts } from './ports.ts'
import { RequestError } from './requester.ts'
import type { Requester } from './requester.ts'
import type { StreamTrack } from './stream-track.ts'

/** Fills gaps from the venue's history, one after the other. */
export interface Repair {
  add(track: StreamTrack, gap: ClosedGap): void
  close(): void
}

export interface RepairOptions {
  readonly reader: VenueReader
  readonly ports: FeedPorts
  readonly requester: Requester
  readonly stamp: () => Millis
  readonly listed: (track: StreamTrack) => ListedInstrument | undefined
  /** Events that fill the gap. */
  readonly onEvents: (events: readonly MarketEvent[]) => void
  /** All of the gap has been filled. */
  readonly onRepaired: (track: StreamTrack, gap: ClosedGap) => void
  /** Something other than the network failed. */
  readonly onBroken: (error: unknown) => void
}

interface Task {
  readonly track: StreamTrack
  readonly gap: ClosedGap
  readonly plan: HistoryPlan
  failures: number
}

/** Venues publish history a little later than live data. */
const SETTLED: Millis = 10 * SECOND
const TRIES = 5
/** Gaps that wait; of more the oldest are left as they are. */
const MOST_WAITING = 1000

export function repair(options: RepairOptions): Repair {
  const { ports, reader, requester } = options
  const queue: Task[] = []
  const closing = new AbortController()
  let cancelTimer: (() => void) | undefined
  let running = false

  function later(wait: Millis): void {
    if (running || cancelTimer !== undefined || closing.signal.aborted) return
    cancelTimer = ports.clock.after(wait, () => {
      cancelTimer = undefined
      void next()
    })
  }

  async function next(): Promise<void> {
    const task = queue.shift()
    if (task === undefined) return
    running = true
    let wait: Millis = 0
    try {
      await fill(task)
    } catch (error) {
      if (closing.signal.aborted) return
      if (!(error instanceof RequestError)) options.onBroken(error)
      else if (++task.failures < TRIES) {
        queue.push(task)
        wait =
          MINUTE / 2 +
          waitBefore(
            { first: MINUTE, most: 30 * MINUTE, healthyAfter: 0 },
            task.failures,
            ports.random(),
          )
      }
    } finally {
      running = false
      if (queue.length > 0) later(wait)
    }
  }

  async function fill({ track, gap, plan }: Task): Promise<void> {
    const listed = options.listed(track)
    if (listed === undefined) return
    const oldest = plan.reach === undefined ? gap.from : options.stamp() - plan.reach
    // Rows are asked for by their start; what ends in the gap may have begun before it.
    const wanted = gap.from - (plan.interval ?? 0)
    const from = Math.max(wanted, oldest)
    let complete = from === wanted
    const pages = historyPages(plan, listed, from, gap.to, async (read) => {
      const asked = await requester.ask(read, 'repair', closing.signal)
      return asked.value
    })
    for await (const page of pages) {
      complete &&= page.complete
      options.onEvents(page.events)
    }
    if (complete) options.onRepaired(track, gap)
  }

  return {
    add(track, gap) {
      const plan = reader.history?.[track.stream]
      if (plan === undefined || closing.signal.aborted) return
      if (queue.length >= MOST_WAITING) queue.shift()
      queue.push({ track, gap, plan, failures: 0 })
      later(SETTLED)
    },
    close() {
      closing.abort()
      cancelTimer?.()
    },
  }
}
