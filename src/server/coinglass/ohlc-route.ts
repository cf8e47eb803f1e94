import { olderOhlc } from '../../api/coinglass/ohlc.ts'
import type { OhlcRow } from '../../api/coinglass/ohlc.ts'
import type { Asked } from '../../api/coinglass/parameters.ts'
import type { AddRoute } from './routes.ts'

/**
 * Adds an address of rows of open, high, low and close, and the one that it had in version 3.
 * @param older below `/futures/`, as `path`
 */
export function addOhlc(
  add: AddRoute,
  path: string,
  older: string,
  rows: (asked: Asked) => Promise<readonly OhlcRow[]>,
): void {
  add(`/futures/${path}`, rows)
  add(`/futures/${older}`, async (asked) => (await rows(asked)).map(olderOhlc))
}
