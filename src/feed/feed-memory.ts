import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { FeedMemory } from './feed.ts'
import type { Moment } from './open-gap.ts'
import { believedTo } from './stream-track.ts'
import type { StreamTrack } from './stream-track.ts'

/** Streams tell of themselves all the time; this often is enough, for a restart only widens the gap by it. */
const SELDOM: Millis = 10 * SECOND
const SOON: Millis = SECOND

/** When to hand out what is to be kept for the next start. */
export interface MemoryKeeper {
  /** Something changed that must not be lost: a ban, a list of instruments. */
  changed(): void
  tick(now: Millis): void
  /** Hands it out at once, at the end. */
  save(): void
}

export function memoryKeeper(
  make: () => FeedMemory,
  onMemory: ((memory: FeedMemory) => void) | undefined,
  start: Millis,
): MemoryKeeper {
  let important = false
  let last = start
  const save = () => {
    important = false
    onMemory?.(make())
  }
  return {
    changed() {
      important = true
    },
    tick(now) {
      if (now - last < (important ? SOON : SELDOM)) return
      last = now
      save()
    },
    save,
  }
}

/** A stream's name in the memory. */
export const memoryKey = ({ stream, instrument }: Pick<StreamTrack, 'stream' | 'instrument'>) =>
  `${stream} ${instrument}`

/** What the streams have learnt. */
export function trackMemory(
  tracks: Iterable<StreamTrack>,
  now: Moment,
): Pick<Required<FeedMemory>, 'rates' | 'lastProven'> {
  const rates: Record<string, number> = {}
  const lastProven: Record<string, Millis> = {}
  for (const track of tracks) {
    const key = memoryKey(track)
    const rate = track.rate.perHour()
    if (rate !== undefined && rate > 0) rates[key] = Math.round(rate * 1000) / 1000
    // While a gap is open, it is what an earlier proof reaches to.
    const believed = believedTo(track, now)
    lastProven[key] = Math.min(believed, track.gap?.from ?? believed)
  }
  return { rates, lastProven }
}
