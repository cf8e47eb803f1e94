import { barsOf } from '../../api/coinglass/bars.ts'
import { refusal } from '../../api/coinglass/envelope.ts'
import { olderTakerList } from '../../api/coinglass/older-rows.ts'
import { choiceOf, rowsOf } from '../../api/coinglass/parameters.ts'
import type { Asked, Rows } from '../../api/coinglass/parameters.ts'
import {
  UNITS,
  addedTaken,
  aggregatedCvdRows,
  aggregatedTakerRow,
  cvdRows,
  takenOf,
  takerList,
  takerRow,
} from '../../api/coinglass/taker-rows.ts'
import type { Taken, Unit } from '../../api/coinglass/taker-rows.ts'
import type { Market } from '../market/market.ts'
import { askedCoin, followed, grouped, listed, nameOf, pairOf } from './desk.ts'
import type { Desk } from './desk.ts'
import { inTurn } from './in-turn.ts'
import { coinFacts } from './coin-facts.ts'
import { marketFacts } from './market-facts.ts'
import type { AddRoute } from './add-route.ts'

/** Most rows of a sum over exchanges of bought beyond sold. */
const MOST_CVD_ROWS = 4_500

/** What takers bought and sold. */
export function takerRoutes(add: AddRoute, desk: Desk): void {
  const ofPair = async (asked: Asked) => {
    const market = await pairOf(desk, asked)
    return takenIn(market, rowsOf(asked, market.stored), 'usd')
  }
  const ofCoin = async (asked: Asked, most?: number) => {
    const { markets } = askedCoin(listed(await followed(desk), asked), asked)
    const unit = choiceOf(asked, 'unit', UNITS, 'usd')
    const span = {
      from: Math.min(...markets.map(({ stored }) => stored.from)),
      to: Math.max(...markets.map(({ stored }) => stored.to)),
    }
    const rows = rowsOf(asked, span, most)
    return addedTaken(await inTurn(markets, (market) => takenIn(market, rows, unit)))
  }

  // Clients in use ask the address without a version too.
  for (const version of ['v2/', ''])
    add(`/futures/${version}taker-buy-sell-volume/history`, async (asked) =>
      (await ofPair(asked)).map(takerRow),
    )
  add('/futures/cvd/history', async (asked) => cvdRows(await ofPair(asked)))
  add('/futures/aggregated-taker-buy-sell-volume/history', async (asked) =>
    (await ofCoin(asked)).map(aggregatedTakerRow),
  )
  add('/futures/aggregated-cvd/history', async (asked) =>
    aggregatedCvdRows(await ofCoin(asked, MOST_CVD_ROWS)),
  )

  const byExchange = async (asked: Asked) => {
    const { coin, markets } = askedCoin(await followed(desk), asked)
    const ranges = ['5m', '15m', '30m', '1h', '4h', '12h', '24h'] as const
    const range = choiceOf(asked, 'range', ranges, '24h')
    const rows = await inTurn([...grouped(markets, nameOf)], async ([exchange, some]) => {
      const facts = (await inTurn(some, marketFacts)).filter((one) => one !== undefined)
      const traded = facts.length === 0 ? undefined : coinFacts(facts).traded(range)
      const [buy, all] = [traded?.takerBuy.usd ?? Number.NaN, traded?.volume.usd ?? 0]
      return { exchange, buy, sell: Math.max(0, all - buy) }
    })
    const known = rows.filter(({ buy, sell }) => buy + sell > 0)
    if (known.length > 0) return takerList(coin, known)
    throw refusal('422', `What takers traded of ${coin} in the last ${range} is not known here`)
  }
  add('/futures/taker-buy-sell-volume/exchange-list', byExchange)
  add('/futures/takerBuySellVolume/exchange-list', async (asked) =>
    olderTakerList(await byExchange(asked)),
  )
}

async function takenIn(
  market: Market,
  { interval, first, end }: Rows,
  unit: Unit,
): Promise<readonly Taken[]> {
  const candles = await market.candles(first, end)
  return takenOf(barsOf(candles, market.instrument.contract, interval), unit)
}
