import type { LiquidationInfo } from '../../api/live.ts'
import type { Geometry } from '../chart/geometry.ts'

/** Bubbles drawn at once, the largest of what is in sight. */
export const MOST_BUBBLES = 300

/** Radius of the largest one in sight and of the smallest that is still seen, CSS pixels. */
const LARGEST = 22
const SMALLEST = 1.5

/** Pixels around a small bubble that still point at it. */
const SLACK = 3

export type Bubble = Pick<LiquidationInfo, 'time' | 'position' | 'price' | 'notionalUsd'>

export interface PlacedBubble {
  readonly of: Bubble
  readonly x: number
  readonly y: number
  readonly radius: number
}

/**
 * The largest liquidations in sight, largest first, each a circle whose area is to that of the largest
 * as its USD are; only what would be too small to be seen is drawn larger than that.
 */
export function placeBubbles(
  all: readonly Bubble[],
  { width, height, xOf, yOf }: Pick<Geometry, 'width' | 'height' | 'xOf' | 'yOf'>,
): readonly PlacedBubble[] {
  const seen = all.flatMap((of) => {
    const [x, y] = [xOf(of.time), yOf(of.price)]
    const isIn = y !== undefined && x >= 0 && x <= width && y >= 0 && y <= height
    return isIn && of.notionalUsd > 0 ? [{ of, x, y }] : []
  })
  const largest = seen
    .toSorted((a, b) => b.of.notionalUsd - a.of.notionalUsd || b.of.time - a.of.time)
    .slice(0, MOST_BUBBLES)
  const most = largest[0]?.of.notionalUsd ?? 1
  return largest.map((one) => ({
    ...one,
    radius: Math.max(SMALLEST, LARGEST * Math.sqrt(one.of.notionalUsd / most)),
  }))
}

/** The bubble under a point: where they lie on each other the smallest, which is drawn on top. */
export const bubbleAt = (
  placed: readonly PlacedBubble[],
  x: number,
  y: number,
): PlacedBubble | undefined =>
  placed.findLast((one) => Math.hypot(one.x - x, one.y - y) <= Math.max(one.radius, SLACK))

const keyOf = (one: LiquidationInfo): string =>
  [one.time, one.id, one.ordinal, one.position, one.price, one.quantity].join(' ')

/** Those of both lists, each once: what is told live may be in an answer already. */
export function joinBubbles(
  answered: readonly LiquidationInfo[],
  live: readonly LiquidationInfo[],
): readonly Bubble[] {
  const known = new Set(answered.map(keyOf))
  return [...answered, ...live.filter((one) => !known.has(keyOf(one)))]
}
