import { binEdge } from '../../market/price-bin.ts'
import type { PositionSide } from '../../market/units.ts'
import { binWidth } from '../clusters/clusters.ts'
import type { MarketReading } from '../market-reading.ts'
import { modelledRange, sumBetween } from '../clusters/modelled-range.ts'
import { significantOutward } from './pattern-rules.ts'
import type { Candidate, PatternRules, Scene } from './pattern-rules.ts'
import { binsAround } from '../ratio-track.ts'
import type { ReadCluster } from '../signal-state.ts'

/** A stretch of one side, [from, to) in the logarithm of price away from it. */
interface Stretch {
  readonly from: number
  readonly to: number
  /** Upper end of the band, in USD. */
  readonly highUsd: number
}

/** Stretches that hold next to nothing, with a significant cluster at their far end. */
export function vacuumGaps(scene: Scene, rules: PatternRules): readonly Candidate[] {
  const { dailySigma } = scene.reading.facts
  if (dailySigma === undefined) return []
  const { narrowest, narrowestSigmas, flank } = rules.vacuumGap
  const widthFrom = Math.max(narrowest, narrowestSigmas * dailySigma)
  return (['long', 'short'] as const).flatMap((side) => {
    const clusters = significantOutward(scene, side)
    const { gaps, meanUsd } = emptyRuns(scene.reading, side, rules)
    return gaps.flatMap(({ from, to: emptyTo, highUsd }): Candidate[] => {
      // A cluster reaches as far as half its peak: its edge may lie in what is empty, or behind its flank.
      const end = clusters.find((one) => Math.abs(edgeOf(one, scene) - emptyTo) <= flank)
      if (end === undefined) return []
      const to = Math.min(emptyTo, edgeOf(end, scene))
      const width = to - from
      if (width < widthFrom) return []
      const price = side === 'long' ? end.priceTo : end.priceFrom
      const targets = [{ side, price }]
      const numbers = { from, to, width, highUsd, meanUsd, clusterUsd: end.usd }
      return [
        { kind: 'vacuum-gap', side, clusterIds: [end.id], targets, isConfirmed: true, numbers },
      ]
    })
  })
}

/** How far away a cluster begins, in the logarithm of price. */
const edgeOf = ({ side, priceFrom, priceTo }: ReadCluster, { reading }: Scene): number =>
  Math.abs(Math.log((side === 'long' ? priceTo : priceFrom) / reading.density.price))

/** Runs of stretches that are as good as empty, nearest first, and the mean of a stretch of the side. */
function emptyRuns(
  { density, measured, band }: MarketReading,
  side: PositionSide,
  { vacuumGap: { within, bucket, emptyUpTo } }: PatternRules,
): { readonly gaps: readonly Stretch[]; readonly meanUsd: number } {
  const sign = side === 'long' ? -1 : 1
  const [first, end] = binsAround(density, 0, sign * within)
  const width = binWidth(density)
  const step = Math.max(1, Math.round(bucket / width))
  const usd = density[`${side}Usd`]
  const seen = measured?.[`${side}Usd`]
  const edge = (place: number) =>
    Math.abs(Math.log(binEdge(density.firstBin + place, density.zoom) / density.price))
  const stretches: (Stretch & { readonly usd: number })[] = []
  for (let away = 0; away + step <= end - first; away += step) {
    const [from, to] =
      side === 'long' ? [end - away - step, end - away] : [first + away, first + away + step]
    const held = sumBetween(usd, from, to)
    const known = seen === undefined ? 0 : sumBetween(seen, from, to)
    const { high } = modelledRange(band, held, known, step * width)
    const [near, far] = side === 'long' ? [to, from] : [from, to]
    stretches.push({ from: edge(near), to: edge(far), usd: held, highUsd: high })
  }
  const meanUsd = stretches.reduce((sum, one) => sum + one.usd, 0) / stretches.length
  const gaps: Stretch[] = []
  let open: Stretch | undefined
  for (const stretch of meanUsd > 0 ? stretches : []) {
    if (stretch.highUsd > emptyUpTo * meanUsd) {
      if (open !== undefined) gaps.push(open)
      open = undefined
    } else {
      const { from, highUsd } = open ?? { from: stretch.from, highUsd: 0 }
      open = { from, to: stretch.to, highUsd: highUsd + stretch.highUsd }
    }
  }
  return { gaps: open === undefined ? gaps : [...gaps, open], meanUsd }
}
