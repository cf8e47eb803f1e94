import type { FastifyInstance } from 'fastify'
import type { BookAnswer } from '../../api/book.ts'
import { bookOperation } from '../../api/operations/live-operations.ts'
import type { HeldBook, NoBook } from '../../feed/feed.ts'
import { bookBins, sumOfResting } from '../../market/book-bins.ts'
import type { BookBin, BookGrid } from '../../market/book-bins.ts'
import type { Instrument, InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import type { Catalogue } from './catalogue.ts'
import { handle, told } from '../http/handle.ts'
import { problem } from '../http/problems.ts'
import type { ProblemCode } from '../http/problems.ts'

/** The order book of an instrument; to ask for it is to watch it for a while. */
export type Books = (instrument: InstrumentId) => HeldBook | NoBook | 'too-many'

/** What rests in order books, as venues say now. */
export function bookRoutes(
  app: FastifyInstance,
  catalogue: Pick<Catalogue, 'market'>,
  books: Books | undefined,
  now: () => Millis,
): void {
  handle(app, bookOperation, async ({ instrument: id, rows, step, zoom }) => {
    const { instrument } = await catalogue.market(id)
    if (books === undefined)
      throw problem('no-book', `there is no book of ${id}: this server is not connected to venues`)
    const book = books(id)
    if (typeof book === 'string') {
      const { code, why } = REFUSALS[book]
      throw problem(code, `there is no book of ${id}: ${why}`)
    }
    const grid = step === undefined ? { zoom } : { step }
    return told(bookAnswer(instrument, book, grid, rows, now()))
  })
}

/** Why there is none, in the words of the API. */
const REFUSALS: Readonly<
  Record<Exclude<ReturnType<Books>, HeldBook>, { readonly code: ProblemCode; readonly why: string }>
> = {
  'not-followed': { code: 'no-book', why: 'it is not followed' },
  'not-supplied': { code: 'no-book', why: 'none is read of its venue' },
  'not-in-sync': {
    code: 'book-not-in-sync',
    why: 'it is not in step with its venue yet, ask again',
  },
  'too-many': { code: 'too-many-books', why: 'others are watched, and one must be let go first' },
}

/** The same as a part of a sentence. */
export const whyNoBook = (refusal: keyof typeof REFUSALS): string => REFUSALS[refusal].why

export function bookAnswer(
  { id, contract }: Pick<Instrument, 'id' | 'contract'>,
  book: HeldBook,
  grid: BookGrid,
  rows: number,
  time: Millis,
): BookAnswer {
  const { exchangeTime, receivedTime, bids, asks } = book
  const bins = bookBins(book, contract, grid)
  const [bestBid, bestAsk] = [bids[0]?.price, asks[0]?.price]
  const known = [bids.at(-1)?.price, bestBid, bestAsk, asks.at(-1)?.price].flatMap((p) => p ?? [])
  return {
    instrument: id,
    time,
    exchangeTime,
    receivedTime,
    inSync: true,
    zoom: 'zoom' in grid ? grid.zoom : null,
    step: 'step' in grid ? grid.step : null,
    bestBid: bestBid ?? null,
    bestAsk: bestAsk ?? null,
    reach: { from: known[0] ?? 0, to: known.at(-1) ?? 0 },
    bins: nearest(bins, rows),
    total: sumOfResting(bins),
  }
}

/** The bins next to the best prices: so many that hold bids, and so many that hold asks. */
function nearest(bins: readonly BookBin[], rows: number): BookBin[] {
  const withBids = bins.filter(({ bidBase }) => bidBase > 0).slice(-rows)
  const withAsks = bins.filter(({ askBase }) => askBase > 0).slice(0, rows)
  const shown = new Set([...withBids, ...withAsks])
  return bins.filter((bin) => shown.has(bin))
}
