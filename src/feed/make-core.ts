import type { MarketEvent } from '../market/event.ts'
import type { Millis } from '../market/units.ts'
import { connectGate } from './connect-gate.ts'
import type { FeedCount, FeedOptions } from './feed.ts'
import { hostChoice } from './host-choice.ts'
import { byId } from './instrument-list.ts'
import { intake } from './intake.ts'
import type { ClosedGap } from './open-gap.ts'
import type { FeedPorts } from './ports.ts'
import { problems } from './problems.ts'
import { quarantine } from './quarantine.ts'
import { receiveClock } from './receive-clock.ts'
import { requester } from './requester.ts'
import type { Pause } from './requester.ts'
import { seenEvents } from './seen-events.ts'
import type { StreamTrack } from './stream-track.ts'
import { Tracks } from './tracks.ts'
import type { FeedTime } from './tracks.ts'
import { venueClock } from './venue-clock.ts'
import type { VenueCore } from './venue-core.ts'

/** What the core tells of to whoever made it. */
export interface CoreEvents {
  readonly onGap: (track: StreamTrack, gap: ClosedGap) => void
  readonly remember: () => void
}

/**
 * Puts together what a venue's feed knows, from its options and what an earlier run remembered. Of the
 * known events, which may be many, nothing is kept but what makes them the same.
 */
export function makeCore(
  { known, ...options }: FeedOptions,
  ports: FeedPorts,
  events: CoreEvents,
): VenueCore & { readonly counts: Readonly<Record<FeedCount, number>> } {
  const { reader, memory } = options
  const clock = receiveClock(ports.clock)
  const venueTime = venueClock(ports.clock)
  const time: FeedTime = {
    stamp: () => clock.stamp(),
    moment: () => ({
      monotonic: ports.clock.monotonic(),
      venue: venueTime.earliest(),
      latest: venueTime.latest(),
    }),
  }
  const troubles = problems()
  const counts: Record<FeedCount, number> = {
    frames: 0,
    events: 0,
    malformed: 0,
    duplicates: 0,
    untracked: 0,
    reconnects: 0,
    requests: 0,
  }
  const count = (what: FeedCount, by = 1) => {
    counts[what] += by
  }
  const write = (written: readonly MarketEvent[]) => options.onEvents(written)
  const hosts = hostChoice(reader.hosts, options.hosts, troubles)
  const tracks = new Tracks({ venue: reader.venue, time, write, onGap: events.onGap })
  const pause = rememberedPause(options, clock.stamp())
  let lastId = 0
  return {
    options,
    reader,
    ports,
    time,
    tracks,
    hosts,
    venueTime,
    counts,
    count,
    write,
    intake: intake({
      tracks,
      seen: seenEvents(clock.stamp(), known),
      venueTime,
      time,
      write,
      count,
    }),
    requester: requester({
      ports,
      clock,
      limits: reader.limits,
      hosts,
      ...(pause ? { pause } : {}),
      onRequest: () => count('requests'),
      onPause: () => events.remember(),
      onMoved: (host, base, cause) => hosts.failed(host, base, cause),
      onAnswered: (host, base) => hosts.spoke(host, base, 'answer', ports.clock.monotonic()),
    }),
    gate: connectGate(reader.limits.connects, ports.clock),
    quarantine: quarantine(ports.clock.monotonic()),
    problems: troubles,
    supplies: reader.supplies.filter(({ stream }) => options.streams.includes(stream)),
    trusted: new Set(),
    followed: new Set(),
    watchedBooks: new Set(),
    opened: time.moment(),
    listed: byId(memory?.listed ?? []),
    nextId: () => ++lastId,
    remember: events.remember,
  }
}

function rememberedPause({ memory }: FeedOptions, now: Millis): Pause | undefined {
  const { pausedUntil: until, pauseCause } = memory ?? {}
  if (until === undefined || until <= now) return undefined
  return { until, cause: pauseCause ?? 'told so before the restart', why: 'banned' }
}
