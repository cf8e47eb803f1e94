import { moveThrough } from '../../signals/cascade/cascade.ts'
import { restingBook } from '../../signals/cascade/way.ts'
import type { Books } from '../market/book-routes.ts'
import type { Market } from '../market/market.ts'
import type { BookOf } from './signal-walk.ts'

/** How far forced flow would move an instrument's price, by its book as it stands; undefined where none does. */
export const watchedBook =
  (books: Books | undefined) =>
  ({ instrument: { id, contract } }: Market): BookOf | undefined => {
    const held = books?.(id)
    if (held === undefined || typeof held === 'string') return undefined
    return ({ density }) => moveThrough(density, restingBook(held, contract, density.zoom))
  }
