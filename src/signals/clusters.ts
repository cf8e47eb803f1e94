import { LN_BIN, binEdge, binPosition } from '../market/price-bin.ts'
import type { PositionSide } from '../market/units.ts'
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

const NEAR = 0.02
const FAR = 0.05

/**
 * The clusters of a map, from the lowest price up. Those of a side never overlap; what lies between
 * them is in none. A level counts for its side by its middle, as sums between two prices do.
 */
export function clustersOf(
  density: Density,
  { smoothing, prominence }: ClusterRules = CLUSTER_RULES,
): readonly Cluster[] {
  const { firstBin, longUsd, shortUsd, price } = density
  const split = Math.min(
    Math.max(0, Math.ceil(binPosition(price) - 0.5) - firstBin),
    longUsd.length,
  )
  const side = (of: PositionSide, usd: Readonly<Float64Array>, from: number): readonly Cluster[] =>
    peaksOf(smoothed(usd, smoothing / LN_BIN), prominence).map((peak) =>
      clusterOf(of, usd, { ...peak, first: firstBin + from }, price),
    )
  return [
    ...side('long', longUsd.subarray(0, split), 0),
    ...side('short', shortUsd.subarray(split), split),
  ]
}

function clusterOf(
  side: PositionSide,
  usd: Readonly<Float64Array>,
  { at, from, end, first }: { at: number; from: number; end: number; first: number },
  price: number,
): Cluster {
  let [sum, moment] = [0, 0]
  for (let i = from; i < end; i++) {
    sum += usd[i]!
    moment += usd[i]! * (i - from)
  }
  // Smoothing may lift a place above its neighbours that holds nothing itself.
  const middle = sum > 0 ? from + moment / sum : at
  const centrePrice = Math.exp((first + middle + 0.5) * LN_BIN)
  const distance = centrePrice / price - 1
  return {
    side,
    firstBin: first + from,
    endBin: first + end,
    priceFrom: binEdge(first + from),
    priceTo: binEdge(first + end),
    peakPrice: Math.exp((first + at + 0.5) * LN_BIN),
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
