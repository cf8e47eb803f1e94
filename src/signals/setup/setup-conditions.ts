import { binOf } from '../../market/price-bin.ts'
import { DAY } from '../../market/units.ts'
import type { PositionSide } from '../../market/units.ts'
import { longestBucket } from './setup-question.ts'
import type { SetupCluster, SetupLevels, SetupQuestion } from './setup-question.ts'
import { startOf, wayOf } from '../cascade/way.ts'

/** What a frame asks of a market. The first five must hold, the others count for its quality. */
export const CONDITIONS = [
  'asymmetry',
  'distance',
  'opposite-cluster',
  'entry-ahead',
  'significant',
  'thin-book',
  'within-horizon',
  'timeframe',
  'discount-known',
  'no-event',
] as const
export type ConditionName = (typeof CONDITIONS)[number]

const MUST_HOLD: ReadonlySet<ConditionName> = new Set([
  'asymmetry',
  'distance',
  'opposite-cluster',
  'entry-ahead',
  'significant',
])

export interface SetupCondition {
  readonly name: ConditionName
  /** Undefined where it is not known. */
  readonly holds: boolean | undefined
  /** The number that it hangs on, and its limit, where there are such. */
  readonly value: number | undefined
  readonly limit: number | undefined
  /** Whether it holds, or why that is not known, as a sentence. */
  readonly says: string
}

const NO_TARGET = 'there is no cluster to go to'

/** Its side must hold so many times what the other holds. */
const LEAST_ASYMMETRY = 2
/** A book is thin that holds less than this share of the cluster up to it. */
const THIN = 0.2

/** What the conditions are told of. */
interface Framed {
  readonly question: SetupQuestion
  readonly side: PositionSide | undefined
  readonly target: SetupCluster | undefined
  readonly levels: SetupLevels | undefined
  readonly expectedUsd: number | undefined
}

/** Every condition, in their order. */
export function conditionsOf(framed: Framed): readonly SetupCondition[] {
  const { question, side, target, levels } = framed
  const { price, dailySigma, horizon, bucket, discount, calendar } = question
  const ratio = asymmetry(question, side)
  const away = target && Math.abs(target.distance)
  const usual = dailySigma === undefined ? undefined : dailySigma * Math.sqrt(horizon / DAY)
  const entry = levels && (side === 'long' ? levels.entryTo - price : price - levels.entryFrom)
  const longest = longestBucket(horizon)
  return [
    told('asymmetry', ratio >= LEAST_ASYMMETRY, { value: ratio, limit: LEAST_ASYMMETRY }, [
      'its side of the map holds at least twice what the other holds',
      'its side of the map does not hold twice what the other holds',
    ]),
    told('distance', away !== undefined, { value: away, limit: 0.05 }, [
      `the largest cluster of that side lies ${target?.distanceBand === 'near' ? 'within 2 %' : 'within 5 %'} of the price`,
      'no cluster of that side lies within 5 % of the price',
    ]),
    told('opposite-cluster', levels !== undefined, {}, [
      'a stop can stand behind the nearest cluster of the other side',
      'no cluster of the other side leaves room for a stop behind it',
    ]),
    told('entry-ahead', entry === undefined ? false : entry > 0, {}, [
      'the price has not come to the entry yet, or is at it',
      entry === undefined ? 'there is no entry' : 'the price is past the entry',
    ]),
    told('significant', target?.isSignificant, {}, [
      'the cluster counts against what is liquidated in a day',
      'the cluster is small against what is liquidated in a day',
      target === undefined ? NO_TARGET : 'what is liquidated in a day is not known',
    ]),
    thinBook(framed),
    told(
      'within-horizon',
      away === undefined || usual === undefined ? undefined : away <= usual,
      { value: away, limit: usual },
      [
        'it lies within a usual move of the horizon',
        'it lies farther than a usual move of the horizon',
        away === undefined ? NO_TARGET : 'the volatility is not known',
      ],
    ),
    told('timeframe', bucket <= longest, { value: bucket, limit: longest }, [
      'the buckets of the map fit the horizon',
      'the buckets of the map are too long for the horizon',
    ]),
    told('discount-known', discount === undefined ? undefined : true, { value: discount }, [
      'how much of the map comes true was measured, and is taken off',
      '',
      'how much of the map comes true was not measured here',
    ]),
    told('no-event', calendar && calendar.effect === 'none', {}, [
      'no scheduled event is near',
      `near: ${calendar?.events.map(({ title }) => title).join(', ') ?? ''}`,
      'there is no calendar of events',
    ]),
  ]
}

/** What must hold decides; what is not known leaves it open. */
export function standingOf(conditions: readonly SetupCondition[]): 'stands' | 'open' | 'fails' {
  const must = conditions.filter(({ name }) => MUST_HOLD.has(name))
  if (must.some(({ holds }) => holds === false)) return 'fails'
  return must.every(({ holds }) => holds === true) ? 'stands' : 'open'
}

/** Share of the other conditions that hold; one that is not known does not. */
export function qualityOf(conditions: readonly SetupCondition[]): number {
  const graded = conditions.filter(({ name }) => !MUST_HOLD.has(name))
  return graded.filter(({ holds }) => holds === true).length / graded.length
}

/** What lies ahead of a side over what lies behind it: 1 where both are empty, infinite where this is. */
function asymmetry({ aboveUsd, belowUsd }: SetupQuestion, side: PositionSide | undefined): number {
  const [ahead, behind] = side === 'short' ? [belowUsd, aboveUsd] : [aboveUsd, belowUsd]
  return ahead === behind ? 1 : ahead / behind
}

/** What rests between the price and the cluster, over what the cluster would bring. */
function thinBook({ question, target, expectedUsd }: Framed): SetupCondition {
  const rests = target && restingUpTo(question, target)
  const value = rests !== undefined && expectedUsd !== undefined ? rests / expectedUsd : undefined
  return told('thin-book', value === undefined ? undefined : value < THIN, { value, limit: THIN }, [
    'the book up to it holds less than a fifth of what it would bring',
    'the book up to it holds a fifth of what it would bring, or more',
    target === undefined
      ? NO_TARGET
      : rests === undefined
        ? 'no book is known so far'
        : 'what the cluster would bring is not known',
  ])
}

/** Undefined where no book is known that reaches so far. */
function restingUpTo({ price, book }: SetupQuestion, target: SetupCluster): number | undefined {
  if (book === undefined) return undefined
  // Closing longs sells into bids on the way down, closing shorts buys from asks on the way up.
  const [first, last] = [binOf(target.priceFrom, book.zoom), binOf(target.priceTo, book.zoom)]
  const empty = new Float64Array(last - first + 1)
  const map = { zoom: book.zoom, firstBin: first, longUsd: empty, shortUsd: empty, price }
  const { ends, restingUsd } = wayOf(map, book, target.side)
  const near = Math.abs(
    Math.log((target.side === 'long' ? target.priceTo : target.priceFrom) / price),
  )
  let sum = 0
  for (let step = 0; step < ends.length && startOf(ends, step) < near - 1e-9; step++)
    sum += restingUsd[step]!
  return Number.isNaN(sum) ? undefined : sum
}

function told(
  name: ConditionName,
  holds: boolean | undefined,
  numbers: { readonly value?: number | undefined; readonly limit?: number | undefined },
  [yes, no, unknown = '']: readonly [string, string, string?],
): SetupCondition {
  const says = holds === undefined ? unknown : holds ? yes : no
  return { name, holds, value: numbers.value, limit: numbers.limit, says }
}
