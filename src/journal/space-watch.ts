import type { MarketEvent } from '../market/event.ts'
import type { Millis } from '../market/units.ts'
import { admits, spaceFloor } from './admits.ts'
import type { DiskSpace, JournalDisk } from './disk.ts'
import type { JournalClock } from './ports.ts'

const LOOK_EVERY: Millis = 10_000

/** Keeps an eye on the free space of a disk. */
export interface SpaceWatch {
  admits(event: MarketEvent): boolean
  /** What is left, where that is less than it should be. */
  low(): DiskSpace | undefined
  isDue(): boolean
  /** Looks, where that is due or must be. */
  look(must: boolean): Promise<void>
}

export function watchSpace(disk: JournalDisk, clock: JournalClock): SpaceWatch {
  let low: DiskSpace | undefined
  let looked = Number.NEGATIVE_INFINITY
  const isDue = () => clock.monotonic() - looked >= LOOK_EVERY
  return {
    admits: (event) => low === undefined || admits(event, low.free, low.total),
    low: () => low,
    isDue,
    async look(must) {
      if (!must && !isDue()) return
      looked = clock.monotonic()
      // A disk that does not say is written to until it refuses.
      const space = await disk.space().catch(() => undefined)
      low = space !== undefined && space.free < spaceFloor(space.total) ? space : undefined
    },
  }
}
