import { sideSign } from '../../market/units.ts'
import type { PositionSide } from '../../market/units.ts'
import { aroundUsd, halfBand } from '../../model/level-band.ts'
import type { Cluster, Density } from '../clusters/clusters.ts'
import type { DensityBand } from '../market-reading.ts'
import type { MoveOf } from '../signal-state.ts'
import { PLAIN_WALK, reaching, walk } from './walk.ts'
import type { Walk, WalkEnd, WalkRules } from './walk.ts'
import type { BeyondReach, RestingBook, Way } from './way.ts'
import { startOf, wayOf } from './way.ts'

/**
 * What sets a cascade off: a market order of so many USD, or the least one that carries price to a
 * level, so that what lies beyond it is what the level itself sets off.
 */
export type Shock = { readonly usd: number } | { readonly reachPrice: number }

export interface CascadeQuestion {
  readonly density: Density
  readonly book: RestingBook
  /** Whose positions are closed: those of longs as price falls, of shorts as it rises. */
  readonly side: PositionSide
  readonly shock: Shock
  readonly rules?: WalkRules
  readonly beyond?: BeyondReach
  /** Clusters of which it is to be told whether they fall. */
  readonly clusters?: readonly Cluster[]
}

/** How far forced orders carry a price, each eating the book and setting off the next. */
export interface Cascade {
  readonly side: PositionSide
  readonly shockUsd: number
  readonly endPrice: number
  /** From the price to its end, as a share of the price: negative downwards. */
  readonly move: number
  /** The move that the shock alone would make, with no position on the way. */
  readonly bookMove: number
  /** Why it ended; `map-ends` and `book-ends` say that it goes at least so far. */
  readonly end: WalkEnd
  /** Liquidations that it sets off. */
  readonly forcedUsd: number
  /** Price from which on the book is not known but taken to go on as it does before. */
  readonly assumedFrom: number | undefined
  readonly clusters: readonly SweptCluster[]
}

export interface SweptCluster {
  readonly cluster: Cluster
  /** Part of its width that price goes through, 0 to 1. */
  readonly share: number
}

/**
 * The walk of a book (docs/methodology.md). Undefined where the level that is to be reached does not lie
 * ahead, or book or map end before it.
 */
export function cascade(question: CascadeQuestion): Cascade | undefined {
  const { density, book, side, shock, rules = PLAIN_WALK, beyond, clusters = [] } = question
  const way = wayOf(density, book, side, beyond)
  const found = 'usd' in shock ? byOrder(way, rules, shock.usd) : byLevel(way, rules, shock)
  if (found === undefined) return undefined
  const { shockUsd, distance, forcedUsd, end } = found
  const priceAt = priceOnWay(way)
  const endPrice = priceAt(distance)
  const alone = walk(way, { ...rules, fill: 0 }, shockUsd)
  return {
    side,
    shockUsd,
    endPrice,
    move: endPrice / way.price - 1,
    bookMove: priceAt(alone.distance) / way.price - 1,
    end,
    forcedUsd,
    assumedFrom:
      beyond === 'as-within' && distance > way.knownTo ? priceAt(way.knownTo) : undefined,
    clusters: clusters
      .filter((cluster) => cluster.side === side)
      .map((cluster) => ({ cluster, share: sweptShare(cluster, endPrice) })),
  }
}

type Found = Walk & { readonly shockUsd: number }

/** No order moves nothing, even where the least one would set everything off. */
const byOrder = (way: Way, rules: WalkRules, shockUsd: number): Found =>
  shockUsd > 0
    ? { shockUsd, ...walk(way, rules, shockUsd) }
    : { shockUsd: 0, distance: 0, forcedUsd: 0, end: 'absorbed' }

function byLevel(
  way: Way,
  rules: WalkRules,
  { reachPrice }: { readonly reachPrice: number },
): Found | undefined {
  const from = sideSign(way.side) * Math.log(way.price / reachPrice)
  const reached = from >= 0 ? reaching(way, rules, from) : undefined
  if (reached === undefined) return undefined
  const { shockUsd, leftUsd } = reached
  const beyond = walk(way, rules, leftUsd, from)
  return { ...beyond, shockUsd, forcedUsd: reached.forcedUsd + beyond.forcedUsd }
}

