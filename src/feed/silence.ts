import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { TELLING } from './speech-rate.ts'
import type { StreamTrack } from './stream-track.ts'

/** What the silence of a stream means. */
export type Silence = 'nothing' | 'quiet' | 'stale' | 'suspect'

/** What surrounds a silent stream. */
export interface Surroundings {
  /** Monotonic time of the last event of the same kind, of any instrument, on the same connection. */
  readonly siblingsHeard: Millis | undefined
  /** Events of its kind that should have come on the connection since the last one of any instrument. */
  readonly siblingsExpected: number
  /** One topic carries all instruments: while any speaks, the silence of one means nothing. */
  readonly shared: boolean
  /** Other venues speak of this market, loudly. */
  readonly othersSpeak: boolean
}

/** A sparse stream that spoke is called quiet after this. */
const SPOKEN: Millis = 10 * MINUTE

/**
 * Judges a stream that is listened to.
 *
 * A dense stream that usually speaks many times within this silence is stale. One that speaks seldom
 * is quiet as long as its kind comes through on the connection. A sparse stream is suspect where its
 * silence would be a one in a million chance, or where other venues speak loudly.
 * @param now monotonic
 */
export function judgeSilence(track: StreamTrack, now: Millis, around: Surroundings): Silence {
  const since = Math.max(track.lastHeard ?? 0, track.listening?.monotonic ?? now)
  const silence = now - since
  const { rhythm } = track.supply
  if (rhythm.kind === 'sparse') {
    const expected = around.shared
      ? around.siblingsExpected
      : Math.max(track.rate.expected(silence), around.siblingsExpected)
    if (around.othersSpeak || expected >= TELLING) return 'suspect'
    return silence >= SPOKEN ? 'quiet' : 'nothing'
  }
  if (silence <= rhythm.silence) return 'nothing'
  if (track.rate.expected(silence) >= TELLING) return 'stale'
  const { siblingsHeard } = around
  return siblingsHeard !== undefined && now - siblingsHeard <= rhythm.silence ? 'quiet' : 'stale'
}
