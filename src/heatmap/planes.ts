import type { PositionSide } from '../market/units.ts'

/**
 * Planes of the map: cells are kept apart by side and leverage band and summed when drawn. A band
 * gathers the liquidation distances of the leverages nearest to it, as traders name them.
 */

export interface LeverageBand {
  readonly id: string
  /** As shown to people. */
  readonly name: string
  /** The leverage the band is named after. */
  readonly leverage: number
}

export const LEVERAGE_BANDS: readonly LeverageBand[] = [
  { id: '3x', name: '≤ 3x', leverage: 3 },
  { id: '5x', name: '5x', leverage: 5 },
  { id: '10x', name: '10x', leverage: 10 },
  { id: '25x', name: '25x', leverage: 25 },
  { id: '50x', name: '50x', leverage: 50 },
  { id: '100x', name: '≥ 100x', leverage: 100 },
]

/** Index of the band nearest to a leverage, on a logarithmic scale. */
export function bandOf(leverage: number): number {
  let best = 0
  LEVERAGE_BANDS.forEach((band, i) => {
    const far = (of: number) => Math.abs(Math.log(leverage / LEVERAGE_BANDS[of]!.leverage))
    if (Math.abs(Math.log(leverage / band.leverage)) < far(best)) best = i
  })
  return best
}

/** How finely a tile keeps cells apart: `side` has the planes long, short; `band` has 2 × 6. */
export type PlaneSet = 'side' | 'band'

export interface Plane {
  readonly side: PositionSide
  /** Undefined where all bands are summed. */
  readonly band: number | undefined
}

/** The planes of a set, in the order in which a tile holds them. */
export function planesOf(set: PlaneSet): readonly Plane[] {
  const sides: readonly PositionSide[] = ['long', 'short']
  if (set === 'side') return sides.map((side) => ({ side, band: undefined }))
  return sides.flatMap((side) => LEVERAGE_BANDS.map((_, band) => ({ side, band })))
}
