import { olderOhlc } from '../../api/coinglass/ohlc.ts'
import type { OhlcRow } from '../../api/coinglass/ohlc.ts'
import type { Asked } from '../../api/coinglass/parameters.ts'
import type { AddRoute } from './add-route.ts'

/**
 * Adds an address of rows of open, high, low and close, and those that it had in version 3.
 * @param older below `/futures/`, as `path`; some clients spell it otherwise than the documents
 */
export function addOhlc(
  add: AddRoute,
  path: string,
  older: readonly string[],
  rows: (asked: Asked) => Promise<readonly OhlcRow[]>,
): void {
  add(`/futures/${path}`, rows)
  for (const one of older)
    add(`/futures/${one}`, async (asked) => (await rows(asked)).map(olderOhlc))
}
