import { LEVERAGE_BANDS } from '../heatmap/planes.ts'
import { notionalUsd } from '../market/instrument.ts'
import type { ContractKind } from '../market/instrument.ts'
import { binOf } from '../market/price-bin.ts'
import { quantity } from '../market/units.ts'
import { LONG, SHORT } from '../model/side.ts'
import type { Density } from '../signals/clusters/clusters.ts'
import type { SideUsd } from '../signals/market-reading.ts'
import { amountsBetween } from './exact-column.ts'
import type { KnownBand } from './level-ranges.ts'
import type { Replay } from './replay.ts'

/** What a map holds around its price, in columns. */
export interface MapDensity {
  readonly density: Density
  /** In the order of LEVERAGE_BANDS. */
  readonly byBand: readonly SideUsd[]
  readonly band: KnownBand
  readonly openInterestUsd: number
}

/** Of the column that a replay stands at; undefined where no open interest is known yet. */
export function mapDensity(
  { model, close }: Pick<Replay, 'model' | 'close'>,
  contract: ContractKind,
  band: KnownBand,
  share: number,
  zoom: number,
): MapDensity | undefined {
  if (Number.isNaN(model.openInterest)) return undefined
  const firstBin = binOf(close * (1 - share), zoom)
  const endBin = binOf(close * (1 + share), zoom) + 1
  const range = { first: firstBin * 2 ** zoom, last: endBin * 2 ** zoom - 1 }
  const amounts = amountsBetween(model, contract, range, zoom)
  const bins = endBin - firstBin
  const column = () => ({ longUsd: new Float64Array(bins), shortUsd: new Float64Array(bins) })
  const byBand = LEVERAGE_BANDS.map(column)
  const all = column()
  for (let bin = 0, at = 0; bin < bins; bin++)
    for (const { longUsd, shortUsd } of byBand) {
      all.longUsd[bin]! += longUsd[bin] = amounts[at + LONG]!
      all.shortUsd[bin]! += shortUsd[bin] = amounts[at + SHORT]!
      at += 2
    }
  return {
    density: { zoom, firstBin, ...all, price: close },
    byBand,
    band,
    openInterestUsd: notionalUsd(contract, quantity(model.openInterest), close),
  }
}
