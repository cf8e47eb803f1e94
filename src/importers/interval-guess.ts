import type { Millis } from '../market/units.ts'
import { SECOND } from '../market/units.ts'

/** The spacing of bars, or undefined where they show none clearly. */
export interface Spacing {
  readonly interval: Millis
  /** Share of neighbouring bars that are this far apart. */
  readonly share: number
}

/**
 * Finds the interval of bars from their open times: the most frequent distance between neighbours,
 * the shorter one of equals. Times may be unsorted and repeated.
 * @param series open times, one list per instrument
 */
export function guessInterval(series: Iterable<readonly Millis[]>): Spacing | undefined {
  const counts = new Map<Millis, number>()
  let total = 0
  for (const times of series) {
    const sorted = Float64Array.from(new Set(times)).sort()
    for (let i = 1; i < sorted.length; i++) {
      const distance = (sorted[i] as Millis) - (sorted[i - 1] as Millis)
      counts.set(distance, (counts.get(distance) ?? 0) + 1)
      total++
    }
  }
  let best: Spacing | undefined
  for (const [interval, count] of counts) {
    const share = count / total
    const better =
      best === undefined || share > best.share || (share === best.share && interval < best.interval)
    if (better && interval % SECOND === 0) best = { interval, share }
  }
  return best
}
