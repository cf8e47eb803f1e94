import { NO_AMOUNT, amountOf } from '../../api/coinglass/bars.ts'
import type { Amount } from '../../api/coinglass/bars.ts'
import { refusal } from '../../api/coinglass/envelope.ts'
import { ohlcOf, merged, sumOfKnown, thinned } from '../../api/coinglass/ohlc.ts'
import { olderOpenChart, olderOpenRow } from '../../api/coinglass/older-rows.ts'
import { openRow, valuesAt } from '../../api/coinglass/open-interest-rows.ts'
import type { OpenOnExchange } from '../../api/coinglass/open-interest-rows.ts'
import { choiceOf, rowsOf } from '../../api/coinglass/parameters.ts'
import type { Asked, Rows } from '../../api/coinglass/parameters.ts'
import { bucketStart } from '../../api/coinglass/spans.ts'
import { UNITS } from '../../api/coinglass/taker-rows.ts'
import type { Unit } from '../../api/coinglass/taker-rows.ts'
import type { Series } from '../../market/candle-columns.ts'
import type { ContractKind } from '../../market/instrument.ts'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { Market } from '../market/market.ts'
import { coinFacts } from './coin-facts.ts'
import { askedCoin, endOf, followed, grouped, listed, nameOf, pairOf } from './desk.ts'
import type { Desk } from './desk.ts'
import { inTurn } from './in-turn.ts'
import { marketFacts } from './market-facts.ts'
import type { MarketFacts } from './market-facts.ts'
import { addOhlc } from './ohlc-route.ts'
import type { AddRoute } from './add-route.ts'

/** A sum counts what was told no longer ago than this. */
const HOLDS = 2 * HOUR

/** Values of one instrument that a row of a sum is made of, at most. */
const PARTS = 12

/** Most points of a chart. */
const POINTS = 500
const CHART_SPACING = {
  all: DAY,
  '1m': MINUTE,
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '4h': 4 * HOUR,
  '12h': 12 * HOUR,
} as const

/** What is open: over time, and by exchange. */
export function openInterestRoutes(add: AddRoute, desk: Desk): void {
  addOhlc(add, 'open-interest/history', ['openInterest/ohlc-history'], async (asked) => {
    const market = withOpen([await pairOf(desk, asked)])[0]!
    const rows = rowsOf(asked, spanOf([market], desk.now()))
    const series = await openSeries(market, rows.first - HOLDS, rows.end, unitOf(asked))
    return ohlcOf(series, rows, HOLDS, false)
  })

  const summed = async (asked: Asked, markets: readonly Market[]) => {
    const rows = rowsOf(asked, spanOf(markets, desk.now()))
    return ohlcOf(await summedSeries(markets, rows, unitOf(asked)), rows, HOLDS, false)
  }
  const ofContract = (contract: ContractKind, what: string) => async (asked: Asked) => {
    const { coin, markets } = askedCoin(listed(await followed(desk), asked), asked)
    const fitting = markets.filter(({ instrument }) => instrument.contract === contract)
    if (fitting.length > 0) return summed(asked, withOpen(fitting))
    throw refusal('404', `No ${what}-margined instrument of ${coin} is followed here`)
  }
  addOhlc(
    add,
    'open-interest/aggregated-history',
    ['openInterest/ohlc-aggregated-history'],
    async (asked) => summed(asked, withOpen(askedCoin(await followed(desk), asked).markets)),
  )
  const ofStablecoins = ofContract('linear', 'stablecoin')
  addOhlc(
    add,
    'open-interest/aggregated-stablecoin-history',
    [
      'openInterest/ohlc-aggregated-stablecoin-margin-history',
      'openInterest/ohlc-aggregated-stablecoin',
    ],
    ofStablecoins,
  )
  add('/futures/open-interest/aggregated-stablecoin-margin-history', ofStablecoins)
  addOhlc(
    add,
    'open-interest/aggregated-coin-margin-history',
    ['openInterest/ohlc-aggregated-coin-margin-history'],
    ofContract('inverse', 'coin'),
  )

  const byExchange =
    <Row>(rowOf: (of: OpenOnExchange) => Row) =>
    async (asked: Asked) => {
      const { coin, markets } = askedCoin(await followed(desk), asked)
      const all = await inTurn(withOpen(markets), marketFacts)
      const known = all.filter((one) => one?.open() !== undefined) as readonly MarketFacts[]
      if (known.length === 0) throw unknown(coin)
      const groups = [...grouped(known, (one) => nameOf(one.market))].map(([exchange, some]) => ({
        exchange,
        some,
        usd: openOf(some).usd,
      }))
      return [{ exchange: 'All', some: known }, ...groups.toSorted((a, b) => b.usd - a.usd)].map(
        ({ exchange, some }) =>
          rowOf({
            exchange,
            symbol: coin,
            ...byMargin(some),
            changeOf: coinFacts(some).openChange,
          }),
      )
    }
  add('/futures/open-interest/exchange-list', byExchange(openRow))
  add('/futures/openInterest/exchange-list', byExchange(olderOpenRow))

  const chart = async (asked: Asked) => {
    const { markets } = askedCoin(await followed(desk), asked)
    const range = choiceOf(asked, 'range', Object.keys(CHART_SPACING) as Range[], 'all')
    const interval = CHART_SPACING[range]
    const known = withOpen(markets)
    const span = spanOf(known, desk.now())
    const last = bucketStart(span.to, interval)
    const first = Math.max(
      bucketStart(span.from, interval) + interval,
      last - (POINTS - 1) * interval,
    )
    const times: Millis[] = []
    for (let time = first; time <= last; time += interval) times.push(time)
    const rows = { interval, first: first - interval, end: last }
    const values = await inTurn([...grouped(known, nameOf)], async ([exchange, some]) => {
      const series = await summedSeries(some, rows, unitOf(asked))
      return [exchange, valuesAt(times, series, HOLDS)] as const
    })
    const { openTime, close, interval: length } = await known[0]!.candles(first - HOLDS, last)
    const closes = { time: openTime.map((time) => time + length), value: close }
    return {
      time_list: times,
      price_list: valuesAt(times, closes, HOLDS),
      data_map: Object.fromEntries(values),
    }
  }
  add('/futures/open-interest/exchange-history-chart', chart)
  add('/futures/openInterest/exchange-history-chart', async (asked) =>
    olderOpenChart(await chart(asked)),
  )
}

