import { refusal } from '../../api/coinglass/envelope.ts'
import {
  COIN_SPANS,
  aggregatedHistoryRow,
  exchangeRow,
  historyRow,
  orderRow,
  spanAmounts,
} from '../../api/coinglass/liquidation-rows.ts'
import type { Sum } from '../../api/coinglass/liquidation-rows.ts'
import { olderAggregated, olderLiquidation } from '../../api/coinglass/older-rows.ts'
import { choiceOf, dollarsOf, rowsOf, timeOf } from '../../api/coinglass/parameters.ts'
import type { Asked, Rows } from '../../api/coinglass/parameters.ts'
import type { LiquidationInfo } from '../../api/live.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { realisedOver } from '../../pipeline/realised-sums.ts'
import { newestOf } from '../market/liquidation-info.ts'
import type { Market } from '../market/market.ts'
import { askedCoin, coinOf, endOf, exchangeOf, followed, grouped, listed } from './desk.ts'
import { bySymbol, nameOf, ofCoin, pairOf } from './desk.ts'
import type { Desk } from './desk.ts'
import { inTurn } from './in-turn.ts'
import { added, lastSums } from './last-sums.ts'
import type { AddRoute } from './add-route.ts'

/** Most single liquidations of one answer. */
const MOST_ORDERS = 200
/** How far single liquidations are looked back for where no start is asked. */
const ORDERS_BACK = 7 * DAY

/** What was liquidated: over time, of the last hours, one by one. */
export function liquidationRoutes(add: AddRoute, desk: Desk): void {
  const ofPair = async (asked: Asked) => {
    const market = await pairOf(desk, asked)
    const rows = rowsOf(asked, knownOf([market], desk.now()))
    const sums = (await sumsOf(market, rows)) ?? []
    if (!isKnown(sums, rows)) throw unknown(market.instrument.id)
    return sums.flatMap(({ start, ...sum }) => (sum.known === 0 ? [] : [historyRow(start, sum)]))
  }
  add('/futures/liquidation/history', ofPair)
  add('/futures/liquidation/v2/history', async (asked) =>
    (await ofPair(asked)).map(olderLiquidation),
  )

  const ofCoinSums = async (asked: Asked) => {
    const { coin, markets } = askedCoin(listed(await followed(desk), asked), asked)
    const rows = rowsOf(asked, knownOf(markets, desk.now()))
    const all = await inTurn(markets, (market) => sumsOf(market, rows))
    const known = all.filter((sums) => sums !== undefined)
    if (!isKnown(known.flat(), rows)) throw unknown(coin)
    return (known[0] ?? []).flatMap(({ start }, i) => {
      const sum = added(known.map((sums) => sums[i]!))
      return sum.known === 0 ? [] : [aggregatedHistoryRow(start, sum)]
    })
  }
  add('/futures/liquidation/aggregated-history', ofCoinSums)
  add('/futures/liquidation/v3/aggregated-history', async (asked) =>
    (await ofCoinSums(asked)).map(olderAggregated),
  )

  add('/futures/liquidation/coin-list', async (asked) => {
    const markets = exchangeOf(await followed(desk), asked)
    const coins = [...grouped(markets, coinOf)]
    const rows = await inTurn(coins, async ([symbol, ofSymbol]) => {
      const sums = await lastSums(ofSymbol, COIN_SPANS, desk.now())
      return { symbol, sums, usd: usdOf(sums[0]!) }
    })
    return rows
      .filter(({ sums }) => sums.some(({ known }) => known > 0))
      .toSorted((a, b) => b.usd - a.usd)
      .map(({ symbol, sums }) => ({ symbol, ...spanAmounts(COIN_SPANS, sums) }))
  })

  add('/futures/liquidation/exchange-list', async (asked) => {
    const given = choiceOf(asked, 'range', ['1h', '4h', '12h', '24h', '1d'], '24h')
    const range = given === '1d' ? '24h' : given
    const all = await followed(desk)
    const markets = asked.has('symbol') ? askedCoin(all, asked).markets : all
    const rows = await inTurn([...grouped(markets, nameOf)], async ([exchange, ofOne]) => {
      const [sum] = await lastSums(ofOne, [range], desk.now())
      return { exchange, sum: sum! }
    })
    const known = rows.filter(({ sum }) => sum.known > 0)
    if (known.length === 0) throw unknown(asked.get('symbol') ?? 'any coin')
    return [
      exchangeRow('All', added(known.map(({ sum }) => sum))),
      ...known
        .toSorted((a, b) => usdOf(b.sum) - usdOf(a.sum))
        .map(({ exchange, sum }) => exchangeRow(exchange, sum)),
    ]
  })

  add('/futures/liquidation/order', async (asked) => {
    const least = dollarsOf(asked, 'min_liquidation_amount')
    const markets = ordered(exchangeOf(await followed(desk), asked), asked)
    const end = Math.max(...markets.map((market) => endOf(market, desk.now())))
    const to = (timeOf(asked, 'end_time') ?? end) + 1
    const from = timeOf(asked, 'start_time') ?? to - ORDERS_BACK
    const kept = markets.filter(
      (one) => one.live !== undefined || one.liquidationSpan !== undefined,
    )
    if (kept.length === 0)
      throw refusal(
        '422',
        'Single liquidations of it are not kept here: only sums of them are known',
      )
    const found = await inTurn(kept, async (market) => {
      const { symbol } = market.instrument
      const names = { exchange: nameOf(market), symbol, coin: coinOf(market) }
      const newest = await newestSound(market, { from, to, least })
      return newest.map((one) => ({ ...one, ...names }))
    })
    const newest = found.flat().toSorted((a, b) => b.time - a.time)
    return newest.slice(0, MOST_ORDERS).map(orderRow)
  })
}

