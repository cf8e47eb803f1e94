import { binOf } from '../market/price-bin.ts'
import type { Millis } from '../market/units.ts'
import { NO_FACTS } from './market-facts.ts'
import type { MarketFacts } from './market-facts.ts'
import type { MarketReading, SideUsd } from './market-reading.ts'

export const PRICE = 60_000
const FIRST = binOf(PRICE * 0.85)
const BINS = binOf(PRICE * 1.15) - FIRST

/** USD at a share of the price. */
export type LevelAt = readonly [share: number, usd: number]

export interface MadeReading {
  readonly time: Millis
  readonly longs?: readonly LevelAt[]
  readonly shorts?: readonly LevelAt[]
  /** USD in every bin of the side on which it may be. */
  readonly ground?: number
  /** By how much amounts may be off. */
  readonly factor?: number
  readonly low?: number
  readonly high?: number
  readonly price?: number
  readonly facts?: Partial<MarketFacts>
}

/** A map by hand, at shares of `PRICE`: each level lies in the one bin of its price. */
export function readingOf(made: MadeReading): MarketReading {
  const { time, longs = [], shorts = [], price = PRICE, factor = 1.2, facts = {} } = made
  const density = { firstBin: FIRST, ...columnsOf(longs, shorts), price }
  const at = binOf(price) - FIRST
  for (let i = 0; i < BINS; i++) density[i < at ? 'longUsd' : 'shortUsd'][i]! += made.ground ?? 0
  return {
    time,
    density,
    band: { width: Math.log(factor), evensOut: 0, widest: 1, isLearnt: true, isSampled: false },
    byBand: undefined,
    byVenue: undefined,
    measured: undefined,
    low: made.low ?? price,
    high: made.high ?? price,
    facts: { ...NO_FACTS, ...facts },
  }
}

/** The columns of levels alone. */
export function columnsOf(
  longs: readonly LevelAt[],
  shorts: readonly LevelAt[],
): { [Side in keyof SideUsd]: Float64Array } {
  const column = (levels: readonly LevelAt[]): Float64Array => {
    const usd = new Float64Array(BINS)
    for (const [share, amount] of levels) usd[binOf(PRICE * share) - FIRST]! += amount
    return usd
  }
  return { longUsd: column(longs), shortUsd: column(shorts) }
}
