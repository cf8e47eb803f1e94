import type { ContractKind } from '../market/instrument.ts'
import { binEdge, binMiddle } from '../market/price-bin.ts'
import { LEVERAGE_BANDS, bandOf } from '../heatmap/planes.ts'
import { BOTH_SIDES, LONG, SHORT } from '../model/side.ts'
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

type Amounts = [long: number, short: number]

/**
 * The column of a model as it stands, computed from the ledger alone: what people, programs and
 * tests read. Bins of zoom z sum those of zoom 0.
 */
export function exactColumn(
  model: PositionModel,
  contract: ContractKind,
  zoom: number,
): ExactColumn {
  const bins = new Map<number, Amounts[]>()
  const { ledger, spec } = model
  const bands = spec.distances.map((d) => bandOf(d.leverage))
  for (const side of BOTH_SIDES) {
    const scale = model.levelScale(side)
    for (let k = 0; k < spec.distances.length; k++)
      for (let entry = ledger.firstBin; entry < ledger.firstBin + ledger.bins; entry++) {
        let amount = 0
        for (let r = 0; r < spec.lifetimes.length; r++)
          amount += model.weights[k * spec.lifetimes.length + r]! * ledger.alive(side, k, r, entry)
        if (amount === 0) continue
        const bin = entry + ledger.offsets[side][k]!
        const usd = amount * scale * (contract === 'linear' ? binMiddle(bin) : 1)
        const key = bin >> zoom
        const level = bins.get(key) ?? LEVERAGE_BANDS.map((): Amounts => [0, 0])
        bins.set(key, level)
        level[bands[k]!]![side]! += usd
      }
  }
  return describe(bins, zoom)
}

function describe(bins: ReadonlyMap<number, readonly Amounts[]>, zoom: number): ExactColumn {
  const byBand = LEVERAGE_BANDS.map((): Amounts => [0, 0])
  const keys = [...bins.keys()].sort((a, b) => a - b)
  const levels = keys.map((bin): Level => {
    const amounts = bins.get(bin)!
    amounts.forEach(([long, short], band) => {
      byBand[band]![LONG] += long
      byBand[band]![SHORT] += short
    })
    return {
      bin,
      priceFrom: binEdge(bin, zoom),
      priceTo: binEdge(bin + 1, zoom),
      byBand: amounts.map(sides),
      ...sides(sum(amounts)),
    }
  })
  return { levels, byBand: byBand.map(sides), total: sides(sum(byBand)) }
}

const sides = ([longUsd, shortUsd]: Readonly<Amounts>): Sides => ({ longUsd, shortUsd })

const sum = (amounts: readonly Amounts[]): Amounts =>
  amounts.reduce<Amounts>((a, b) => [a[LONG] + b[LONG], a[SHORT] + b[SHORT]], [0, 0])
