import { NO_AMOUNT, plus } from '../../api/coinglass/bars.ts'
import type { Amount } from '../../api/coinglass/bars.ts'
import { percentChange } from '../../api/coinglass/market-rows.ts'
import type { MarketFacts, Traded } from './market-facts.ts'

/** What is known of one or more markets of a coin together. */
export interface CoinFacts {
  /** Of the market in which most was traded in a day. */
  readonly price: number
  readonly main: MarketFacts
  open(span?: string): Amount | undefined
  /** By percent, over the markets whose open interest is known at both times. */
  readonly openChange: (span: string) => number | undefined
  traded(span: string, before?: number): Traded | undefined
  /** In percent. */
  averageFunding(by: 'open' | 'traded'): number | undefined
}

/** @param all at least one */
export function coinFacts(all: readonly MarketFacts[]): CoinFacts {
  const main = all.reduce((most, one) => (dayUsd(one) > dayUsd(most) ? one : most))
  return {
    main,
    price: main.price,
    open: (span) => sum(all.map((one) => one.open(span))),
    openChange(span) {
      const both = all.flatMap((one) => {
        const [before, now] = [one.open(span), one.open()]
        return before === undefined || now === undefined ? [] : [{ before, now }]
      })
      return percentChange(
        sum(both.map(({ before }) => before))?.usd,
        sum(both.map(({ now }) => now))?.usd,
      )
    },
    traded(span, before) {
      const known = all.flatMap((one) => one.traded(span, before) ?? [])
      const volume = sum(known.map((one) => one.volume))
      const takerBuy = sum(known.map((one) => one.takerBuy))
      return volume && takerBuy && { volume, takerBuy }
    },
    averageFunding(by) {
      let [weighted, weight] = [0, 0]
      for (const one of all) {
        const usd = by === 'open' ? one.open()?.usd : one.traded('24h')?.volume.usd
        if (usd === undefined || one.funding === undefined) continue
        weighted += one.funding.rate * 100 * usd
        weight += usd
      }
      return weight > 0 ? weighted / weight : undefined
    },
  }
}

/** Of those that are known; undefined where none is. */
function sum(amounts: readonly (Amount | undefined)[]): Amount | undefined {
  const known = amounts.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : known.reduce(plus, NO_AMOUNT)
}

const dayUsd = (one: MarketFacts): number => one.traded('24h')?.volume.usd ?? 0
