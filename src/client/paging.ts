import type { AnswerOf, Asked } from './known-operations.ts'

/** Lists that come in pages, and how the next page is asked for. */

export interface Page<Id extends PagedId> {
  readonly rows: readonly RowOf<Id>[]
  /** undefined after the last page. */
  readonly next: Asked<Id> | undefined
}

export type PagedId = 'alerts' | 'liquidations' | 'paper' | 'pastLiquidations'

export type RowOf<Id extends PagedId> = Id extends 'paper'
  ? AnswerOf<'paper'>['entries'][number]
  : Id extends 'alerts'
    ? AnswerOf<'alerts'>['alerts'][number]
    : AnswerOf<'liquidations'>['liquidations'][number]

export const PAGES: {
  readonly [Id in PagedId]: (asked: Asked<Id>, answer: AnswerOf<Id>) => Page<Id>
} = {
  alerts: (asked, { alerts: rows, next }) => ({ rows, next: after(asked, next) }),
  liquidations: (asked, { liquidations: rows, next }) => ({ rows, next: after(asked, next) }),
  paper: (asked, { entries: rows, next }) => ({ rows, next: after(asked, next) }),
  pastLiquidations: (asked, { liquidations: rows, next }) => ({ rows, next: after(asked, next) }),
}

/** The same question for the page after. */
const after = <Question, Cursor>(asked: Question, next: Cursor | null) =>
  next === null ? undefined : { ...asked, cursor: next }