/** The newest of a range whose price is not in doubt, which a row cannot say. */
async function newestSound(
  market: Market,
  { from, to, least }: { readonly from: Millis; readonly to: Millis; readonly least: number },
): Promise<readonly LiquidationInfo[]> {
  for (let rows = MOST_ORDERS; ; rows *= 4) {
    const wanted = { order: 'newest', rows, minUsd: least } as const
    // oxlint-disable-next-line no-await-in-loop -- more only where there were too few
    const some = (await market.liquidations?.(from, to, wanted)) ?? []
    const sound = some.filter((one) => one.notionalUsd >= least && one.suspect !== 'price')
    if (sound.length >= MOST_ORDERS || some.length < rows) return newestOf(sound, MOST_ORDERS)
  }
}

/** The instruments of a coin, or the one whose symbol is given instead. */
function ordered(markets: readonly Market[], asked: Asked): readonly Market[] {
  const symbol = asked.get('symbol')
  const one = symbol === undefined ? undefined : bySymbol(markets, symbol)
  if (one !== undefined && ofCoin(markets, symbol!).length === 0) return [one]
  return askedCoin(markets, asked).markets
}

const usdOf = ({ longUsd, shortUsd }: Sum): number => longUsd + shortUsd

const unknown = (of: string): Error =>
  refusal('422', `What was liquidated of ${of} is not known here for that time`)

/** Whether something is known of some rows; of none there is nothing to know. */
const isKnown = (sums: readonly Sum[], { first, end }: Rows): boolean =>
  first >= end || sums.some(({ known }) => known > 0)

interface StartedSum extends Sum {
  readonly start: Millis
}

/** A sum for each bucket; undefined where nothing of the time is recorded. */
async function sumsOf(
  market: Market,
  { interval, first, end }: Rows,
): Promise<readonly StartedSum[] | undefined> {
  const sources = first < end ? ((await market.liquidated?.(first, end)) ?? []) : []
  const sums: StartedSum[] = []
  for (let start = first; start < end; start += interval)
    sums.push({ start, ...realisedOver(sources, start, start + interval) })
  return sources.length === 0 && market.liquidated === undefined ? undefined : sums
}

/** From the first to the last of what there is of some markets. */
export const knownOf = (markets: readonly Market[], now: Millis) => ({
  from: Math.min(
    ...markets.map(({ stored, liquidationSpan }) =>
      Math.min(stored.from, liquidationSpan?.from ?? stored.from),
    ),
  ),
  to: Math.max(...markets.map((market) => endOf(market, now))),
})
