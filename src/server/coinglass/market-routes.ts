import { barsOf } from '../../api/coinglass/bars.ts'
import { refusal } from '../../api/coinglass/envelope.ts'
import { spanAmounts } from '../../api/coinglass/liquidation-rows.ts'
import {
  CHANGE_SPANS,
  LIQUIDATION_SPANS,
  PRICE_SPANS,
  VOLUME_USD_SPANS,
  bySpan,
  percentChange,
  priceRow,
  told,
} from '../../api/coinglass/market-rows.ts'
import { olderPrice } from '../../api/coinglass/older-rows.ts'
import { MOST_ROWS, choiceOf, countOf, rowsOf } from '../../api/coinglass/parameters.ts'
import type { Asked } from '../../api/coinglass/parameters.ts'
import { MINUTE } from '../../market/units.ts'
import type { Market } from '../market/market.ts'
import { coinFacts } from './coin-facts.ts'
import type { CoinFacts } from './coin-facts.ts'
import { askedCoin, coinOf, coinsOf, followed, grouped, listed, nameOf, pairOf } from './desk.ts'
import type { Desk } from './desk.ts'
import { inTurn } from './in-turn.ts'
import { keptWork } from './kept-work.ts'
import { lastSums } from './last-sums.ts'
import { marketFacts } from './market-facts.ts'
import type { AddRoute } from './add-route.ts'

/** Rows of a page of coins, unless it is asked otherwise. */
const PAGE = 100

/** Prices over time, and where markets stand now. */
export function marketRoutes(add: AddRoute, desk: Desk): void {
  const work = keptWork()

  /** Rows of the coins of some markets, the most traded first; made once a minute. */
  async function coinRows<Row>(
    name: string,
    markets: readonly Market[],
    rowOf: (coin: Coin) => Row | Promise<Row>,
  ): Promise<readonly Row[]> {
    const ids = markets.map(({ instrument, stored }) => [instrument.id, stored.to])
    const minute = Math.floor(desk.now() / MINUTE)
    return work.of(`${name} ${minute} ${JSON.stringify(ids)}`, async () => {
      const rows = await inTurn([...grouped(markets, coinOf)], async ([coin, some]) => {
        const known = (await inTurn(some, marketFacts)).filter((one) => one !== undefined)
        if (known.length === 0) return []
        const facts = coinFacts(known)
        const row = await rowOf({ coin, markets: some, facts })
        return [{ row, usd: facts.traded('24h')?.volume.usd ?? 0 }]
      })
      const sorted = rows.flat().toSorted((a, b) => b.usd - a.usd)
      return sorted.map(({ row }) => row)
    })
  }

  const prices = async (asked: Asked) => {
    const market = await pairOf(desk, asked)
    const { interval, first, end } = rowsOf(asked, market.stored)
    const candles = await market.candles(first, end)
    return barsOf(candles, market.instrument.contract, interval).map(priceRow)
  }
  add('/futures/price/history', prices)
  add('/price/ohlc-history', async (asked) => {
    const type = choiceOf(asked, 'type', ['futures', 'spot'], 'futures')
    if (type === 'spot')
      throw refusal(
        '422',
        'Prices of spot markets are not known here: perpetual futures are followed',
      )
    return (await prices(asked)).map(olderPrice)
  })

  // Overviews of the contract call it a list.
  for (const name of ['coins-price-change', 'price-change-list'])
    add(`/futures/${name}`, async () => coinRows('price-change', await followed(desk), changeRow))

  add('/futures/coins-markets', async (asked) => {
    const rows = countOf(asked, 'per_page', PAGE, MOST_ROWS)
    const page = countOf(asked, 'page', 1, 1_000_000)
    const coins = coinsOf(listed(await followed(desk), asked), asked)
    const markets = coins.flatMap(([, some]) => some)
    const all = await coinRows('coins', markets, async (coin) => coinRow(desk, coin))
    return all.slice((page - 1) * rows, page * rows)
  })

  add('/futures/pairs-markets', async (asked) => {
    const { markets } = askedCoin(await followed(desk), asked)
    const rows = await inTurn(markets, (market) => pairRow(desk, market))
    return rows
      .filter((row) => row !== undefined)
      .toSorted((a, b) => (b.volume_usd ?? 0) - (a.volume_usd ?? 0))
  })
}

