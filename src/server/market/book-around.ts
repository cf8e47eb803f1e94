import type { HeldBook } from '../../feed/feed.ts'
import { bookBins } from '../../market/book-bins.ts'
import type { ContractKind } from '../../market/instrument.ts'
import type { KeptBook } from '../../signals/paper/paper-records.ts'
import type { Books } from './book-routes.ts'

/** How far from the price a book is kept, as a share of it. */
const AROUND = 0.02

/** What rests near the price in a book as it stands, in whole USD; undefined where there is none. */
export function bookAround(
  held: ReturnType<Books> | undefined,
  contract: ContractKind,
): KeptBook | undefined {
  if (held === undefined || typeof held === 'string') return undefined
  const { receivedTime, bids, asks } = held satisfies HeldBook
  const [bestBid, bestAsk] = [bids[0]?.price, asks[0]?.price]
  if (bestBid === undefined || bestAsk === undefined) return undefined
  const middle = (bestBid + bestAsk) / 2
  const isNear = ({ price }: { readonly price: number }) => Math.abs(price / middle - 1) <= AROUND
  const near = { bids: bids.filter(isNear), asks: asks.filter(isNear) }
  const bins = bookBins(near, contract, { zoom: 0 }).map(
    ({ bin, bidUsd, askUsd }): KeptBook['bins'][number] => [
      bin,
      Math.round(bidUsd),
      Math.round(askUsd),
    ],
  )
  return { receivedTime, bestBid, bestAsk, bins }
}
