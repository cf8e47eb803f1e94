import type { VenueReader } from '../venues/wire/reader.ts'
import type { LongTailVenue } from './long-tail-venue.ts'
import { longTailReader } from './reader.ts'
import { LONG_TAIL_A_TO_G } from './units-a-to-g.ts'
import { LONG_TAIL_CHAIN } from './units-chain.ts'
import { LONG_TAIL_H_TO_Z } from './units-h-to-z.ts'

/** Every venue of the long tail, by id. Listing them does not load ccxt. */
export const LONG_TAIL: readonly LongTailVenue[] = [
  ...LONG_TAIL_A_TO_G,
  ...LONG_TAIL_H_TO_Z,
  ...LONG_TAIL_CHAIN,
].sort((a, b) => (a.id < b.id ? -1 : 1))

export const findLongTail = (id: string): LongTailVenue | undefined =>
  LONG_TAIL.find((venue) => venue.id === id)

/** A reader of every venue of the long tail; to be opened with `openLongTailFeed`. */
export const LONG_TAIL_READERS: readonly VenueReader[] = LONG_TAIL.map(longTailReader)
