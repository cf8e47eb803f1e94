import type { Millis } from '../../market/units.ts'

/** Going back in time: which moment is shown, and how it moves on. */

/** Bars a second. */
export const SPEEDS = [1, 2, 5, 10, 50] as const
export type Speed = (typeof SPEEDS)[number]

/** The moments that can be shown: ends of bars, from the first to the newest that is closed. */
export interface PlaybackSpan {
  readonly from: Millis
  readonly to: Millis
  readonly bar: Millis
}

export interface Playback {
  /** Everything shown is as it was known at this time. */
  readonly at: Millis
  readonly playing: boolean
  readonly speed: Speed
  /** Time of the last frame that was played; undefined before the first. */
  readonly frame: number | undefined
  /** The part of a bar that is due since the last step. */
  readonly due: number
}

/** What the page has not drawn for so long is not made up for: a hidden tab stands still. */
const LONGEST_FRAME = 250

/** Bars that a leap goes. */
export const LEAP = 10

export const pausedAt = (at: Millis, speed: Speed = 1): Playback => ({
  at,
  playing: false,
  speed,
  frame: undefined,
  due: 0,
})

/** The last end of a bar at or before a time, within the span. */
export function momentAt(time: Millis, { from, to, bar }: PlaybackSpan): Millis {
  const end = Math.floor(time / bar) * bar
  return Math.max(from, Math.min(to, end))
}

/** Goes to a moment; one that is played goes on from there. */
export const seek = (held: Playback, time: Millis, span: PlaybackSpan): Playback => ({
  ...held,
  at: momentAt(time, span),
  due: 0,
})

/** Goes by bars, and stands there. */
export const step = (held: Playback, bars: number, span: PlaybackSpan): Playback =>
  pausedAt(momentAt(momentAt(held.at, span) + bars * span.bar, span), held.speed)

export const pause = (held: Playback): Playback => pausedAt(held.at, held.speed)

/** Plays, or pauses; at the newest bar there is nothing to play. */
export const toggle = (held: Playback, span: PlaybackSpan): Playback =>
  held.playing || momentAt(held.at, span) >= span.to
    ? pause(held)
    : { ...held, playing: true, frame: undefined, due: 0 }

/** Moves on by the time since the last frame, and pauses at the newest bar. */
export function playFrame(held: Playback, now: number, span: PlaybackSpan): Playback {
  if (!held.playing) return held
  const elapsed = Math.min(LONGEST_FRAME, Math.max(0, now - (held.frame ?? now)))
  const due = held.due + (elapsed * held.speed) / 1000
  const bars = Math.floor(due)
  const at = momentAt(momentAt(held.at, span) + bars * span.bar, span)
  if (at >= span.to) return pausedAt(at, held.speed)
  return { ...held, at, frame: now, due: due - bars }
}
