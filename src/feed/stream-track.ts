import type { Gap, StreamHealth, StreamKind } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Supply } from '../venues/wire/reader.ts'
import { speechRate } from './speech-rate.ts'
import type { SpeechRate } from './speech-rate.ts'

/** A moment on the clocks that matter. */
export interface Moment {
  readonly monotonic: Millis
  /** UTC on the venue's clock, or a little before: up to then all is known that has been received. */
  readonly venue: Millis
  /** UTC on the venue's clock, or a little after: what was lost, was lost before. */
  readonly latest: Millis
}

/** A gap that lasts. */
export interface OpenGap {
  readonly from: Millis
  readonly cause: string
  readonly certainty: Gap['certainty']
  /** Silence opened it: only data end it, for a subscription proves nothing. */
  readonly needsData: boolean
  /** Monotonic time when it was opened. */
  readonly since: Millis
}

/** A gap that has ended: data are missing over [from, to). */
export interface ClosedGap {
  readonly from: Millis
  readonly to: Millis
  readonly cause: string
  readonly certainty: Gap['certainty']
}

/** What a step did, for the feed to write down. */
export interface TrackChange {
  readonly health?: true
  readonly gap?: ClosedGap
}

/**
 * One stream of one instrument: how it fares, up to when it is known to be complete, and what is
 * missing. `venue` times throughout; a pure state machine, changed by the functions of this file.
 */
export interface StreamTrack {
  readonly instrument: InstrumentId
  readonly stream: StreamKind
  readonly supply: Supply
  readonly rate: SpeechRate
  health: StreamHealth
  cause: string | undefined
  lastEvent: Millis | undefined
  /** Monotonic time of the last event. */
  lastHeard: Millis | undefined
  /** Everything before it has been received, as far as can be known. */
  provenTo: Millis
  /** The subscription that is in force; undefined while nothing is listened to. */
  listening: Moment | undefined
  gap: OpenGap | undefined
  /** Monotonic time since when nothing is listened to, and how long that was within the open gap. */
  deafSince: Millis | undefined
  deaf: Millis
}

/**
 * What was under way when a connection ended: venues publish a little late and not quite in order.
 * A gap begins this much before the last proof.
 */
export const UNDER_WAY: Millis = 5 * SECOND

/** A venue's clock is known no better than to this. */
const SLACK: Millis = SECOND

/** @param provenTo where an earlier run left off; undefined where there was none */
export function newTrack(
  instrument: InstrumentId,
  supply: Supply,
  now: Moment,
  provenTo: Millis | undefined,
  perHour: number | undefined,
): StreamTrack {
  const from = provenTo === undefined ? now.venue : Math.min(now.venue, provenTo - UNDER_WAY)
  return {
    instrument,
    stream: supply.stream,
    supply,
    rate: speechRate(perHour),
    health: 'connecting',
    cause: undefined,
    lastEvent: provenTo,
    lastHeard: undefined,
    provenTo: from,
    listening: undefined,
    gap: {
      from,
      cause: provenTo === undefined ? 'not yet connected' : 'not running',
      certainty: 'certain',
      needsData: false,
      since: now.monotonic,
    },
    deafSince: now.monotonic,
    deaf: 0,
  }
}

const isSparse = (track: StreamTrack): boolean => track.supply.rhythm.kind === 'sparse'

/** Nothing is listened to any more: the connection ended, or was never there. */
export function lose(
  track: StreamTrack,
  cause: string,
  now: Moment,
  health: StreamHealth = 'connecting',
): TrackChange {
  track.deafSince ??= now.monotonic
  track.listening = undefined
  track.gap ??= {
    from: Math.min(track.provenTo - UNDER_WAY, now.venue),
    cause,
    certainty: 'certain',
    needsData: false,
    since: now.monotonic,
  }
  return setHealth(track, health, cause)
}

/**
 * The venue has accepted the subscription, or a poll was answered.
 * @param trusted whether data have come this way before: then silence of a sparse stream is believed
 */
export function listen(track: StreamTrack, now: Moment, trusted: boolean): TrackChange {
  if (track.deafSince !== undefined) track.deaf += Math.max(0, now.monotonic - track.deafSince)
  track.deafSince = undefined
  track.listening ??= now
  if (isSparse(track) && trusted && track.gap?.needsData !== true) {
    const gap = closeGap(track, now)
    track.provenTo = Math.max(track.provenTo, now.venue)
    return { ...setHealth(track, 'quiet', undefined), ...gap }
  }
  return track.health === 'proven' || track.health === 'quiet'
    ? {}
    : setHealth(track, 'subscribed', undefined)
}

