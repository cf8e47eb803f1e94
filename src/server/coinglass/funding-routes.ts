import { refusal } from '../../api/coinglass/envelope.ts'
import { byMargin, fundingRow, paid } from '../../api/coinglass/funding-rows.ts'
import { merged, ohlcOf, thinned } from '../../api/coinglass/ohlc.ts'
import { olderAccumulated, olderFunding } from '../../api/coinglass/older-rows.ts'
import { choiceOf, rowsOf } from '../../api/coinglass/parameters.ts'
import type { Asked, Rows } from '../../api/coinglass/parameters.ts'
import { rangeLength } from '../../api/coinglass/spans.ts'
import type { Series } from '../../market/candle-columns.ts'
import type { FundingColumns } from '../../market/funding-columns.ts'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { Market } from '../market/market.ts'
import { askedCoin, coinsOf, endOf, followed, nameOf, pairOf } from './desk.ts'
import type { Desk } from './desk.ts'
import { inTurn } from './in-turn.ts'
import { addOhlc } from './ohlc-route.ts'
import { openSeries } from './open-interest-routes.ts'
import type { AddRoute } from './add-route.ts'

/** A rate holds until the next one, or so long. */
const HOLDS = 8 * HOUR

/** Funding rates: over time, as they stand, and summed. */
export function fundingRoutes(add: AddRoute, desk: Desk): void {
  const askedCoins = async (asked: Asked) => coinsOf(await followed(desk), asked)

  addOhlc(add, 'funding-rate/history', ['fundingRate/ohlc-history'], async (asked) => {
    const market = await pairOf(desk, asked)
    const rows = rowsOf(asked, spanOf([market], desk.now()))
    const rates = await ratesOf(market, rows)
    if (rates === undefined) throw unknown(market.instrument.id)
    return ohlcOf(rates, rows, HOLDS, true)
  })

  const weighted =
    (weigh: (market: Market, rows: Rows) => Promise<Series>) => async (asked: Asked) => {
      const { coin, markets } = askedCoin(await followed(desk), asked)
      const rows = rowsOf(asked, spanOf(markets, desk.now()))
      const parts = await inTurn(markets, async (market) => {
        const rates = await ratesOf(market, rows)
        if (rates === undefined) return undefined
        return { rates: thinned(rates, MINUTE), weights: await weigh(market, rows) }
      })
      const known = parts.filter((part) => part !== undefined)
      if (known.length === 0) throw unknown(coin)
      const all = known.flatMap(({ rates, weights }) => [rates, weights])
      return ohlcOf(merged(all, HOLDS, weightedMean), rows, HOLDS, true)
    }
  addOhlc(
    add,
    'funding-rate/oi-weight-history',
    ['fundingRate/oi-weight-ohlc-history'],
    weighted(async (market, { first, end }) =>
      thinned(await openSeries(market, first - HOLDS, end, 'usd'), HOUR),
    ),
  )
  addOhlc(
    add,
    'funding-rate/vol-weight-history',
    ['fundingRate/vol-weight-ohlc-history'],
    weighted(dailyVolume),
  )

  const current = async (asked: Asked) =>
    lists(await askedCoins(asked), async (market) => {
      const end = endOf(market, desk.now())
      const rates = await market.fundingRates?.(end - HOLDS, end + 1)
      const fraction = rates?.value.at(-1)
      if (rates === undefined || fraction === undefined) return undefined
      return fundingRow(nameOf(market), fraction, newestInterval(rates), end)
    })
  add('/futures/funding-rate/exchange-list', current)
  add('/futures/fundingRate/exchange-list', async (asked) => olderFunding(await current(asked)))

  const accumulated = async (asked: Asked) => {
    const range = choiceOf(asked, 'range', ['1d', '7d', '30d', '365d'], '1d')
    return lists(await askedCoins(asked), async (market) => {
      const end = endOf(market, desk.now())
      const rates = await market.fundingRates?.(end - rangeLength(range) + 1, end + 1)
      const fraction = rates && paid(rates)
      if (fraction === undefined) return undefined
      return { exchange: nameOf(market).toUpperCase(), funding_rate: fraction * 100 }
    })
  }
  add('/futures/funding-rate/accumulated-exchange-list', accumulated)
  add('/futures/fundingRate/accumulated-exchange-list', async (asked) =>
    olderAccumulated(await accumulated(asked)),
  )
}

const unknown = (of: string): Error =>
  refusal('422', `Funding rates of ${of} are not known here for that time`)

const spanOf = (markets: readonly Market[], now: Millis) => ({
  from: Math.min(...markets.map(({ stored }) => stored.from)),
  to: Math.max(...markets.map((market) => endOf(market, now))),
})

/** Rates in percent; undefined where none is known. */
async function ratesOf(market: Market, { first, end }: Rows): Promise<Series | undefined> {
  const rates = await market.fundingRates?.(first - HOLDS, end + 1)
  if (rates === undefined || rates.time.length === 0) return undefined
  return { time: rates.time, value: rates.value.map((fraction) => fraction * 100) }
}

/** Of values that are a rate and its weight in turn. */
function weightedMean(values: Float64Array): number {
  let [sum, weight] = [0, 0]
  for (let i = 0; i < values.length; i += 2) {
    if (Number.isNaN(values[i]!) || Number.isNaN(values[i + 1]!)) continue
    sum += values[i]! * values[i + 1]!
    weight += values[i + 1]!
  }
  return weight > 0 ? sum / weight : Number.NaN
}

/** What was traded in the day before each hour, in quantity times close. */
async function dailyVolume(market: Market, { first, end }: Rows): Promise<Series> {
  const { openTime, interval, volume, close } = await market.candles(first - HOLDS - DAY, end)
  const isLinear = market.instrument.contract === 'linear'
  const usd = volume.map((amount, i) => (isLinear ? amount * close[i]! : amount))
  const time: number[] = []
  const value: number[] = []
  let [from, sum] = [0, 0]
  openTime.forEach((opened, i) => {
    const closed = opened + interval
    sum += usd[i]!
    while (openTime[from]! < closed - DAY) sum -= usd[from++]!
    if (closed % HOUR !== 0) return
    time.push(closed)
    value.push(sum)
  })
  return { time: Float64Array.from(time), value: Float64Array.from(value) }
}

async function lists<Row>(
  coins: readonly (readonly [string, readonly Market[]])[],
  rowOf: (market: Market) => Promise<Row | undefined>,
) {
  const all = await inTurn(coins, async ([coin, markets]) => {
    const rows = await inTurn(markets, async (market) => {
      const row = await rowOf(market)
      return row === undefined ? [] : [{ contract: market.instrument.contract, row }]
    })
    return byMargin(coin, rows.flat())
  })
  return all.filter((one) => one.stablecoin_margin_list.length + one.token_margin_list.length > 0)
}

function newestInterval({ interval }: FundingColumns): Millis | undefined {
  const newest = interval.at(-1) ?? Number.NaN
  return Number.isNaN(newest) ? undefined : newest
}
