import type { Gap } from '../market/event.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

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

/** What may have a gap. */
export interface Gapped {
  gap: OpenGap | undefined
  /** How long nothing was listened to within the open gap. */
  deaf: Millis
}

/** A venue's clock is known no better than to this. */
const SLACK: Millis = SECOND

/**
 * Ends the open gap, if there is one.
 * @param at when it ended
 * @param end venue time up to which data are missing
 */
export function closeGap(
  track: Gapped,
  at: Moment,
  end: Millis = at.latest,
): { readonly gap?: ClosedGap } {
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

/** Forgets the open gap: nothing is missing. */
export function dropGap(track: Gapped): void {
  track.gap = undefined
  track.deaf = 0
}
