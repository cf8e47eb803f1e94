import { bootstrapBlocks, groupByBlock } from './bootstrap.ts'
import type { BootstrapOptions, Interval } from './bootstrap.ts'
import { STRETCH } from './magnet.ts'
import { FEWEST_STRETCHES } from './magnet-report.ts'

/** What came of one case, and of the times that are like it. */
export interface MatchedRow extends ValueAt {
  readonly matched: readonly ValueAt[]
}

interface ValueAt {
  readonly time: number
  readonly value: number
}

/** The mean of cases beside what matched times bring. */
export interface Excess {
  readonly mean: number
  readonly chance: number
  /** The mean less chance; null on too few stretches of time. */
  readonly difference: Interval | null
}

/** What a row adds to its stretch: its value less its chance, with its weight. */
interface Part {
  readonly time: number
  readonly own: number
  readonly cases: number
  readonly other: number
  readonly weight: number
}

/**
 * How much more cases bring than the times that they are matched to, with its interval from the
 * bootstrap over stretches of time. A matched time is drawn with its own stretch, so that the interval
 * holds the doubt in chance as well. Undefined without a case that is matched.
 */
export function matchedExcess(
  rows: readonly MatchedRow[],
  options: BootstrapOptions,
): Excess | undefined {
  const known = rows.filter(({ matched }) => matched.length > 0)
  if (known.length === 0) return undefined
  const chances = known.map(({ matched }) => meanOf(matched))
  const parts = known.flatMap(({ time, value, matched }, i): readonly Part[] => [
    { time, own: value - chances[i]!, cases: 1, other: 0, weight: 0 },
    ...matched.map((one) => ({
      time: one.time,
      own: 0,
      cases: 0,
      other: (one.value - chances[i]!) / matched.length,
      weight: 1 / matched.length,
    })),
  ])
  const block = options.block ?? STRETCH
  const isEnough = groupByBlock(known, block).length >= FEWEST_STRETCHES
  const difference = isEnough
    ? bootstrapBlocks(
        {
          blocks: groupByBlock(parts, block).map(total),
          weightOf: ({ cases }) => cases,
          statistic: (drawn) => {
            const { own, cases, other, weight } = total(drawn)
            return cases > 0 && weight > 0 ? own / cases - other / weight : undefined
          },
        },
        options,
      )
    : undefined
  return {
    mean: meanOf(known),
    chance: chances.reduce((sum, one) => sum + one, 0) / chances.length,
    difference: difference ?? null,
  }
}

const meanOf = (values: readonly ValueAt[]): number =>
  values.reduce((sum, { value }) => sum + value, 0) / values.length

function total(parts: readonly Omit<Part, 'time'>[]): Omit<Part, 'time'> {
  let [own, cases, other, weight] = [0, 0, 0, 0]
  for (const part of parts) {
    own += part.own
    cases += part.cases
    other += part.other
    weight += part.weight
  }
  return { own, cases, other, weight }
}
