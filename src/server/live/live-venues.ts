import type { StreamInfo, VenueInfo, VenueState } from '../../api/live.ts'
import { venueName } from '../../api/venue-name.ts'
import type { StreamStatus, VenueStatus } from '../../feed/feed.ts'
import type { StreamKind } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { findReader } from '../../venues/readers.ts'
import { findVenue } from '../../venues/registry.ts'

/** Data that is this much older than it should be is delayed, not live. */
export const DELAYED_FROM: Millis = 5 * SECOND

const GOOD: ReadonlySet<string> = new Set(['proven', 'quiet'])

/** These are asked for and may rightly stay without a word for long. */
const SPARSE: ReadonlySet<StreamKind> = new Set(['liquidation', 'liquidation-total'])

/** Whether a stream speaks, or is rightly quiet. */
export const isGood = ({ health, stream }: Pick<StreamStatus, 'health' | 'stream'>): boolean =>
  GOOD.has(health) || (health === 'subscribed' && SPARSE.has(stream))
const isWaiting = (stream: StreamStatus): boolean =>
  (stream.health === 'connecting' || stream.health === 'subscribed') && !isGood(stream)

/** How a venue fares in one word; `api/live.ts` says what each means. */
export function venueState({ streams, lag }: VenueStatus): VenueState {
  const followed = streams.filter(({ health }) => health !== 'ended')
  if (followed.length === 0) return 'starting'
  const spoke = followed.some(({ health }) => GOOD.has(health))
  if (!spoke) {
    if (followed.some(({ health }) => health === 'blocked')) return 'blocked'
    return followed.some(isWaiting) ? 'starting' : 'dead'
  }
  if (followed.some((stream) => !isGood(stream) && !isWaiting(stream))) return 'partial'
  if (followed.some(isWaiting)) return 'starting'
  return lag !== undefined && lag >= DELAYED_FROM ? 'delayed' : 'live'
}

/**
 * What a feed says of its venue, as the API says it.
 * @param measured whether positions of the venue's accounts are observed
 */
export function venueInfo(status: VenueStatus, measured = false): VenueInfo {
  const { venue, streams } = status
  const supply = findReader(venue)?.supplies.find(({ stream }) => SPARSE.has(stream))
  const completeness = supply?.completeness.at(-1)
  const followed = streams.find(({ stream }) => SPARSE.has(stream))
  const times = streams.flatMap(({ lastEvent }) => lastEvent ?? [])
  return {
    venue,
    name: findVenue(venue)?.name ?? venueName(venue),
    state: venueState(status),
    liquidations: completeness?.completeness ?? followed?.completeness ?? null,
    liquidationsNote: completeness?.note ?? null,
    measured,
    lagMs: status.lag ?? null,
    clockSkewMs: status.clockSkew ?? null,
    lastEvent: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
    pausedUntil: status.pausedUntil ?? null,
    problem: status.problem ?? null,
    streams: streams.map(streamInfo),
  }
}

/** What the server itself has noticed of a venue. */
export interface VenueNotices {
  /** Since when nothing is traded while other venues trade. */
  readonly haltedSince: Millis | undefined
  /** How the liquidations of its instruments look, where that can be told. */
  readonly looks: ReadonlySet<'all' | 'sampled'>
}

/** Adds what was noticed to what the feed says; the feed's own trouble comes first. */
export function withNotices(info: VenueInfo, { haltedSince, looks }: VenueNotices): VenueInfo {
  if (haltedSince !== undefined) {
    const since = new Date(haltedSince).toISOString()
    const problem = `no trades since ${since} while other venues trade: halted?`
    const state = info.state === 'live' || info.state === 'delayed' ? 'partial' : info.state
    return { ...info, state, problem: info.problem ?? problem }
  }
  const { liquidations, problem } = info
  if (liquidations === 'all' && looks.has('sampled') && !looks.has('all'))
    return { ...info, problem: problem ?? LOOKS_SAMPLED }
  if (liquidations === 'sampled' && looks.has('all'))
    return { ...info, problem: problem ?? LOOKS_WHOLE }
  return info
}

const LOOKS_SAMPLED =
  'liquidations look sampled: a busy hour without two of one instrument in one second'
const LOOKS_WHOLE =
  'liquidations are said to be sampled, yet two of one instrument came in one second'

const streamInfo = (status: StreamStatus): StreamInfo => ({
  instrument: status.instrument,
  stream: status.stream,
  health: status.health,
  completeness: status.completeness,
  lastEvent: status.lastEvent ?? null,
  cause: status.cause ?? null,
})
