import { btc } from '../../test/world/test-venue.ts'
import type { BookUpdate } from '../venues/wire/reader.ts'

type Levels = BookUpdate['bids']

export const update = (
  kind: BookUpdate['kind'],
  first: number,
  last: number,
  parts: Partial<BookUpdate> = {},
): BookUpdate => ({
  instrument: btc,
  kind,
  exchangeTime: 1,
  first,
  last,
  bids: [],
  asks: [],
  ...parts,
})

const BIDS: Levels = [
  [99, 1],
  [98, 2],
]
const ASKS: Levels = [
  [101, 1],
  [102, 2],
]

/** Two levels a side. */
export const snapshot = (last: number, parts: Partial<BookUpdate> = {}) =>
  update('snapshot', last, last, { bids: BIDS, asks: ASKS, ...parts })

export const changes = (first: number, last: number, parts: Partial<BookUpdate> = {}) =>
  update('changes', first, last, parts)
