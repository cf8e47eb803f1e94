import type { ContractKind } from '../market/instrument.ts'
import { binEdge, binMiddle } from '../market/price-bin.ts'
import { LEVERAGE_BANDS, bandOf } from '../heatmap/planes.ts'
import { BOTH_SIDES, LONG, SHORT } from '../model/side.ts'
import type { ColumnsOf } from '../model/opened-since.ts'
import type { PositionModel } from '../model/position-model.ts'

/** USD of both sides. */
export interface Sides {
  readonly longUsd: number
  readonly shortUsd: number
}

/** One bin of a column, exact. */
export interface Level extends Sides {
  readonly bin: number
  readonly priceFrom: number
  readonly priceTo: number
  /** USD by leverage band, in the order of LEVERAGE_BANDS. */
  readonly byBand: readonly Sides[]
}

export interface ExactColumn {
  /** Ascending in price; only bins that hold something. */
  readonly levels: readonly Level[]
  readonly total: Sides
  readonly byBand: readonly Sides[]
}

type Amounts = readonly [long: number, short: number]

const BANDS = LEVERAGE_BANDS.length

/**
 * The column of a model as it stands, computed from the ledger alone: what people, programs and
 * tests read. Bins of zoom z sum those of zoom 0.
 */
export function exactColumn(
  model: PositionModel,
  contract: ContractKind,
  zoom: number,
): ExactColumn {
  const range = liquidationBins(model)
  if (range === undefined) return describe(new Float64Array(0), 0, zoom)
  return describe(amountsBetween(model, contract, range, zoom), range.first >> zoom, zoom)
}

/** Bins of zoom 0, both included. */
export interface BinRange {
  readonly first: number
  readonly last: number
}

/**
 * USD in bins of a zoom, by bin, band and side; of those at both ends what lies in the range.
 * @param columnsOf what of the ledger is counted; all of it by default
 */
export function amountsBetween(
  model: PositionModel,
  contract: ContractKind,
  range: BinRange,
  zoom: number,
  columnsOf: ColumnsOf = (side, k) => model.ledger.columns(side, k),
): Float64Array {
  const { ledger, spec, weights } = model
  const firstCell = range.first >> zoom
  const cells = (range.last >> zoom) - firstCell + 1
  const usd = new Float64Array(cells * BANDS * 2)
  // Every bin is met once per distance.
  const prices = Float64Array.from({ length: range.last - range.first + 1 }, (_, i) =>
    contract === 'linear' ? binMiddle(range.first + i) : 1,
  )
  const lives = spec.lifetimes.length
  for (const side of BOTH_SIDES) {
    const worth = model.levelScale(side)
    for (let k = 0; k < spec.distances.length; k++) {
      const { entries, swept, from, to } = columnsOf(side, k)
      const offset = ledger.offsets[side][k]!
      const place = bandOf(spec.distances[k]!.leverage) * 2 + side
      const end = Math.min(to, range.last + 1 - offset)
      for (let entry = Math.max(from, range.first - offset); entry < end; entry++) {
        let amount = 0
        let at = (entry - ledger.firstBin) * lives
        for (let r = 0; r < lives; r++, at++)
          amount +=
            weights[k * lives + r]! *
            ((entries[at]! - swept[at]!) * ledger.scale[side * lives + r]!)
        if (amount === 0) continue
        const bin = entry + offset
        const price = prices[bin - range.first]!
        usd[((bin >> zoom) - firstCell) * BANDS * 2 + place]! += amount * worth * price
      }
    }
  }
  return usd
}

/** The lowest and highest bin in which a position may be liquidated; undefined where none is open. */
function liquidationBins({ ledger, spec }: PositionModel): BinRange | undefined {
  let first = Number.MAX_SAFE_INTEGER
  let last = Number.MIN_SAFE_INTEGER
  for (const side of BOTH_SIDES)
    for (let k = 0; k < spec.distances.length; k++) {
      const { from, to } = ledger.columns(side, k)
      if (from >= to) continue
      const offset = ledger.offsets[side][k]!
      first = Math.min(first, from + offset)
      last = Math.max(last, to - 1 + offset)
    }
  return first <= last ? { first, last } : undefined
}

function describe(usd: Float64Array, firstCell: number, zoom: number): ExactColumn {
  const total = new Float64Array(BANDS * 2)
  const levels: Level[] = []
  for (let cell = 0; cell * BANDS * 2 < usd.length; cell++) {
    const amounts = usd.subarray(cell * BANDS * 2, (cell + 1) * BANDS * 2)
    if (amounts.every((amount) => amount === 0)) continue
    amounts.forEach((amount, i) => (total[i]! += amount))
    const bin = firstCell + cell
    levels.push({
      bin,
      priceFrom: binEdge(bin, zoom),
      priceTo: binEdge(bin + 1, zoom),
      byBand: byBand(amounts),
      ...sides(sum(amounts)),
    })
  }
  return { levels, byBand: byBand(total), total: sides(sum(total)) }
}

const byBand = (amounts: Float64Array): Sides[] =>
  Array.from({ length: BANDS }, (_, band) =>
    sides([amounts[2 * band + LONG]!, amounts[2 * band + SHORT]!]),
  )

const sides = ([longUsd, shortUsd]: Amounts): Sides => ({ longUsd, shortUsd })

function sum(amounts: Float64Array): Amounts {
  let [long, short] = [0, 0]
  for (let i = 0; i < amounts.length; i += 2) {
    long += amounts[i + LONG]!
    short += amounts[i + SHORT]!
  }
  return [long, short]
}
