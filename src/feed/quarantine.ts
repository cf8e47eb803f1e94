import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { WireProblem } from '../venues/wire/reader.ts'

/** What of a frame is kept. */
export const KEPT_CHARACTERS = 8192

/** Counts what could not be read, by kind, and says when it is too much. */
export interface Quarantine {
  frame(now: Millis): void
  problem(problem: WireProblem, now: Millis): void
  /** Why the venue's data are degraded; undefined where they are not. */
  degraded(now: Millis): string | undefined
  counts(): Readonly<Partial<Record<WireProblem['kind'], number>>>
}

/** A share of unreadable frames above this, over the last minute, is more than an accident. */
const TOLERATED = 0.01

const none = () => ({ frames: 0, bad: 0, sample: '' })

export function quarantine(start: Millis): Quarantine {
  const counts: Partial<Record<WireProblem['kind'], number>> = {}
  let began = start
  let now = none()
  let before = none()

  const turn = (at: Millis) => {
    if (at - began < MINUTE) return
    before = at - began < 2 * MINUTE ? now : none()
    now = none()
    began = at
  }

  return {
    frame(at) {
      turn(at)
      now.frames++
    },
    problem(problem, at) {
      turn(at)
      counts[problem.kind] = (counts[problem.kind] ?? 0) + 1
      if (problem.kind !== 'malformed' && problem.kind !== 'drift') return
      now.bad++
      now.sample = `${problem.kind}: ${problem.detail}`
    },
    degraded(at) {
      turn(at)
      const frames = now.frames + before.frames
      const bad = now.bad + before.bad
      if (bad <= frames * TOLERATED) return undefined
      const sample = now.sample === '' ? before.sample : now.sample
      return `degraded: ${bad} of ${frames} frames of the last minutes could not be read (${sample})`
    },
    counts: () => counts,
  }
}
