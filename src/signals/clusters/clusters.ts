import { LN_BIN, binEdge, binMiddle, binPosition } from '../../market/price-bin.ts'
import type { PositionSide } from '../../market/units.ts'
import { peaksOf } from './peaks.ts'
import { smoothed } from './smoothed.ts'

/** What a map holds at one time, by bin from `firstBin` on. */
export interface Density {
  /** Bins are of this zoom, of 0 where it is not said. */
  readonly zoom?: number
  readonly firstBin: number
  readonly longUsd: Readonly<Float64Array>
  readonly shortUsd: Readonly<Float64Array>
  /** The price it is looked at from. */
  readonly price: number
}

/** Contiguous dense levels of one side: longs below the price, shorts above it. */
export interface Cluster {
  readonly side: PositionSide
  /** Bins of zoom 0, [firstBin, endBin). */
  readonly firstBin: number
  readonly endBin: number
  readonly priceFrom: number
  readonly priceTo: number
  /** Price at the densest place. */
  readonly peakPrice: number
  /** Price of the middle of its mass. */
  readonly centrePrice: number
  /** From the price to the centre as a share of the price: negative below it. */
  readonly distance: number
  readonly usd: number
  readonly distanceBand: DistanceBand
}

/** How far away: within 2 % of the price, within 5 %, or beyond. */
export type DistanceBand = 'near' | 'far' | 'beyond'

export interface ClusterRules {
  /** Standard deviation of the Gaussian that levels are smoothed with, in the logarithm of price. */
  readonly smoothing: number
  /** Prominence over height from which on a peak is a cluster. */
  readonly prominence: number
}

/** What lies within 0.15 % is one place; valleys as deep as half a peak part it from the next. */
export const CLUSTER_RULES: ClusterRules = { smoothing: 0.0015, prominence: 0.5 }

/** As shares of the price. */
export const NEAR = 0.02
export const FAR = 0.05

/** Both sides of a density smoothed, each on its own side of the price. */
export interface Curves {
  /** Bins before it are of longs below the price, those from it on of shorts above. */
  readonly split: number
  /** USD by bin: of longs up to `split`, of shorts from there on. */
  readonly usd: Readonly<Float64Array>
}

/** A level counts for its side by its middle, as sums between two prices do. */
export function curvesOf(density: Density, { smoothing } = CLUSTER_RULES): Curves {
  const { firstBin, longUsd, shortUsd, price } = density
  const width = binWidth(density)
  const split = Math.min(
    Math.max(0, Math.ceil(binPosition(price) / 2 ** (density.zoom ?? 0) - 0.5) - firstBin),
    longUsd.length,
  )
  const usd = new Float64Array(longUsd.length)
  usd.set(smoothed(longUsd.subarray(0, split), smoothing / width))
  usd.set(smoothed(shortUsd.subarray(split), smoothing / width), split)
  return { split, usd }
}

/** Width of a density's bins in the logarithm of price. */
export const binWidth = ({ zoom = 0 }: Pick<Density, 'zoom'>): number => LN_BIN * 2 ** zoom

/**
 * The clusters of a map, from the lowest price up. Those of a side never overlap; what lies between
 * them is in none.
 */
export function clustersOf(
  density: Density,
  rules: ClusterRules = CLUSTER_RULES,
  { split, usd }: Curves = curvesOf(density, rules),
): readonly Cluster[] {
  const side = (of: PositionSide, from: number, to: number): readonly Cluster[] =>
    peaksOf(usd.subarray(from, to), rules.prominence).map((peak) =>
      clusterOf(of, density, { at: peak.at + from, from: peak.from + from, end: peak.end + from }),
    )
  return [...side('long', 0, split), ...side('short', split, usd.length)]
}

function clusterOf(
  side: PositionSide,
  density: Density,
  { at, from, end }: { readonly at: number; readonly from: number; readonly end: number },
): Cluster {
  const { firstBin, price, zoom = 0 } = density
  const usd = density[`${side}Usd`]
  let [sum, moment] = [0, 0]
  for (let i = from; i < end; i++) {
    sum += usd[i]!
    moment += usd[i]! * (i - from)
  }
  // Smoothing may lift a place above its neighbours that holds nothing itself.
  const middle = sum > 0 ? from + moment / sum : at
  const centrePrice = binMiddle(firstBin + middle, zoom)
  const distance = centrePrice / price - 1
  return {
    side,
    firstBin: (firstBin + from) * 2 ** zoom,
    endBin: (firstBin + end) * 2 ** zoom,
    priceFrom: binEdge(firstBin + from, zoom),
    priceTo: binEdge(firstBin + end, zoom),
    peakPrice: binMiddle(firstBin + at, zoom),
    centrePrice,
    distance,
    usd: sum,
    distanceBand: bandOf(distance),
  }
}

const bandOf = (distance: number): DistanceBand => {
  const away = Math.abs(distance)
  if (away <= NEAR) return 'near'
  return away <= FAR ? 'far' : 'beyond'
}
