import { DAY } from '../market/units.ts'
import type { Cluster } from './clusters/clusters.ts'
import type { MarketFacts, MovingAverage } from './market-facts.ts'

/** What else is known of a market, beside a cluster: facts, none of them advice. */
export interface Confluence {
  /** What longs pay shorts in a year at the last rate, as a share of notional. */
  readonly fundingAYear: number | undefined
  readonly openInterestChange: MarketFacts['openInterestChange']
  /** What takers bought less what they sold in 24 hours, as a share of all that was traded. */
  readonly takerDeltaShare: number | undefined
  readonly rsi: number | undefined
  readonly averages: readonly (MovingAverage & {
    /** From the average to the price, and to the cluster's centre, as shares of the average. */
    readonly toPrice: number
    readonly toCluster: number
    /** Whether the average lies within the cluster. */
    readonly isInside: boolean
  })[]
}

const YEAR = 365 * DAY

/** What longs pay shorts in a year at the last rate; undefined where its interval is not known. */
export const fundingAYear = ({ funding }: Pick<MarketFacts, 'funding'>): number | undefined =>
  funding?.interval === undefined ? undefined : funding.rate * (YEAR / funding.interval)

export function confluenceOf(facts: MarketFacts, price: number, cluster: Cluster): Confluence {
  const { openInterestChange, takerDeltaShare, rsi, averages } = facts
  return {
    fundingAYear: fundingAYear(facts),
    openInterestChange,
    takerDeltaShare,
    rsi,
    averages: averages.map((average) => ({
      ...average,
      toPrice: price / average.price - 1,
      toCluster: cluster.centrePrice / average.price - 1,
      isInside: average.price >= cluster.priceFrom && average.price < cluster.priceTo,
    })),
  }
}
