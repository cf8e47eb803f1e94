import { LN_BIN } from '../market/price-bin.ts'

/**
 * The bank's components: liquidation distances, and lifetimes. A distance stands for every way to a
 * liquidation price that far from the entry: leverage, maintenance margin, cross collateral, margin
 * added later. Sharp ones lie where traders' leverage buttons put them; smooth ones fill the space
 * between.
 */

/** One liquidation distance; long and short differ by the venue's formula. */
export interface LiquidationDistance {
  /** Fraction of the entry price by which it must fall to liquidate a long. */
  readonly long: number
  /** Fraction of the entry price by which it must rise to liquidate a short. */
  readonly short: number
  /** The leverage this distance is drawn as. */
  readonly leverage: number
  /** A leverage button of the venue, or a smooth point between. */
  readonly kind: 'button' | 'smooth'
  /** Share of the smooth band [from, to) of distances that this one stands for. */
  readonly band: { readonly from: number; readonly to: number; readonly share: number }
  /**
   * Group 0 lies where it lies. The distances of another group are dithered together: each opening
   * uses another place of their bands, so that in time the bands are filled evenly. Points that
   * stood still would draw ghosts of the price path, one for each.
   */
  readonly group: number
}

/** Smooth bands nearer than this are only a few bins wide: their points need no dithering. */
const DITHERED_FROM = 0.0175

/** Neighbouring smooth bands that are dithered alike. */
const BANDS_PER_GROUP = 2

/** Leverages that venues offer as buttons, highest first. */
export const LEVERAGE_BUTTONS: readonly number[] = [125, 100, 75, 50, 25, 20, 10, 5, 3]

/** Lifetimes in turnovers of open interest (traded volume ÷ OI): 24 min, 3 h, 16 h, 3 d at 3 a day. */
export const LIFETIMES: readonly number[] = [0.05, 0.4, 2, 9]

/** The distances covered by the bank. */
export const NEAREST = 0.0035
export const FARTHEST = 0.45

/** Distance from entry at a leverage, or undefined where the venue does not offer it. */
export type DistanceAtLeverage = (side: 'long' | 'short', leverage: number) => number | undefined

/** Edges of `count` smooth bands, evenly spaced in the logarithm of distance. */
export const smoothEdges = (count: number): readonly number[] =>
  Array.from({ length: count + 1 }, (_, i) => NEAREST * (FARTHEST / NEAREST) ** (i / count))

/**
 * The distances of a bank: the venue's leverage buttons and one or more points in each smooth band.
 * @param distanceAt the venue's own formula
 * @param edges ascending edges of the smooth bands
 * @param points how many points spread a smooth band (from its edges); they share its weight
 */
export function liquidationDistances(
  distanceAt: DistanceAtLeverage,
  edges: readonly number[] = smoothEdges(24),
  points: (from: number, to: number) => number = () => 1,
): readonly LiquidationDistance[] {
  const still = edges.findIndex((edge) => edge >= DITHERED_FROM)
  const smooth = edges.slice(0, -1).flatMap((from, i) => {
    const to = edges[i + 1]!
    const count = points(from, to)
    return Array.from({ length: count }, (_, j): LiquidationDistance => {
      const distance = count === 1 ? Math.sqrt(from * to) : from + ((to - from) * (j + 0.5)) / count
      const band = { from, to, share: 1 / count }
      const dithered = count === 1 && i >= still
      const group = dithered ? 1 + Math.floor((i - still) / BANDS_PER_GROUP) : 0
      const leverage = 1 / distance
      return { long: distance, short: distance, leverage, kind: 'smooth', band, group }
    })
  })
  const buttons = LEVERAGE_BUTTONS.flatMap((leverage): LiquidationDistance[] => {
    const long = distanceAt('long', leverage)
    const short = distanceAt('short', leverage)
    if (long === undefined || short === undefined || long <= 0 || short <= 0) return []
    const i = edges.findIndex((from, at) => long >= from && long < (edges[at + 1] ?? 0))
    const band = { from: edges[i] ?? 0, to: edges[i + 1] ?? 0, share: 1 }
    return [{ long, short, leverage, kind: 'button', band, group: 0 }]
  })
  return [...buttons, ...smooth]
}

/** Bins (zoom 0) from the entry to the liquidation price: negative for longs, positive for shorts. */
export const offsetBins = (side: 'long' | 'short', distance: LiquidationDistance): number =>
  side === 'long'
    ? Math.round(Math.log1p(-distance.long) / LN_BIN)
    : Math.round(Math.log1p(distance.short) / LN_BIN)

/** Width in bins over which the distances of each group are dithered, by side: the mean of their bands. */
export function ditherWidths(
  distances: readonly LiquidationDistance[],
): readonly [Float64Array, Float64Array] {
  const groups = 1 + Math.max(...distances.map((d) => d.group))
  const widths = [new Float64Array(groups), new Float64Array(groups)] as const
  for (let group = 1; group < groups; group++) {
    const bands = distances.filter((d) => d.group === group).map((d) => d.band)
    for (const { from, to } of bands) {
      widths[0][group]! += Math.log((1 - from) / (1 - to)) / LN_BIN / bands.length
      widths[1][group]! += Math.log((1 + to) / (1 + from)) / LN_BIN / bands.length
    }
  }
  return widths
}