/** The connection is alive: what a sparse or quiet stream did not say by now did not happen. */
export function life(track: StreamTrack, venueTime: Millis): void {
  if (track.listening === undefined || track.gap !== undefined) return
  if (isSparse(track) || track.health === 'quiet')
    track.provenTo = Math.max(track.provenTo, venueTime)
}

/** What was heard of a stream at once. */
export interface Said {
  /** Venue time of the newest event; where that is in doubt, not after it. */
  readonly time: Millis
  /** The same, and where that is in doubt, not before it. */
  readonly end: Millis
  readonly events: number
  /** From here on these events leave nothing out: the open of a candle. */
  readonly contiguousFrom: Millis | undefined
}

/** Events came. */
export function heard(track: StreamTrack, said: Said, now: Moment): TrackChange {
  const { time, end, events, contiguousFrom } = said
  const { gap, lastEvent } = track
  track.rate.count(events)
  track.lastHeard = now.monotonic
  track.lastEvent = Math.max(lastEvent ?? time, time)
  if (track.listening === undefined) listen(track, now, true)
  const accepted = track.listening ?? now
  let closed: Pick<TrackChange, 'gap'> = {}
  if (gap !== undefined) {
    if (contiguousFrom !== undefined && lastEvent !== undefined && contiguousFrom <= lastEvent)
      dropGap(track)
    // A sparse stream was silent since the subscription because there was nothing to say.
    else if (isSparse(track) && accepted.monotonic >= gap.since) closed = closeGap(track, accepted)
    else closed = closeGap(track, accepted, Math.max(end + 1, accepted.latest))
  }
  track.provenTo = Math.max(track.provenTo, time)
  return { ...setHealth(track, 'proven', undefined), ...closed }
}

/** Another stream of the same kind spoke on the same connection: what it carries does come through. */
export function vouched(track: StreamTrack): TrackChange {
  if (!isSparse(track) || track.listening === undefined || track.gap?.needsData !== false) return {}
  return { ...setHealth(track, 'quiet', undefined), ...closeGap(track, track.listening) }
}

/** The stream has been silent for longer than it should: what it last proved is in doubt. */
export function doubt(
  track: StreamTrack,
  health: 'stale' | 'suspect',
  cause: string,
  now: Moment,
): TrackChange {
  const from = Math.min(track.lastEvent ?? track.provenTo, now.venue)
  track.gap =
    track.gap === undefined
      ? {
          from: from - UNDER_WAY,
          cause,
          certainty: 'possible',
          needsData: true,
          since: now.monotonic,
        }
      : { ...track.gap, from: Math.min(track.gap.from, from), needsData: true }
  return setHealth(track, health, cause)
}

/** The stream says little because little happens. */
export function calm(track: StreamTrack): TrackChange {
  return track.gap === undefined ? setHealth(track, 'quiet', undefined) : {}
}

/**
 * Ends the open gap, if there is one.
 * @param at when it ended
 * @param end venue time up to which data are missing
 */
export function closeGap(
  track: StreamTrack,
  at: Moment,
  end: Millis = at.latest,
): Pick<TrackChange, 'gap'> {
  const { gap } = track
  if (gap === undefined) return {}
  const { cause } = gap
  // It is as long as it lasted, even where the venue's time was not known when it began.
  const began = at.latest - (at.monotonic - gap.since)
  const from = Math.floor(began < gap.from - SLACK ? began - SLACK : gap.from)
  const to = Math.max(Math.ceil(end), from + 1)
  const deaf = track.deaf
  dropGap(track)
  // Not having listened is certain loss; having heard nothing may be none. The longer part decides.
  const certainty = gap.certainty === 'certain' || 2 * deaf >= to - from ? 'certain' : 'possible'
  return { gap: { from, to, cause, certainty } }
}

function dropGap(track: StreamTrack): void {
  track.gap = undefined
  track.deaf = 0
}

export function setHealth(
  track: StreamTrack,
  health: StreamHealth,
  cause: string | undefined,
): Pick<TrackChange, 'health'> {
  if (track.health === health && track.cause === cause) return {}
  track.health = health
  track.cause = cause
  return { health: true }
}
