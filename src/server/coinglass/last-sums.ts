import type { Sum } from '../../api/coinglass/liquidation-rows.ts'
import { rangeLength } from '../../api/coinglass/spans.ts'
import { HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { realisedOver } from '../../pipeline/realised-sums.ts'
import type { RealisedSource } from '../../pipeline/realised-sums.ts'
import type { Market } from '../market/market.ts'
import { endOf } from './desk.ts'
import { inTurn } from './in-turn.ts'

/** Sums of the last so many hours, from a whole minute on, since amounts are kept by the minute. */
export async function lastSums(
  markets: readonly Market[],
  spans: readonly string[],
  now: Millis,
): Promise<readonly Sum[]> {
  const lengths = spans.map(rangeLength)
  const parts = await inTurn(markets, async (market) => {
    const end = endOf(market, now)
    const startOf = (length: Millis) => Math.floor((end - length) / MINUTE) * MINUTE
    const sources: readonly RealisedSource[] =
      (await market.liquidated?.(startOf(Math.max(HOUR, ...lengths)), end)) ?? []
    return lengths.map((length) => realisedOver(sources, startOf(length), end))
  })
  return spans.map((_, i) => added(parts.map((sums) => sums[i]!)))
}

/** What is known of any of them. */
export const added = (sums: readonly Sum[]): Sum => ({
  longUsd: sums.reduce((total, { longUsd }) => total + longUsd, 0),
  shortUsd: sums.reduce((total, { shortUsd }) => total + shortUsd, 0),
  known: sums.reduce((most, { known }) => Math.max(most, known), 0),
})
