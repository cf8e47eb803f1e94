import type { BandAnswer, CellAnswer, MapDescriptor } from '../../api/schema.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { addRanged, addSides } from '../levels/levels-merge.ts'
import type { RangedSides, Sides } from '../levels/levels-merge.ts'
import { timesRanged, timesSides } from './summed-column.ts'

/** A cell of one map or of several, exact. */
export interface ExactCell extends RangedSides {
  readonly byBand: readonly (Sides & { readonly band: string })[]
  readonly columnTotal: RangedSides
  readonly basis: BandAnswer['basis']
  /** By map; a range is undefined where one has no such column. */
  readonly parts: readonly {
    readonly instrument: InstrumentId
    readonly sides: RangedSides | undefined
  }[]
}

/** One of the cells that are summed, by what it is multiplied; undefined where a map has no such column. */
export interface CellPart {
  readonly instrument: InstrumentId
  readonly weight: number
  readonly answer: CellAnswer | undefined
}

const BASES: readonly BandAnswer['basis'][] = ['default', 'others', 'learnt']

const worstBasis = (all: readonly BandAnswer['basis'][]): BandAnswer['basis'] =>
  BASES.find((basis) => all.includes(basis)) ?? 'default'

/** What the newest amounts of a sum rest on: as far off as the worst of them. */
export function basisOfSum(
  bands: readonly MapDescriptor['band'][],
): MapDescriptor['band'] | undefined {
  const [first] = bands
  if (first === undefined) return undefined
  return {
    basis: worstBasis(bands.map(({ basis }) => basis)),
    sampled: bands.some(({ sampled }) => sampled),
    factors: first.factors.map((_, zoom) =>
      Math.max(...bands.map(({ factors }) => factors[zoom]!)),
    ),
  }
}

/**
 * Adds cells up. The ends of ranges are added too, as if all were off in the same direction; the sum
 * rests on what the worst of them rests on. Undefined where no map has the column.
 */
export function sumCells(parts: readonly CellPart[]): ExactCell | undefined {
  const there = parts.flatMap(({ answer, weight }) =>
    answer === undefined ? [] : [{ answer, weight }],
  )
  if (there.length === 0) return undefined
  const byBand = LEVERAGE_BANDS.map(({ id }) => {
    const held = there.flatMap(({ answer, weight }) =>
      answer.byBand.filter(({ band }) => band === id).map((sides) => timesSides(sides, weight)),
    )
    return { band: id, ...addSides(held) }
  })
  return {
    ...addRanged(there.map(({ answer, weight }) => timesRanged(answer, weight))),
    byBand,
    columnTotal: addRanged(
      there.map(({ answer, weight }) => timesRanged(answer.columnTotal, weight)),
    ),
    basis: worstBasis(there.map(({ answer }) => answer.band.basis)),
    parts: parts.map(({ instrument, weight, answer }) => ({
      instrument,
      sides: answer && timesRanged(answer, weight),
    })),
  }
}
