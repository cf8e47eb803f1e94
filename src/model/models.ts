import type { BarReading } from './bar-steps.ts'
import type { DistanceAtLeverage, LiquidationDistance } from './component.ts'
import { LIFETIMES, liquidationDistances } from './component.ts'
import { conservingFlow, openingOnly, volumeFlow } from './flow.ts'
import type { ModelSpec } from './model-spec.ts'
import { priorWeights } from './prior.ts'

/** What people choose a model by. */
export interface ModelInfo {
  readonly id: string
  /** Whether its weights are learnt from realised liquidations, where there are any. */
  readonly learns?: true
  readonly name: string
  readonly description: string
}

/** The models of Isotherm, the recommended one first. */
export const MODELS: readonly ModelInfo[] = [
  {
    id: 'isotherm',
    learns: true,
    name: 'Isotherm',
    description:
      'Positions open with volume, age by turnover and are swept; an unlevered rest keeps longs = shorts = open interest.',
  },
  {
    id: 'opening-only',
    name: 'Opening only',
    description:
      'The common upper bound: rises of open interest open positions that never close unless price sweeps them.',
  },
  {
    id: 'opening-volume',
    name: 'Opening only, by volume',
    description: 'All traded volume opens positions that never close unless swept. For comparison.',
  },
  {
    id: 'conserving',
    name: 'OI-conserving',
    description: 'Falling open interest closes all cohorts in proportion. For comparison.',
  },
  {
    id: 'turnover',
    name: 'Uniform turnover',
    description:
      'As OI-conserving, and a quarter of the volume closes and reopens. For comparison.',
  },
]

/** Whether a model learns its weights. */
export const learnsWeights = (model: string): boolean =>
  MODELS.some(({ id, learns }) => id === model && learns)

/** The mix of leverages that liquidation maps commonly assume. */
export const COMMON_MIX: readonly (readonly [leverage: number, share: number])[] = [
  [5, 0.15],
  [10, 0.3],
  [25, 0.25],
  [50, 0.2],
  [100, 0.1],
]

/** The common mix at the leverages that the venue offers; the shares of others are spread over them. */
function commonDistances(distanceAt: DistanceAtLeverage): readonly LiquidationDistance[] {
  const offered = COMMON_MIX.flatMap(([leverage, share]): LiquidationDistance[] => {
    const long = distanceAt('long', leverage)
    const short = distanceAt('short', leverage)
    if (long === undefined || short === undefined) return []
    return [{ long, short, leverage, kind: 'button', band: { from: 0, to: 0, share }, group: 0 }]
  })
  const sum = offered.reduce((total, { band }) => total + band.share, 0)
  return offered.map((d) => ({ ...d, band: { ...d.band, share: d.band.share / sum } }))
}

/**
 * Builds a model for an instrument.
 * @param distanceAt the venue's liquidation distance at a leverage
 * Throws a RangeError for an unknown id.
 */
export function modelSpec(id: string, distanceAt: DistanceAtLeverage): ModelSpec {
  if (id === 'isotherm') {
    const distances = liquidationDistances(distanceAt)
    return {
      id,
      distances,
      lifetimes: LIFETIMES,
      rule: volumeFlow(),
      weights: [{ since: 0, weights: priorWeights(distances, LIFETIMES) }],
      reading: { kind: 'path' },
      agesInside: true,
    }
  }
  const rule = {
    'opening-only': openingOnly('open-interest'),
    'opening-volume': openingOnly('volume'),
    conserving: conservingFlow(0),
    turnover: conservingFlow(0.25),
  }[id]
  if (rule === undefined)
    throw new RangeError(`unknown model "${id}": use ${MODELS.map((m) => m.id).join(', ')}`)
  const distances = commonDistances(distanceAt)
  const weights = [{ since: 0, weights: Float64Array.from(distances, (d) => d.band.share) }]
  // The conserving rules must know what a bar liquidates before they know what it opens.
  const reading: BarReading = rule.conserves ? { kind: 'whole', points: 6 } : { kind: 'path' }
  return { id, distances, lifetimes: [1], rule, weights, reading, agesInside: false }
}
