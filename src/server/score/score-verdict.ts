import type { KeptScore } from '../../api/score.ts'
import type { AlertScore } from '../../signals/alerts/alert-situation.ts'

/**
 * Whether a map is told to do worse than the candle alone: its gain over it is below 0 even at the high
 * end of the interval. Undefined where nothing is known of it.
 */
export function scoreVerdict(kept: KeptScore | undefined): AlertScore | undefined {
  const gain = kept?.score.models.isotherm.qlikeGain
  if (gain === undefined) return undefined
  const [value, low, high] = [gain.value, gain.low, gain.high].map((one) => one.toFixed(3))
  return {
    isDegraded: gain.high < 0,
    label: `its gain over the candle is ${value} (90 %: ${low} to ${high})`,
  }
}
