import type { MarketEvent, StreamKind } from '../market/event.ts'
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
  /** UTC on the venue's clock, or a little before: it is the venue that closes rows. */
  readonly now: () => Millis
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
  /** Not asked for before the last row that belongs to it is closed; after a failure, for a while. */
  due: Millis
  failures: number
}

/** Venues publish history a little later than live data. */
const SETTLED: Millis = 10 * SECOND
const TRIES = 5
const RETRY = { first: MINUTE, most: 30 * MINUTE, healthyAfter: 0 }
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

  /** Takes what is due, the longest waiting first. */
  function takeDue(): Task | undefined {
    const at = queue.findIndex(({ due }) => due <= options.now())
    return at < 0 ? undefined : queue.splice(at, 1)[0]
  }

  async function next(): Promise<void> {
    const task = takeDue()
    if (task === undefined) return queue.length > 0 ? later(SETTLED) : undefined
    running = true
    let wait: Millis = 0
    try {
      await fill(task)
    } catch (error) {
      if (closing.signal.aborted) return
      if (!(error instanceof RequestError)) options.onBroken(error)
      else if (++task.failures < TRIES) {
        task.due = options.now() + MINUTE / 2 + waitBefore(RETRY, task.failures, ports.random())
        queue.push(task)
        // Others are not kept waiting for it, and a venue that answers nothing is not pressed.
        wait = SETTLED
      }
    } finally {
      running = false
      if (queue.length > 0) later(wait)
    }
  }

  async function fill({ track, gap, plan }: Task): Promise<void> {
    const listed = options.listed(track)
    if (listed === undefined) return
    const [wanted, to] = rowsOf(plan, gap)
    const oldest = plan.reach === undefined ? wanted : options.now() - plan.reach
    const from = Math.max(wanted, oldest)
    let complete = from === wanted
    const pages = historyPages(plan, listed, from, to, async (read) => {
      const asked = await requester.ask(read, 'repair', closing.signal)
      return asked.value
    })
    for await (const page of pages) {
      complete &&= page.complete
      // A candle that ended before the gap began is known.
      options.onEvents(
        page.events.filter(
          ({ type, exchangeTime }) => type !== 'candle' || exchangeTime > gap.from,
        ),
      )
    }
    if (complete) options.onRepaired(track, gap)
  }

  return {
    add(track, gap) {
      const plan = planFor(reader, track.stream)
      if (plan === undefined || closing.signal.aborted) return
      if (queue.length >= MOST_WAITING) queue.shift()
      queue.push({ track, gap, plan, due: rowsOf(plan, gap)[1] + SETTLED, failures: 0 })
      later(SETTLED)
    },
    close() {
      closing.abort()
      cancelTimer?.()
    },
  }
}

/**
 * What fills gaps of a stream. Few venues serve trades of before; candles say what they came to, and
 * that is what bars are made of.
 */
const planFor = ({ history }: VenueReader, stream: StreamKind): HistoryPlan | undefined =>
  history?.[stream] ?? (stream === 'trade' ? history?.candle : undefined)

/** The rows, by their start, that hold something of a gap: what ends in it may have begun before. */
function rowsOf({ interval }: HistoryPlan, { from, to }: ClosedGap): readonly [Millis, Millis] {
  if (interval === undefined) return [from, to]
  return [Math.floor(from / interval) * interval - interval, Math.ceil(to / interval) * interval]
}
