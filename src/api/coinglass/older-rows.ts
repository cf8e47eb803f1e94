import type { z } from 'zod'
import { SECOND } from '../../market/units.ts'
import type { accumulatedSchema, fundingListSchema } from './funding-rows.ts'
import type { aggregatedHistorySchema, historySchema } from './liquidation-rows.ts'
import { CHANGE_SPANS, told } from './market-rows.ts'
import type { priceHistorySchema } from './market-rows.ts'
import type { OpenOnExchange, openChartSchema } from './open-interest-rows.ts'
import type { takerListSchema } from './taker-rows.ts'

/**
 * What version 3 of the contract has at addresses of its own, for clients that still ask there. Rows
 * that begin with `t` have it in seconds.
 */

type Row<Schema extends z.ZodType<readonly unknown[]>> = z.infer<Schema>[number]

export const olderPrice = (row: Row<typeof priceHistorySchema>) => ({
  t: row.time / SECOND,
  o: row.open,
  h: row.high,
  l: row.low,
  c: row.close,
  v: row.volume_usd,
})

/** Amounts are texts here, and numbers in sums, as in version 4. */
export const olderLiquidation = (row: Row<typeof historySchema>) => ({
  t: row.time / SECOND,
  longLiquidationUsd: row.long_liquidation_usd,
  shortLiquidationUsd: row.short_liquidation_usd,
})

export const olderAggregated = (row: Row<typeof aggregatedHistorySchema>) => ({
  t: row.time / SECOND,
  longLiquidationUsd: row.aggregated_long_liquidation_usd,
  shortLiquidationUsd: row.aggregated_short_liquidation_usd,
})

export const olderOpenRow = ({
  exchange,
  symbol,
  all,
  coinMargin,
  stableMargin,
  changeOf,
}: OpenOnExchange) => ({
  exchange,
  symbol,
  openInterest: all.usd,
  openInterestAmount: all.coins,
  openInterestByCoinMargin: coinMargin.usd,
  openInterestByStableCoinMargin: stableMargin.usd,
  openInterestAmountByCoinMargin: coinMargin.coins,
  openInterestAmountByStableCoinMargin: stableMargin.coins,
  ...Object.fromEntries(
    CHANGE_SPANS.map((span) => [`openInterestChangePercent${span}`, told(changeOf(span))] as const),
  ),
})

/** Its description says seconds, its example has milliseconds, as version 4 does. */
export const olderOpenChart = (chart: z.infer<typeof openChartSchema>) => ({
  timeList: chart.time_list,
  priceList: chart.price_list,
  dataMap: chart.data_map,
})

type Lists<Rate> = readonly {
  readonly symbol: string
  readonly stablecoin_margin_list: readonly Rate[]
  readonly token_margin_list: readonly Rate[]
}[]

const olderLists = <Rate, Older>(lists: Lists<Rate>, older: (rate: Rate) => Older) =>
  lists.map((one) => ({
    symbol: one.symbol,
    usdtOrUsdMarginList: one.stablecoin_margin_list.map(older),
    tokenMarginList: one.token_margin_list.map(older),
  }))

export const olderFunding = (lists: z.infer<typeof fundingListSchema>) =>
  olderLists(lists, (rate) => ({
    exchange: rate.exchange,
    fundingRate: rate.funding_rate,
    fundingIntervalHours: rate.funding_rate_interval,
    nextFundingTime: rate.next_funding_time,
  }))

export const olderAccumulated = (lists: z.infer<typeof accumulatedSchema>) =>
  olderLists(lists, (rate) => ({ exchange: rate.exchange, fundingRate: rate.funding_rate }))

export const olderTakerList = (list: z.infer<typeof takerListSchema>) => ({
  symbol: list.symbol,
  ...olderShares(list),
  list: list.exchange_list.map((one) => ({ exchange: one.exchange, ...olderShares(one) })),
})

type Shares = Omit<z.infer<typeof takerListSchema>, 'symbol' | 'exchange_list'>

const olderShares = (of: Shares) => ({
  buyRatio: of.buy_ratio,
  sellRatio: of.sell_ratio,
  buyVolUsd: of.buy_vol_usd,
  sellVolUsd: of.sell_vol_usd,
})
