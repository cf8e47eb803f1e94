import { LEVERAGE_BANDS } from '../heatmap/planes.ts'
import { notionalUsd, type ContractKind } from '../market/instrument.ts'
import { binEdge, binOf } from '../market/price-bin.ts'
import { quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { LONG, SHORT } from '../model/side.ts'
import { exactColumn } from './exact-column.ts'
import type { ExactColumn, Level, Sides } from './exact-column.ts'
import type { KnownBand, SidesRange } from './level-ranges.ts'
import { rangeOfSum } from './level-ranges.ts'
import type { Replay } from './replay.ts'

/** An exact column with what belongs to its time. */
export interface LevelColumn extends ExactColumn {
  readonly time: Millis
  /** Last close before that time. */
  readonly price: number
  readonly openInterestUsd: number
  readonly unleveredUsd: Sides
  /** How far the amounts may be off, as known then. */
  readonly band: KnownBand
  readonly totalRange: SidesRange
}

/** One exact cell. */
export interface Cell extends Sides {
  readonly bucketFrom: Millis
  readonly bucketTo: Millis
  readonly priceFrom: number
  readonly priceTo: number
  readonly price: number
  readonly byBand: readonly Sides[]
  readonly columnTotal: Sides
  readonly columnTotalRange: SidesRange
  /** How far the amounts may be off, as known then. */
  readonly band: KnownBand
}

/** The column that a replay stands at; undefined where no open interest is known yet. */
export function levelColumn(
  { model, time, close }: Replay,
  contract: ContractKind,
  band: KnownBand,
  zoom: number,
): LevelColumn | undefined {
  if (Number.isNaN(model.openInterest)) return undefined
  const usd = (amount: number) => notionalUsd(contract, quantity(amount), close)
  const column = exactColumn(model, contract, zoom)
  return {
    ...column,
    band,
    totalRange: rangeOfSum(band, column.levels, column.total),
    time,
    price: close,
    openInterestUsd: usd(model.openInterest),
    unleveredUsd: { longUsd: usd(model.unlevered(LONG)), shortUsd: usd(model.unlevered(SHORT)) },
  }
}

/** The cell that holds a price in the column of a bucket's end. */
export function cellOf(
  column: LevelColumn,
  bucket: Pick<Cell, 'bucketFrom' | 'bucketTo'>,
  price: number,
  zoom: number,
): Cell {
  const bin = binOf(price, zoom)
  const level: Level = column.levels.find((one) => one.bin === bin) ?? {
    bin,
    priceFrom: binEdge(bin, zoom),
    priceTo: binEdge(bin + 1, zoom),
    longUsd: 0,
    shortUsd: 0,
    byBand: LEVERAGE_BANDS.map(() => ({ longUsd: 0, shortUsd: 0 })),
  }
  const { priceFrom, priceTo, longUsd, shortUsd, byBand } = level
  const { price: close, total: columnTotal, totalRange: columnTotalRange, band } = column
  const where = { ...bucket, priceFrom, priceTo, price: close }
  return { ...where, longUsd, shortUsd, byBand, columnTotal, columnTotalRange, band }
}
