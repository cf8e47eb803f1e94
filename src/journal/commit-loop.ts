import type { MarketEvent } from '../market/event.ts'
import type { Millis } from '../market/units.ts'
import { makeGroup, MOST_EVENTS } from './group.ts'
import type { Group } from './group.ts'
import type { Journal, JournalHealth, JournalOptions } from './journal.ts'
import { failureOf } from './journal-refused.ts'
import { trackLosses } from './losses.ts'
import type { JournalPorts } from './ports.ts'
import { segmentWriter } from './segment-writer.ts'
import type { SpaceWatch } from './space-watch.ts'
import { waitingEvents } from './waiting-events.ts'

const COMMIT_EVERY: Millis = 20
const LONGEST_COMMIT: Millis = 250
const SEGMENT_BYTES = 64 * 1_048_576
const MOST_WAITING = 1_000_000
/** Groups that one fsync may be for: it takes some 20 ms on a common disk, a group 5 ms of this process. */
const GROUPS_AT_ONCE = 16
/** Between attempts while the disk refuses. */
const RETRY_EVERY: Millis = 1_000
/** Between the gaps that tell what is left out while space is low. */
const TELL_EVERY: Millis = 60_000

/** What waits to be told that everything up to a count has been written. */
interface Flush {
  readonly target: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Writes events in groups: what arrives while groups are on their way makes the next ones. Groups
 * that the disk refuses are kept and written again, in a new segment, until they are there.
 * @param next number of the first record
 */
export function commitLoop(
  options: Omit<JournalOptions, 'directory'>,
  { disk, clock }: JournalPorts,
  next: number,
  space: SpaceWatch,
): Pick<Journal, 'append' | 'flush' | 'health' | 'waiting' | 'close'> {
  const commitEvery = Math.min(options.commitEvery ?? COMMIT_EVERY, LONGEST_COMMIT)
  const bound = options.maxWaiting ?? MOST_WAITING
  const waiting = waitingEvents(bound)
  const losses = trackLosses()
  const writer = segmentWriter(disk, options.segmentBytes ?? SEGMENT_BYTES, () => clock.wall())
  let following = next
  /** The groups on their way; they stay here while the disk refuses them. */
  let pending: Group[] = []
  let failing: { readonly cause: string; readonly since: Millis } | undefined
  let shown: JournalHealth['state'] = 'writing'
  let toldLost = 0
  let toldAt = clock.monotonic()
  /** Since when the oldest waiting event waits. */
  let waitingSince: Millis | undefined
  let [accepted, settled] = [0, 0]
  let flushes: readonly Flush[] = []
  let working: Promise<void> | undefined
  let cancelTimer: (() => void) | undefined
  let isClosed = false

  function health(): JournalHealth {
    const lost = toldLost + losses.count
    if (failing !== undefined)
      return { state: 'failing', ...failing, waiting: waiting.length + taken(pending), lost }
    const low = space.low()
    return low === undefined ? { state: 'writing' } : { state: 'low-space', ...low, lost }
  }

  function showHealth(always = false): void {
    if (shown === 'writing') toldLost = 0
    const now = health()
    if (now.state === shown && !always) return
    shown = now.state
    tell(() => options.onHealth?.(now))
  }

  function take(event: MarketEvent): void {
    if (isClosed) tell(() => options.onRefused?.(event, `${event.type}: the journal is closed`))
    // While nothing can be written at all, memory takes what it can.
    else if (failing === undefined && !space.admits(event)) losses.add(event, 'low disk space')
    else if (waiting.add(event)) accepted++
    else losses.add(event, failing?.cause ?? 'disk too slow')
  }

  function refuse(event: MarketEvent, problem: string): void {
    tell(() => options.onRefused?.(event, problem))
    if (event.type !== 'gap') losses.add(event, 'could not be recorded')
  }

  function wake(wait: Millis): void {
    cancelTimer ??= clock.after(wait, () => {
      cancelTimer = undefined
      void work()
    })
  }

  function sleep(): void {
    cancelTimer?.()
    cancelTimer = undefined
  }

  /** Sees to it that what waits is written in time. */
  function schedule(): void {
    if (isClosed || working !== undefined) return
    if (waiting.length === 0 && !mayTell() && !space.isDue()) return
    const waited = waitingSince === undefined ? 0 : clock.monotonic() - waitingSince
    wake(Math.max(0, commitEvery - waited))
  }

  function work(): Promise<void> {
    working ??= commitAll().finally(() => {
      working = undefined
      // Someone who came when the last group was through is not left waiting.
      if (flushes.length > 0) void work()
      else if (isClosed) return
      else if (failing === undefined) schedule()
      else wake(RETRY_EVERY)
    })
    return working
  }

  async function commitAll(): Promise<void> {
    do {
      // oxlint-disable-next-line no-await-in-loop -- one group after another
      await space.look(failing !== undefined)
      if (mayTell()) tellLosses()
      // oxlint-disable-next-line no-await-in-loop -- one fsync after another
      if (!(await commit())) return
    } while (isDue())
  }

  function nextGroup(): Group {
    const group = makeGroup(waiting.peek(MOST_EVENTS), following, refuse)
    following += group.records.length
    waiting.drop(group.taken)
    if (waiting.length === 0) waitingSince = undefined
    return group
  }

  /** Writes what is pending, and with it what waits, in groups between which others have their turn. */
  async function write(): Promise<void> {
    if (pending.length === 0) pending.push(nextGroup())
    for (let i = 0; i < pending.length; i++) {
      const { first, lines, records } = pending[i] as Group
      // oxlint-disable-next-line no-await-in-loop -- in their order
      if (records.length > 0) await writer.append(first, lines)
      const isLast = i === pending.length - 1
      if (isLast && waiting.length > 0 && pending.length < GROUPS_AT_ONCE) pending.push(nextGroup())
    }
    await writer.sync()
  }

  /** True when what was pending is on the disk. */
  async function commit(): Promise<boolean> {
    try {
      await write()
    } catch (error) {
      const cause = failureOf(error)
      failing = { cause, since: failing?.since ?? clock.wall() }
      showHealth(true)
      const refused = flushes
      flushes = []
      for (const { reject } of refused) reject(new Error(`the journal is not written: ${cause}`))
      return false
    }
    const written = pending
    pending = []
    // Nothing written proves nothing of the disk.
    if (written.some(({ records }) => records.length > 0)) failing = undefined
    settled += taken(written)
    showHealth()
    for (const [i, { records }] of written.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- whoever follows takes its time
      if (i > 0) await clock.breathe()
      if (records.length > 0) tell(() => options.onCommitted(records))
    }
    for (const { target, resolve } of flushes) if (target <= settled) resolve()
    flushes = flushes.filter(({ target }) => target > settled)
    return true
  }

  function isDue(): boolean {
    if (mayTell()) return true
    if (waiting.length === 0) return false
    if (flushes.length > 0) return true
    return waitingSince !== undefined && clock.monotonic() - waitingSince >= commitEvery
  }

  /** Whether the gaps that losses have left can be recorded now. */
  function mayTell(): boolean {
    if (losses.isEmpty() || failing !== undefined || waiting.length > bound / 2) return false
    return isClosed || space.low() === undefined || clock.monotonic() - toldAt >= TELL_EVERY
  }

  function tellLosses(): void {
    toldLost += losses.count
    toldAt = clock.monotonic()
    const gaps = losses.take(clock.wall())
    accepted += gaps.length
    waiting.addAll(gaps)
  }

  function flush(): Promise<void> {
    if (settled === accepted) return Promise.resolve()
    const flushed = new Promise<void>((resolve, reject) => {
      flushes = [...flushes, { target: accepted, resolve, reject }]
    })
    sleep()
    void work()
    return flushed
  }

  return {
    append(events) {
      if (waiting.length === 0) waitingSince = clock.monotonic()
      for (const event of events) take(event)
      schedule()
    },
    flush,
    health,
    waiting: () => waiting.length + taken(pending),
    async close() {
      isClosed = true
      if (mayTell()) tellLosses()
      try {
        await flush()
      } finally {
        sleep()
        await working
        await writer.close()
      }
    },
  }
}

const taken = (groups: readonly Group[]): number => groups.reduce((sum, one) => sum + one.taken, 0)

/** Calls back. A defect of who listens must not stop the record, and must not stay hidden either. */
function tell(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
