import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** What happened to the machine between two looks at its clocks. */
export type Lapse =
  /** The process did not run (stopped, or busy) while both clocks went on. */
  | { readonly kind: 'stopped'; readonly time: Millis }
  /** The wall clock leapt ahead: the machine slept, or its clock was set. */
  | { readonly kind: 'leapt'; readonly time: Millis }
  /** The wall clock was set back. */
  | { readonly kind: 'set-back'; readonly time: Millis }
  /** The wall clock was drawn a little, or the machine slept for a moment. */
  | { readonly kind: 'drawn'; readonly time: Millis }

/** What is worth asking the venue's time again for. */
const WORTH_A_LOOK: Millis = SECOND
/** A wall clock may be drawn by this much between two looks without anything having happened. */
const TOLERATED: Millis = 10 * SECOND
/** What arrived while the process stood still for less than this is still in the machine's buffers. */
const LONG_STOP: Millis = 30 * SECOND

/**
 * Compares the clocks at every look, which are to be `every` apart.
 * @returns what it finds, or undefined where all went as it should
 */
export function sleepWatch(every: Millis, wall: Millis, monotonic: Millis) {
  let lastWall = wall
  let lastMonotonic = monotonic
  return (nowWall: Millis, nowMonotonic: Millis): Lapse | undefined => {
    const ran = nowMonotonic - lastMonotonic
    const leap = nowWall - lastWall - ran
    lastWall = nowWall
    lastMonotonic = nowMonotonic
    if (ran - every > LONG_STOP) return { kind: 'stopped', time: ran }
    if (leap > TOLERATED) return { kind: 'leapt', time: leap }
    if (leap < -TOLERATED) return { kind: 'set-back', time: -leap }
    return Math.abs(leap) > WORTH_A_LOOK ? { kind: 'drawn', time: leap } : undefined
  }
}
