import { seededRandom } from '../market/seeded-random.ts'
import type { Millis } from '../market/units.ts'
import { DAY } from '../market/units.ts'
import { blockOf } from './day.ts'
import { effectiveCount, expandedTail } from './expanded-tail.ts'

/** A figure with the interval that holds the true one at the chosen rate. */
export interface Interval {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** How an interval is drawn. */
export interface BootstrapOptions {
  /** Equal seeds give equal intervals. */
  readonly seed: number
  /** Rate at which the interval should hold the true figure; default 0.9. */
  readonly level?: number
  /** Samples drawn; default 1,000. */
  readonly draws?: number
  /** Length of a block of time, within which rows may depend on each other; default a day. */
  readonly block?: Millis
}

/** A row of a ratio Σ numerator ÷ Σ denominator, at the end of its bucket. */
export interface RatioRow {
  readonly time: Millis
  readonly numerator: number
  /** At least 0. */
  readonly denominator: number
}

/** Groups rows by the block of time they lie in, in order of first appearance. */
export function groupByBlock<Row extends { readonly time: Millis }>(
  rows: readonly Row[],
  block: Millis = DAY,
): readonly (readonly Row[])[] {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const at = blockOf(row.time, block)
    const group = groups.get(at)
    if (group) group.push(row)
    else groups.set(at, [row])
  }
  return [...groups.values()]
}

/** The value below which a share of ascending values lies, interpolated. */
function quantile(ascending: readonly number[], share: number): number {
  const at = share * (ascending.length - 1)
  const below = ascending[Math.floor(at)]!
  return below + (ascending[Math.ceil(at)]! - below) * (at - Math.floor(at))
}

/** Of fewer blocks no interval is drawn: its bounds cannot lie as far out as they should. */
const FEWEST_BLOCKS = 5

/** What is drawn again, and the figure that is made of it. */
export interface Resampled<Block> {
  /** One value per block: all of it that the statistic needs. */
  readonly blocks: readonly Block[]
  /** How much of the statistic rests on a block, in any unit, at least 0. */
  readonly weightOf: (block: Block) => number
  /** Undefined where the drawn blocks leave it so. */
  readonly statistic: (drawn: readonly Block[]) => number | undefined
}

/**
 * Interval of a statistic by the bootstrap over blocks (Künsch 1989, blocks of fixed bounds): as many
 * blocks as there are, drawn with replacement, keep whatever dependence rows of one block have. Its
 * bounds are percentiles of the draws, {@link expandedTail expanded} for few blocks and for blocks of
 * which few carry the weight; of normal blocks a 90 % interval then holds 89 % on 5 and 90 % on 10,
 * where the percentiles alone held 80 % and 85 %. Draws on which the statistic is undefined are left
 * out. Undefined on fewer than five blocks, and where the statistic is.
 */
export function bootstrapBlocks<Block>(
  { blocks, weightOf, statistic }: Resampled<Block>,
  { seed, level = 0.9, draws = 1_000 }: BootstrapOptions,
): Interval | undefined {
  const value = blocks.length < FEWEST_BLOCKS ? undefined : statistic(blocks)
  if (value === undefined) return undefined
  const random = seededRandom(seed)
  const drawn: number[] = []
  for (let i = 0; i < draws; i++) {
    const sample = blocks.map(() => blocks[Math.floor(random() * blocks.length)]!)
    const one = statistic(sample)
    if (one !== undefined) drawn.push(one)
  }
  if (drawn.length === 0) return undefined
  drawn.sort((a, b) => a - b)
  const tail = expandedTail(level, effectiveCount(blocks.map(weightOf)))
  return { value, low: quantile(drawn, tail), high: quantile(drawn, 1 - tail) }
}

/**
 * Σ numerator ÷ Σ denominator with its interval, by the bootstrap over 24-h blocks; undefined on
 * fewer than five of them and where the denominators sum to no more than 0.
 * @param rows all finite
 */
export function bootstrapRatio(
  rows: readonly RatioRow[],
  options: BootstrapOptions,
): Interval | undefined {
  return bootstrapBlocks(
    {
      blocks: groupByBlock(rows, options.block).map(total),
      weightOf: ({ denominator }) => denominator,
      statistic: (drawn) => {
        const { numerator, denominator } = total(drawn)
        return denominator > 0 ? numerator / denominator : undefined
      },
    },
    options,
  )
}

/** Mean of the known (not NaN) values with its interval; undefined on fewer than five days. */
export function bootstrapMean(
  time: ArrayLike<Millis>,
  values: ArrayLike<number>,
  options: BootstrapOptions,
): Interval | undefined {
  const rows: RatioRow[] = []
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isNaN(value)) rows.push({ time: time[i]!, numerator: value, denominator: 1 })
  }
  return bootstrapRatio(rows, options)
}

type Fraction = Pick<RatioRow, 'numerator' | 'denominator'>

function total(parts: readonly Fraction[]): Fraction {
  let [numerator, denominator] = [0, 0]
  for (const part of parts) {
    numerator += part.numerator
    denominator += part.denominator
  }
  return { numerator, denominator }
}