type Range = keyof typeof CHART_SPACING

const unitOf = (asked: Asked): Unit => choiceOf(asked, 'unit', UNITS, 'usd')

const unknown = (of: string): Error =>
  refusal('422', `The open interest of ${of} is not known here`)

/** Those whose open interest is kept. Refuses where that of none is. */
function withOpen(markets: readonly Market[]): readonly Market[] {
  const known = markets.filter(({ openInterestSpan }) => openInterestSpan !== undefined)
  if (known.length === 0) throw unknown(markets[0]?.instrument.id ?? 'it')
  return known
}

const spanOf = (markets: readonly Market[], now: Millis) => ({
  from: Math.min(...markets.map((one) => one.openInterestSpan?.from ?? endOf(one, now))),
  to: Math.max(...markets.map((one) => endOf(one, now))),
})

/** What is open together; of each instrument a few values for every row, or the sum would be long in coming. */
async function summedSeries(
  markets: readonly Market[],
  { interval, first, end }: Rows,
  unit: Unit,
): Promise<Series> {
  const step = Math.max(MINUTE, Math.floor(interval / PARTS / MINUTE) * MINUTE)
  const all = await inTurn(markets, async (market) =>
    thinned(await openSeries(market, first - HOLDS, end, unit), step),
  )
  return merged(all, HOLDS, sumOfKnown)
}

/** Open interest of (from, to], at the last close before each value. */
export async function openSeries(
  market: Market,
  from: Millis,
  to: Millis,
  unit: Unit,
): Promise<Series> {
  const { contract } = market.instrument
  const { time, value } = await market.openInterest(from, to + 1)
  const { openTime, close, interval } = await market.candles(from - HOLDS, to)
  let i = 0
  const amounts = time.map((at, k) => {
    while (i < openTime.length && openTime[i]! + interval <= at) i++
    if (i === 0 || at - openTime[i - 1]! > interval + HOLDS) return Number.NaN
    const amount = amountOf(contract, value[k]!, close[i - 1]!)
    return unit === 'usd' ? amount.usd : amount.coins
  })
  const isKnown = (_: number, k: number) => !Number.isNaN(amounts[k]!)
  return { time: time.filter(isKnown), value: amounts.filter(isKnown) }
}

function byMargin(all: readonly MarketFacts[]) {
  const kind = (contract: ContractKind) =>
    all.filter(({ market }) => market.instrument.contract === contract)
  return {
    all: openOf(all),
    coinMargin: openOf(kind('inverse')),
    stableMargin: openOf(kind('linear')),
  }
}

const openOf = (some: readonly MarketFacts[]): Amount =>
  (some.length === 0 ? undefined : coinFacts(some).open()) ?? NO_AMOUNT
