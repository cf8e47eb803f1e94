import type { Way } from './way.ts'
import { startOf } from './way.ts'

/** How a way releases forced orders and absorbs them. */
export interface WalkRules {
  /** φ: how much of what a map holds is really liquidated when price goes through it. */
  readonly fill: number
  /** Orders that come while the book is eaten, over what rests in it. */
  readonly resilience: number
  /** Part of what rests in the book that is withdrawn before it is met. */
  readonly thinning: number
}

/** The book as it is, and all that the map holds. */
export const PLAIN_WALK: WalkRules = { fill: 1, resilience: 0, thinning: 0 }

/**
 * Why a walk ended: all flow was absorbed, or it came to where nothing is known of the book, or of the
 * map. Of the last two the move is at least so far.
 */
export type WalkEnd = 'absorbed' | 'book-ends' | 'map-ends'

export interface Walk {
  /** How far it came, in the logarithm of price. */
  readonly distance: number
  /** Forced orders that it released. */
  readonly forcedUsd: number
  readonly end: WalkEnd
}

/**
 * Walks a way outwards: flow F = shock + φ ∫ held against B = ∫ resting · (1 + resilience) ·
 * (1 − thinning), until first B ≥ F. Within a step both are spread evenly.
 * @param shockUsd that nothing has absorbed yet at `from`
 * @param from distance at which it begins, and what it releases from there on counts
 */
export function walk(way: Way, rules: WalkRules, shockUsd: number, from = 0): Walk {
  const { ends } = way
  let [flow, forcedUsd] = [shockUsd, 0]
  for (let step = stepAt(ends, from); step < ends.length; step++) {
    const { start, released, absorbed } = stepFrom(way, rules, step, from)
    if (Number.isNaN(absorbed)) return { distance: start, forcedUsd, end: 'book-ends' }
    const need = absorbed - released
    if (flow <= need) {
      const part = need > 0 ? flow / need : 0
      const distance = start + part * (ends[step]! - start)
      return { distance, forcedUsd: forcedUsd + part * released, end: 'absorbed' }
    }
    flow -= need
    forcedUsd += released
  }
  return { distance: Math.max(from, ends.at(-1) ?? 0), forcedUsd, end: 'map-ends' }
}

/** What carries a price to a distance. */
export interface Reaching {
  /** The least order that does it, with what it releases on the way. */
  readonly shockUsd: number
  /** What of it and of the forced orders nothing has absorbed there. */
  readonly leftUsd: number
  readonly forcedUsd: number
}

/** The least order that carries price to a distance; undefined where book or map is not known so far. */
export function reaching(way: Way, rules: WalkRules, distance: number): Reaching | undefined {
  const { ends } = way
  let [need, most, forcedUsd] = [0, 0, 0]
  for (let step = 0; startOf(ends, step) < distance; step++) {
    if (step === ends.length) return undefined
    const { start, released, absorbed } = stepFrom(way, rules, step, 0)
    if (Number.isNaN(absorbed)) return undefined
    const part = Math.min(1, (distance - start) / (ends[step]! - start))
    need += part * (absorbed - released)
    most = Math.max(most, need)
    forcedUsd += part * released
  }
  return { shockUsd: most, leftUsd: most - need, forcedUsd }
}

/** What a step releases and absorbs, or what is left of it from a distance within it. */
function stepFrom(way: Way, { fill, resilience, thinning }: WalkRules, step: number, from: number) {
  const { ends, heldUsd, restingUsd } = way
  const [begin, end] = [startOf(ends, step), ends[step]!]
  const start = Math.max(begin, from)
  const part = end > begin ? (end - start) / (end - begin) : 1
  const absorbed = part * restingUsd[step]! * (1 + resilience) * (1 - thinning)
  return { start, released: part * fill * heldUsd[step]!, absorbed }
}

/** The step that holds a distance; the one that begins there at a border. */
function stepAt(ends: Float64Array, distance: number): number {
  const step = ends.findIndex((end) => end > distance)
  return step < 0 ? ends.length : step
}
