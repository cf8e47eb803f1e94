import { accountRow } from '../../api/coinglass/account-rows.ts'
import { refusal } from '../../api/coinglass/envelope.ts'
import { ohlcOf } from '../../api/coinglass/ohlc.ts'
import { rowsOf } from '../../api/coinglass/parameters.ts'
import { endOf, pairOf } from './desk.ts'
import type { Desk } from './desk.ts'
import type { AddRoute } from './add-route.ts'

/** How many accounts are long: a row for each bucket in which it was told, as it was told last. */
export function accountRoutes(add: AddRoute, desk: Desk): void {
  add('/futures/global-long-short-account-ratio/history', async (asked) => {
    const market = await pairOf(desk, asked)
    const rows = rowsOf(asked, { from: market.stored.from, to: endOf(market, desk.now()) })
    const shares = await market.accountRatios?.(rows.first + 1, rows.end + 1)
    if (shares === undefined || shares.time.length === 0)
      throw refusal(
        '422',
        `How many accounts of ${market.instrument.id} are long is not known here for that time`,
      )
    return ohlcOf(shares, rows, 0, false).map(accountRow)
  })
}
