import type { BandAnswer, MapDescriptor, WeightsAnswer } from '../../api/schema.ts'
import type { Millis } from '../../market/units.ts'

type Known = WeightsAnswer['known'][number]

/**
 * A map's descriptor as it was at a time: it reaches so far, and its dollars were known so well. What
 * scores have measured since is left out.
 * @param known the map's weights over time, oldest first; before they are there nothing is said to be learnt
 */
export function mapUntil(
  map: MapDescriptor,
  time: Millis,
  known: readonly Known[] | undefined,
): MapDescriptor {
  // Weights are in force from the first bar that opens with them.
  const inForce = known?.findLast(({ since }) => since < time)
  const { sampled, factors } = map.band
  return {
    ...map,
    to: Math.min(map.to, time),
    discount: null,
    band: { basis: basisOf(inForce), sampled, factors: inForce?.factors ?? factors },
  }
}

const basisOf = (known: Known | undefined): BandAnswer['basis'] => {
  if (known?.expert === 'others') return 'others'
  return (known?.bandFactor ?? null) === null ? 'default' : 'learnt'
}
