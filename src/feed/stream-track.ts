import type { StreamHealth, StreamKind } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Supply } from '../venues/wire/reader.ts'
import { closeGap, dropGap } from './open-gap.ts'
import type { ClosedGap, Moment, OpenGap } from './open-gap.ts'
import { speechRate } from './speech-rate.ts'
import type { SpeechRate } from './speech-rate.ts'

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
  /** Venue's time of the newest event that was taken, whether live, repeated or asked for. */
  lastTaken: Millis | undefined
  /** Monotonic time of the last event. */
  lastHeard: Millis | undefined
  /** Monotonic time of the last event that was counted for the rate. */
  lastOccasion: Millis | undefined
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

/** A silence that should have held this many events happens by chance once in twenty times. */
const UNUSUAL = 3

/** Events of a sparse stream within this time are one occasion. */
const OCCASION: Millis = 5 * SECOND

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
    lastTaken: provenTo,
    lastHeard: undefined,
    lastOccasion: undefined,
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

/**
 * Up to when a stream is complete. Signs of life prove a sparse stream only as long as its silence
 * is nothing unusual: one that was about to be suspected is believed up to its last event.
 */
export function believedTo(track: StreamTrack, now: Moment): Millis {
  const { lastHeard, lastEvent, listening, provenTo } = track
  if (!isSparse(track) || listening === undefined || lastEvent === undefined) return provenTo
  const silence = now.monotonic - Math.max(lastHeard ?? 0, listening.monotonic)
  return track.rate.expected(silence) < UNUSUAL ? provenTo : Math.min(provenTo, lastEvent)
}

/** Nothing is listened to any more: the connection ended, or was never there. */
export function lose(
  track: StreamTrack,
  cause: string,
  now: Moment,
  health: StreamHealth = 'connecting',
): TrackChange {
  track.deafSince ??= now.monotonic
  const believed = believedTo(track, now)
  track.listening = undefined
  track.gap ??= {
    from: Math.min(believed - UNDER_WAY, now.venue),
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
  count(track, events, now)
  track.lastHeard = now.monotonic
  track.lastEvent = Math.max(lastEvent ?? time, time)
  if (track.listening === undefined) listen(track, now, true)
  const accepted = track.listening ?? now
  let closed: Pick<TrackChange, 'gap'> = {}
  if (gap !== undefined) {
    if (contiguousFrom !== undefined && lastEvent !== undefined && contiguousFrom <= lastEvent)
      dropGap(track)
    // A sparse stream was silent since the subscription because there was nothing to say. One that is
    // in doubt may have been subscribed in vain again and again: what ends the doubt is what it says.
    else if (isSparse(track) && !gap.needsData && accepted.monotonic >= gap.since)
      closed = closeGap(track, accepted)
    else closed = closeGap(track, accepted, Math.max(end + 1, accepted.latest))
  }
  track.provenTo = Math.max(track.provenTo, time)
  return { ...setHealth(track, 'proven', undefined), ...closed }
}

/**
 * Sparse events come in clusters, and a cluster says no more than its first event of how often there
 * is something to say: events within a few seconds count as one occasion.
 */
function count(track: StreamTrack, events: number, now: Moment): void {
  if (!isSparse(track)) return track.rate.count(events)
  if (now.monotonic - (track.lastOccasion ?? Number.NEGATIVE_INFINITY) < OCCASION) return
  track.lastOccasion = now.monotonic
  track.rate.count(1)
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

/**
 * The connection that carried the stream was dead for a while before another took over.
 * @param from venue time of its last sign of life
 * @param to venue time at which the other one was in force
 */
export function bridge(track: StreamTrack, from: Millis, to: Millis, cause: string): TrackChange {
  if (track.gap !== undefined) {
    track.gap = { ...track.gap, from: Math.min(track.gap.from, from - UNDER_WAY) }
    return {}
  }
  return {
    gap: { from: Math.floor(from - UNDER_WAY), to: Math.ceil(to), cause, certainty: 'possible' },
  }
}

/** The stream says little because little happens. */
export function calm(track: StreamTrack): TrackChange {
  return track.gap === undefined ? setHealth(track, 'quiet', undefined) : {}
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
