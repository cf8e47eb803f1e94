import type { InstrumentInfo, LevelsAnswer } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { addSides } from './levels-merge.ts'
import type { Sides } from './levels-merge.ts'
import { nameOf } from '../words/instrument-words.ts'

/** What each of the maps that are summed holds in a cell, in as many lines as there is room for. */

export interface VenueRow {
  readonly name: string
  /** undefined where it has no such column. */
  readonly sides: Sides | undefined
}

export interface PartSides {
  readonly instrument: InstrumentId
  readonly sides: Sides | undefined
}

const usdOf = (sides: Sides | undefined): number =>
  sides === undefined ? 0 : sides.longUsd + sides.shortUsd

/**
 * Instruments in an order that does not change from cell to cell: those first whose newest columns hold
 * most. Those beyond `most` lines share the last one.
 */
export function venueRows(
  parts: readonly PartSides[],
  venues: readonly InstrumentInfo[],
  levels: ReadonlyMap<InstrumentId, Pick<LevelsAnswer, 'total'>>,
  most: number,
): readonly VenueRow[] {
  const totalOf = (id: InstrumentId): number => usdOf(levels.get(id)?.total)
  const ordered = venues
    .filter(({ id }) => parts.some(({ instrument }) => instrument === id))
    .toSorted((a, b) => totalOf(b.id) - totalOf(a.id))
    .map((info) => ({
      name: nameOf(info),
      sides: parts.find(({ instrument }) => instrument === info.id)?.sides,
    }))
  if (ordered.length <= most) return ordered
  const rest = ordered.slice(most - 1)
  const held = rest.flatMap(({ sides }) => sides ?? [])
  return [
    ...ordered.slice(0, most - 1),
    { name: `${rest.length} others`, sides: held.length === 0 ? undefined : addSides(held) },
  ]
}
