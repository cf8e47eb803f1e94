import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { waitBefore } from './backoff.ts'
import { reasonOf } from './requester.ts'
import { lose } from './stream-track.ts'
import type { Run, VenueCore } from './venue-core.ts'
import { venueRun } from './venue-run.ts'
import type { VenueRun } from './venue-run.ts'

/** Keeps the reader of one venue running: what throws in it restarts it alone. */
export interface Supervisor {
  /** The run that is under way; undefined while it rests after a throw. */
  current(): VenueRun | undefined
  broken(error: unknown): void
  close(): void
}

const RESTART = { first: SECOND, most: MINUTE, healthyAfter: 10 * MINUTE }
/** A reader that throws this often within this time rests, and is tried again after each rest. */
const LIMIT = { times: 5, within: 10 * MINUTE, rest: 10 * MINUTE }

export function supervisor(core: VenueCore): Supervisor {
  const { clock, random } = core.ports
  let current: VenueRun | undefined
  let startedAt: Millis = 0
  let crashes: Millis[] = []
  let cancelTimer: (() => void) | undefined
  let closed = false
  let resting = false

  function start(): void {
    cancelTimer = undefined
    startedAt = clock.monotonic()
    // What a run that has ended left behind may still call back: it is not listened to.
    let active = true
    let begun: VenueRun | undefined
    let failed: { error: unknown } | undefined
    const run: Run = {
      guard(call) {
        if (!active) return
        try {
          call()
        } catch (error) {
          run.broken(error)
        }
      },
      broken(error) {
        if (!active) return
        active = false
        if (begun === undefined) failed = { error }
        else crashed(begun, error)
      },
    }
    try {
      begun = venueRun(core, run)
    } catch (error) {
      failed ??= { error }
      active = false
    }
    if (failed !== undefined) crashed(begun, failed.error)
    else current = begun
  }

  function crashed(run: VenueRun | undefined, error: unknown): void {
    current = undefined
    run?.close()
    if (closed) return
    const now = clock.monotonic()
    crashes = [...crashes.filter((at) => now - at < LIMIT.within), now]
    // Whoever throws soon after a rest goes on resting.
    resting = crashes.length >= LIMIT.times || (resting && now - startedAt < LIMIT.within)
    const cause = `the reader failed: ${reasonOf(error)}`
    const wait = resting ? LIMIT.rest : waitBefore(RESTART, crashes.length, random())
    core.problems.set('reader', resting ? `${cause}; it is tried again every 10 minutes` : cause)
    cancelTimer = clock.after(wait, start)
    try {
      core.tracks.change(core.tracks.all(), (track, moment) =>
        track.health === 'ended' || track.health === 'rejected'
          ? {}
          : lose(track, cause, moment, resting ? 'down' : 'connecting'),
      )
    } catch (writing) {
      core.problems.set('reader', `${cause}; nor could that be written: ${reasonOf(writing)}`)
    }
  }

  start()
  return {
    current: () => current,
    broken(error) {
      if (current !== undefined) crashed(current, error)
    },
    close() {
      closed = true
      cancelTimer?.()
      current?.close()
      current = undefined
    },
  }
}
