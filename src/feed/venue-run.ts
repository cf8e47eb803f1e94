import type { InstrumentId } from '../market/instrument.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { ListedInstrument, Read } from '../venues/wire/reader.ts'
import { RECONNECT, waitBefore } from './backoff.ts'
import type { HeldBook } from './feed.ts'
import { takeList } from './listing.ts'
import type { ListStep } from './listing.ts'
import { polls } from './polls.ts'
import { RequestError } from './requester.ts'
import { watchSilence } from './silence-watch.ts'
import { sleepWatch } from './sleep-watch.ts'
import { Sockets } from './sockets.ts'
import { lose, setHealth } from './stream-track.ts'
import { tradedInstruments } from './venue-core.ts'
import type { Run, VenueCore } from './venue-core.ts'

const TICK: Millis = SECOND
const LIST_EVERY: Millis = 10 * MINUTE
const SILENCE_EVERY: Millis = 5 * SECOND
const CLOCK_EVERY: Millis = 10 * MINUTE
/** Nothing waits longer than this for the venue's time. */
const CLOCK_WITHIN: Millis = 3 * SECOND
/** After a leap of the wall clock a connection that lives shows it within this time. */
const PROVE_WITHIN: Millis = 5 * SECOND
/** A tick this late means that the process was busy: silence then says nothing about the peer. */
const LATE: Millis = 5 * SECOND
/** A tick this late means that the process cannot keep up. */
const OVERLOADED: Millis = 2 * SECOND
const SKEW_WORTH_TELLING: Millis = 2 * SECOND

/** One run of a venue's reader, from its start to its end or to its first throw. */
export interface VenueRun {
  sockets(): { readonly open: number; readonly wanted: number }
  /** Follows what books are watched. */
  watchBooks(): void
  book(instrument: InstrumentId): HeldBook | undefined
  close(): void
}

