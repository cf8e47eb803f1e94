import { pairRow, subscription } from '../../api/coinglass/reference-rows.ts'
import { coinOf, followed, grouped, nameOf, ofExchange } from './desk.ts'
import type { Desk } from './desk.ts'
import type { AddRoute } from './add-route.ts'

/** What there is to ask about. */
export function referenceRoutes(add: AddRoute, desk: Desk): void {
  add('/futures/supported-coins', async () => [...new Set((await followed(desk)).map(coinOf))])

  add('/futures/supported-exchanges', async () => [...new Set((await followed(desk)).map(nameOf))])

  const pairs = async (exchange: string | undefined) => {
    const all = await followed(desk)
    const markets = exchange === undefined ? all : ofExchange(all, exchange)
    const rows = [...grouped(markets, nameOf)].map(
      ([name, some]) => [name, some.map(({ instrument }) => pairRow(instrument))] as const,
    )
    return Object.fromEntries(rows)
  }
  add('/futures/supported-exchange-pairs', (asked) => pairs(asked.get('exchange')))
  // The singular is written in places.
  add('/futures/supported-exchange-pair', (asked) => pairs(asked.get('exchange')))

  // What is no longer traded is not followed, and nobody keeps a list of it.
  add('/futures/delisted-exchange-pairs', () => ({}))

  add('/user/account/subscription', () => subscription)
}
