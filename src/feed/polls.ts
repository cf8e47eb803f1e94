import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Poll } from '../venues/wire/reader.ts'
import { poller } from './poller.ts'
import { KEPT_CHARACTERS } from './quarantine.ts'
import { life, listen, lose } from './stream-track.ts'
import type { StreamTrack } from './stream-track.ts'
import { tradedInstruments } from './venue-core.ts'
import type { Run, VenueCore } from './venue-core.ts'

/** The polls of a venue, and what their answers prove. */
export interface Polls {
  plan(): void
  tick(): void
  close(): void
}

/** A poll may miss one beat. */
const BEATS = 2.5

export function polls(core: VenueCore, run: Run): Polls {
  const { reader, supplies, ports, tracks } = core
  const answered = new Map<string, { poll: Poll; at: Millis; cause: string | undefined }>()
  const polled = supplies.filter(({ via }) => via === 'poll').map(({ stream }) => stream)
  const now = () => ports.clock.monotonic()

  const own = poller({
    ports,
    requester: core.requester,
    onAnswer(poll, asked) {
      if (asked.problems.length > 0) quarantine(poll, asked.problems, asked.text)
      if (asked.value === undefined) {
        failed(poll, asked.problems[0]?.detail ?? 'an answer that could not be read')
        return
      }
      answered.set(poll.key, { poll, at: now(), cause: undefined })
      core.intake.take(asked.value, 'live')
      tracks.change(tracksOf(poll), (track, moment) => {
        const change = track.listening === undefined ? listen(track, moment, true) : {}
        life(track, moment.venue)
        return change
      })
    },
    onFailed: (poll, cause) => run.guard(() => failed(poll, cause)),
    onBroken: (error) => run.broken(error),
  })

  function failed(poll: Poll, cause: string): void {
    const last = answered.get(poll.key)
    if (last === undefined) lost(poll, cause)
    else last.cause = cause
  }

  function lost(poll: Poll, cause: string): void {
    const pause = core.requester.paused()
    tracks.change(tracksOf(poll), (track, moment) =>
      lose(track, pause?.cause ?? cause, moment, pause?.why === 'blocked' ? 'blocked' : 'down'),
    )
  }

  function quarantine(poll: Poll, found: readonly { detail: string }[], text: string): void {
    core.count('malformed', found.length)
    for (const { detail } of found)
      core.options.onQuarantine?.({
        venue: reader.venue,
        receivedTime: core.time.stamp(),
        connection: poll.key,
        detail,
        frame: text.slice(0, KEPT_CHARACTERS),
      })
  }

  function tracksOf(poll: Poll): StreamTrack[] {
    return poll.instruments.flatMap((id) => {
      const track = tracks.get(poll.stream, id)
      return track === undefined || track.health === 'ended' ? [] : [track]
    })
  }

  /** Longest time between two answers before data are missing. */
  function patience(poll: Poll): Millis {
    const supply = supplies.find(({ stream }) => stream === poll.stream)
    const silence = supply?.rhythm.kind === 'dense' ? supply.rhythm.silence : 0
    return Math.max(silence, BEATS * poll.every, 30 * SECOND)
  }

  return {
    plan() {
      if (polled.length > 0) own.plan(reader.polls?.(tradedInstruments(core), polled) ?? [])
    },
    tick() {
      for (const [key, { poll, at, cause }] of answered) {
        if (now() - at <= patience(poll)) continue
        answered.delete(key)
        lost(poll, cause ?? 'no answer')
      }
    },
    close: () => own.close(),
  }
}
