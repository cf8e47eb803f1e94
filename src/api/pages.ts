import { z } from 'zod'

/**
 * Lists that are told in pages. A cursor names the order and what the last row that was told is sorted by,
 * so that it holds whatever comes in at the front, and over a restart.
 */

/** What a row is sorted by, the greatest first; compared number by number. */
export type Key = readonly number[]

export interface Page<Row> {
  readonly rows: readonly Row[]
  /** What the next page begins after; undefined on the last. */
  readonly next: Key | undefined
}

/**
 * So many rows after a key, the greatest first; rows in the order given where keys are equal. Rows of one key are
 * never parted, so a page may hold a few more than `limit`, and no row is lost or told twice between pages.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  limit: number,
  after?: Key,
): Page<Row> {
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }))
  const left = keyed
    .filter(({ key }) => after === undefined || compare(key, after) < 0)
    .sort((a, b) => compare(b.key, a.key))
  const last = left[limit - 1]?.key
  const page = last === undefined ? left : left.filter(({ key }) => compare(key, last) >= 0)
  return {
    rows: page.map(({ row }) => row),
    next: page.length < left.length ? last : undefined,
  }
}

function compare(a: Key, b: Key): number {
  for (const [i, one] of a.entries()) {
    const difference = one - b[i]!
    if (difference !== 0) return difference
  }
  return 0
}

/** A cursor as it is told; null where there is no next page. */
export const cursorText = (order: string, key: Key | undefined): string | null =>
  key === undefined ? null : [order, ...key].join('_')

const NUMBER = String.raw`_-?\d{1,22}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?`

/** The parameter of a list, by the orders that it is told in and how many numbers its keys have in each. */
export const cursorOf = (orders: Readonly<Record<string, number>>) => {
  const forms = Object.entries(orders).map(
    ([order, numbers]) => `${order}(?:${NUMBER}){${numbers}}`,
  )
  return z
    .string()
    .regex(new RegExp(`^(?:${forms.join('|')})$`), 'must be the `next` of a page of this list')
    .optional()
}

/** What a cursor that was read goes on after. */
export const keyIn = (cursor: string | undefined): Key | undefined =>
  cursor?.split('_').slice(1).map(Number)

/** Of an answer. */
export const nextSchema = z.string().nullable()