export function venueRun(core: VenueCore, run: Run): VenueRun {
  const { ports, reader, problems } = core
  const sockets = new Sockets(core, run)
  const polling = polls(core, run)
  const closing = new AbortController()
  const cancels = new Set<() => void>()
  let begun = false
  let planned = false
  let polled = false
  let listFailures = 0
  let lastTick = ports.clock.monotonic()
  let lastSilence = lastTick
  let proveBy: { readonly at: Millis; readonly since: Millis } | undefined
  const watch = sleepWatch(TICK, ports.clock.wall(), lastTick)

  function after(wait: Millis, call: () => void): void {
    const cancel = ports.clock.after(wait, () => {
      cancels.delete(cancel)
      run.guard(call)
    })
    cancels.add(cancel)
  }

  function follow(step: ListStep): void {
    if (step.replan || !planned) {
      planned = true
      sockets.plan(tradedInstruments(core), step.anew)
    }
    if (step.replan || step.ended || !polled) polling.plan()
    polled = true
  }

  async function refreshList(): Promise<void> {
    let wait = LIST_EVERY
    try {
      const list = await readList()
      listFailures = 0
      problems.set('list', undefined)
      follow(takeList(core, list))
      sockets.retryRefused()
    } catch (error) {
      if (closing.signal.aborted) return
      if (!(error instanceof RequestError)) {
        run.broken(error)
        return
      }
      listFailed(error.message)
      if (!planned || listFailures < 5)
        wait = SECOND + waitBefore(RECONNECT, listFailures++, ports.random())
    }
    after(wait, () => void refreshList())
  }

  async function readList(): Promise<ListedInstrument[]> {
    const parts = await Promise.all(
      reader
        .instruments()
        .map((read: Read<readonly ListedInstrument[]>) =>
          core.requester.ask(read, 'live', closing.signal),
        ),
    )
    return parts.flatMap(({ value, problems: found }) => {
      if (value !== undefined) return value
      throw new RequestError(`list of instruments: ${found[0]?.detail ?? 'empty'}`)
    })
  }

  function listFailed(cause: string): void {
    problems.set('list', `the list of instruments cannot be read: ${cause}`)
    if (!planned) core.tracks.change(core.tracks.all(), (track) => setHealth(track, 'down', cause))
  }

  async function readClock(again: boolean): Promise<void> {
    if (reader.serverTime === undefined) return
    try {
      const asked = await core.requester.ask(reader.serverTime(), 'live', closing.signal)
      if (asked.value !== undefined) core.venueTime.measured(asked.began, asked.value, asked.ended)
    } catch (error) {
      if (closing.signal.aborted) return
      if (!(error instanceof RequestError)) run.broken(error)
    }
    if (again) after(CLOCK_EVERY, () => void readClock(true))
  }

  function tick(): void {
    after(TICK, tick)
    const now = ports.clock.monotonic()
    const behind = now - lastTick - TICK
    const late = behind > LATE - TICK
    lastTick = now
    if (behind > OVERLOADED) sockets.shedBooks()
    problems.set(
      'load',
      behind > OVERLOADED ? `this machine is ${Math.round(behind / SECOND)} s behind` : undefined,
    )
    core.venueTime.beat()
    lookAtClocks(now)
    sockets.tick(late)
    polling.tick()
    if (now - lastSilence >= SILENCE_EVERY && !late) {
      watchSilence(core, sockets, now - lastSilence)
      lastSilence = now
    }
    tell(now)
  }

  function lookAtClocks(now: Millis): void {
    const lapse = watch(ports.clock.wall(), now)
    if (lapse?.kind === 'stopped')
      sockets.drop(`this process stood still for ${Math.round(lapse.time / SECOND)} s`)
    // A clock that was set is measured anew.
    if (lapse !== undefined && lapse.kind !== 'stopped') void readClock(false)
    if (lapse?.kind === 'leapt') {
      core.venueTime.leapt(lapse.time)
      // Asleep, or its clock set: whoever answers now has been there all along.
      for (const connection of sockets.connections()) connection.probe()
      proveBy = { at: now + PROVE_WITHIN, since: now }
    }
    if (proveBy === undefined || now < proveBy.at) return
    const { since } = proveBy
    const gone = sockets.connections().filter(({ lastLife }) => lastLife <= since)
    proveBy = undefined
    core.venueTime.settled(gone.length > 0 || sockets.connections().length === 0)
    for (const connection of gone) connection.terminate('this machine slept')
  }

  function tell(now: Millis): void {
    problems.set('quarantine', core.quarantine.degraded(now))
    const pause = core.requester.paused()
    problems.set('pause', pause && `${pause.why}: ${pause.cause}`)
    if (pause?.why === 'blocked' && !planned)
      core.tracks.change(core.tracks.all(), (track, moment) =>
        lose(track, pause.cause, moment, 'blocked'),
      )
    const skew = core.venueTime.skew() ?? 0
    problems.set(
      'clock',
      Math.abs(skew) < SKEW_WORTH_TELLING
        ? undefined
        : `the venue's clock is ${(skew / SECOND).toFixed(1)} s ahead of this machine's`,
    )
  }

  /** What is proven and what is missing is told in the venue's time, so that is asked for first. */
  function begin(): void {
    if (begun || closing.signal.aborted) return
    begun = true
    if (core.listed.size > 0) follow({ replan: true, anew: false, ended: false })
    void refreshList()
  }

  after(CLOCK_WITHIN, begin)
  void firstClock()
  tick()

  async function firstClock(): Promise<void> {
    await readClock(true)
    run.guard(begin)
  }

  return {
    sockets: () => ({
      wanted: sockets.sessions.size,
      open: [...sockets.sessions.values()].filter((session) => session.isOpen()).length,
    }),
    watchBooks() {
      if (planned) run.guard(() => sockets.planWatched(tradedInstruments(core)))
    },
    book: (instrument) => sockets.book(instrument),
    close() {
      closing.abort()
      for (const cancel of cancels) cancel()
      polling.close()
      sockets.close()
    },
  }
}
