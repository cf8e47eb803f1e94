import type { Millis } from '../market/units.ts'
import type { BootstrapOptions, Interval, RatioRow } from './bootstrap.ts'
import { bootstrapRatio } from './bootstrap.ts'

/**
 * What was liquidated ÷ what the map said stood where price went, ΣR ÷ ΣP, with its interval over
 * days: 1 is right, and 1 less it is the discount that a map's USD deserve. Rows with an unknown
 * (NaN) side are left out of both sums; undefined where nothing was predicted.
 * @param time end of each row's bucket
 * @param realisedUsd R ≥ 0
 * @param predictedUsd P ≥ 0, the map's swept USD
 */
export function realisedOverPredicted(
  time: ArrayLike<Millis>,
  realisedUsd: ArrayLike<number>,
  predictedUsd: ArrayLike<number>,
  options: BootstrapOptions,
): Interval | undefined {
  const rows: RatioRow[] = []
  for (let i = 0; i < time.length; i++) {
    const [numerator, denominator] = [realisedUsd[i]!, predictedUsd[i]!]
    if (Number.isNaN(numerator) || Number.isNaN(denominator)) continue
    rows.push({ time: time[i]!, numerator, denominator })
  }
  return bootstrapRatio(rows, options)
}