/** The same with the map's amounts at their 10 and 90 %: the range of where it ends. */
export interface CascadeRange {
  readonly mid: Cascade
  readonly low: Cascade
  readonly high: Cascade
}

/**
 * A cascade with its range. The order is the same in all three: for a level it is the one that reaches it at
 * the median. The range is that of the map alone; the book is taken as it is.
 */
export function cascadeRange(
  question: CascadeQuestion,
  band: DensityBand,
): CascadeRange | undefined {
  const mid = cascade(question)
  if (mid === undefined) return undefined
  const { rules = PLAIN_WALK } = question
  const half = halfBand(band, Math.abs(Math.log1p(mid.move)), band.isSampled)
  const { low, high } = aroundUsd(rules.fill, half)
  const shock = { usd: mid.shockUsd }
  const at = (fill: number) => cascade({ ...question, shock, rules: { ...rules, fill } })!
  return { mid, low: at(low), high: at(high) }
}

/** What forced flow alone would move through a book, for rules that ask it; of no book nothing is known. */
export function moveThrough(
  density: Density,
  book: RestingBook | undefined,
  beyond?: BeyondReach,
): MoveOf {
  if (book === undefined) return () => undefined
  const ways = new Map<PositionSide, Way>()
  return (usd, side) => {
    const way = ways.get(side) ?? wayOf(density, book, side, beyond)
    ways.set(side, way)
    const { end, distance } = walk(way, { ...PLAIN_WALK, fill: 0 }, usd)
    return end === 'absorbed' ? Math.abs(priceOnWay(way)(distance) / way.price - 1) : undefined
  }
}

/** b over a stretch of the way. */
export interface ReleasedOverAbsorbed {
  readonly priceFrom: number
  readonly priceTo: number
  readonly releasedUsd: number
  readonly absorbedUsd: number
  /** b: from 1 on price runs away there. Undefined where nothing rests. */
  readonly ratio: number | undefined
}

/** b(x), what is released over what is absorbed, by so many bins, as far as the book is known. */
export function releasedOverAbsorbed(
  way: Way,
  { fill, resilience, thinning }: WalkRules = PLAIN_WALK,
  bins = 2,
): readonly ReleasedOverAbsorbed[] {
  const priceAt = priceOnWay(way)
  const stretches: ReleasedOverAbsorbed[] = []
  for (let step = 0; step < way.ends.length; step += bins) {
    const end = Math.min(step + bins, way.ends.length)
    let [releasedUsd, absorbedUsd] = [0, 0]
    for (let i = step; i < end; i++) {
      releasedUsd += fill * way.heldUsd[i]!
      absorbedUsd += way.restingUsd[i]! * (1 + resilience) * (1 - thinning)
    }
    if (Number.isNaN(absorbedUsd)) break
    const prices = [priceAt(startOf(way.ends, step)), priceAt(way.ends[end - 1]!)] as const
    const [priceFrom, priceTo] = [Math.min(...prices), Math.max(...prices)]
    const ratio = absorbedUsd > 0 ? releasedUsd / absorbedUsd : undefined
    stretches.push({ priceFrom, priceTo, releasedUsd, absorbedUsd, ratio })
  }
  return stretches
}

const priceOnWay =
  ({ side, price }: Way) =>
  (distance: number): number =>
    price * Math.exp(-sideSign(side) * distance)

/** Part of a cluster's width, in the logarithm of price, that a move ending at a price went through. */
export function sweptShare({ side, priceFrom, priceTo }: Cluster, endPrice: number): number {
  const gone = side === 'long' ? Math.log(priceTo / endPrice) : Math.log(endPrice / priceFrom)
  return Math.min(1, Math.max(0, gone / Math.log(priceTo / priceFrom)))
}
