import type { AnswerOf, Asked } from './known-operations.ts'

/** Lists that come in pages, and how the next page is asked for. */

export interface Page<Id extends PagedId> {
  readonly rows: readonly RowOf<Id>[]
  /** undefined after the last page. */
  readonly next: Asked<Id> | undefined
}

export type PagedId = 'pastLiquidations' | 'paper'

export type RowOf<Id extends PagedId> = Id extends 'paper'
  ? AnswerOf<'paper'>['entries'][number]
  : AnswerOf<'pastLiquidations'>['liquidations'][number]

export const PAGES: {
  readonly [Id in PagedId]: (asked: Asked<Id>, answer: AnswerOf<Id>) => Page<Id>
} = {
  // Those of one millisecond are never parted: the next page ends where the last one of this began.
  pastLiquidations(asked, { liquidations }) {
    const last = liquidations.at(-1)
    const isLast = last === undefined || liquidations.length < (asked.limit ?? 200)
    const goesOn = !isLast && last.time > asked.from
    return { rows: liquidations, next: goesOn ? { ...asked, to: last.time } : undefined }
  },
  paper: (asked, { entries, next }) => ({
    rows: entries,
    next: next === null ? undefined : { ...asked, before: next },
  }),
}