interface Coin {
  readonly coin: string
  readonly markets: readonly Market[]
  readonly facts: CoinFacts
}

const changeRow = ({ coin, facts: { price, main } }: Coin) => ({
  symbol: coin,
  current_price: price,
  ...bySpan('price_change_percent', PRICE_SPANS, (span) =>
    percentChange(main.priceAgo(span), price),
  ),
  ...bySpan('price_amplitude_percent', PRICE_SPANS, (span) => {
    const [of, from] = [main.lowAndHigh(span), main.priceAgo(span)]
    return of && from && ((of.high - of.low) / from) * 100
  }),
})

async function coinRow(desk: Desk, { coin, markets, facts }: Coin) {
  const { price, main } = facts
  const open = facts.open()
  const day = facts.traded('24h')
  const usd = (span: string, before = 0) => facts.traded(span, before)?.volume.usd
  const sums = await lastSums(markets, LIQUIDATION_SPANS, desk.now())
  return {
    symbol: coin,
    current_price: price,
    avg_funding_rate_by_oi: told(facts.averageFunding('open')),
    avg_funding_rate_by_vol: told(facts.averageFunding('traded')),
    open_interest_usd: told(open?.usd),
    open_interest_quantity: told(open?.coins),
    open_interest_volume_ratio: told(open && day && open.usd / day.volume.usd),
    ...bySpan('price_change_percent', PRICE_SPANS, (span) =>
      percentChange(main.priceAgo(span), price),
    ),
    ...bySpan('open_interest_change_percent', CHANGE_SPANS, (span) => facts.openChange(span)),
    ...bySpan('volume_change_percent', CHANGE_SPANS, (span) =>
      percentChange(usd(span, 1), usd(span)),
    ),
    ...bySpan('volume_change_usd', VOLUME_USD_SPANS, (span) => {
      const [before, now] = [usd(span, 1), usd(span)]
      return before === undefined || now === undefined ? undefined : now - before
    }),
    ...bySpan('long_short_ratio', PRICE_SPANS, (span) => {
      const traded = facts.traded(span)
      return traded && traded.takerBuy.usd / (traded.volume.usd - traded.takerBuy.usd)
    }),
    ...spanAmounts(LIQUIDATION_SPANS, sums),
  }
}

async function pairRow(desk: Desk, market: Market) {
  const found = await marketFacts(market)
  if (found === undefined) return undefined
  const facts = coinFacts([found])
  const { instrument } = market
  const [day, before] = [facts.traded('24h'), facts.traded('24h', 1)]
  const [open, opened] = [facts.open(), facts.open('24h')]
  const [sum] = await lastSums([market], ['24h'], desk.now())
  const liquidated = (usd: number) => (sum!.known === 0 ? undefined : usd)
  const ratio = open && day && open.usd / day.volume.usd
  return {
    instrument_id: instrument.symbol,
    exchange_name: nameOf(market),
    symbol: `${instrument.base}/${instrument.quote}`,
    current_price: found.price,
    price_change_percent_24h: told(percentChange(found.priceAgo('24h'), found.price)),
    volume_usd: told(day?.volume.usd),
    volume_usd_change_percent_24h: told(percentChange(before?.volume.usd, day?.volume.usd)),
    long_volume_usd: told(day?.takerBuy.usd),
    short_volume_usd: told(day && day.volume.usd - day.takerBuy.usd),
    open_interest_quantity: told(open?.coins),
    open_interest_usd: told(open?.usd),
    open_interest_change_percent_24h: told(facts.openChange('24h')),
    long_liquidation_usd_24h: liquidated(sum!.longUsd),
    short_liquidation_usd_24h: liquidated(sum!.shortUsd),
    funding_rate: told(found.funding && found.funding.rate * 100),
    open_interest_volume_radio: told(ratio),
    oi_vol_ratio_change_percent_24h: told(
      percentChange(opened && before && opened.usd / before.volume.usd, ratio),
    ),
  }
}
