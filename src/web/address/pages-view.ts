/** Which page is looked at, and what of those beside the map; part of the address. */

export const PAGES = [
  'map',
  'levels',
  'signals',
  'alerts',
  'paper',
  'year',
  'scores',
  'methodology',
  'sources',
] as const
export type PageId = (typeof PAGES)[number]

export interface PagesView {
  /** The map, its newest column by price, what it says by rule, what rules told, notes on paper, its year, how right maps were, or a document. */
  readonly page: PageId
  /** Heading of a document. */
  readonly section: string | undefined
  /** The note of the paper journal that is shown: in its list, and by its prices on the chart. */
  readonly note: string | undefined
  /** Whether the rolling year is a table. */
  readonly yearTable: boolean
  /** What the colours of the rolling year tell: the share of the day's total, or USD. */
  readonly yearOf: 'share' | 'usd'
}

export const DEFAULT_PAGES: PagesView = {
  page: 'map',
  section: undefined,
  note: undefined,
  yearTable: false,
  yearOf: 'share',
}

/** The fields of an address; undefined for what is the default. */
export const pagesFields = (view: PagesView): [string, string | undefined][] => [
  ['page', view.page === DEFAULT_PAGES.page ? undefined : view.page],
  ['section', view.section],
  ['note', view.note],
  ['year', view.yearTable ? 'table' : undefined],
  ['year-of', view.yearOf === DEFAULT_PAGES.yearOf ? undefined : view.yearOf],
]

/** Reads them; what cannot be is the default. */
export function parsePages(fields: URLSearchParams): PagesView {
  const page = fields.get('page')
  const section = fields.get('section') ?? ''
  const note = fields.get('note') ?? ''
  return {
    page: PAGES.find((one) => one === page) ?? DEFAULT_PAGES.page,
    section: /^[\p{L}\p{N}_-]{1,100}$/u.test(section) ? section : undefined,
    note: /^[\w.:-]{1,80}$/.test(note) ? note : undefined,
    yearTable: fields.get('year') === 'table',
    yearOf: fields.get('year-of') === 'usd' ? 'usd' : 'share',
  }
}
