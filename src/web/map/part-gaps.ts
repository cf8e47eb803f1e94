import { DAY } from '../../market/units.ts'
import type { GapSpan } from './gap-spans.ts'
import type { MapPart } from './map-part.ts'

/** Maps that begin or end this much apart do so for want of data, not of a bar that is yet to close. */
const APART = DAY

/** When a map joins the others of a sum, and when it leaves them; undefined where it does not. */
export interface Presence {
  readonly part: MapPart
  readonly joins: number | undefined
  readonly leaves: number | undefined
}

/** Of each map that is not in the sum from its begin to its end. */
export function presences(parts: readonly MapPart[]): readonly Presence[] {
  const from = Math.min(...parts.map(({ map }) => map.from))
  const to = Math.max(...parts.map(({ map }) => map.to))
  return parts
    .map((part) => ({
      part,
      joins: part.map.from - from > APART ? part.map.from : undefined,
      leaves: to - part.map.to > APART ? part.map.to : undefined,
    }))
    .filter(({ joins, leaves }) => joins !== undefined || leaves !== undefined)
}

/** The bucket before a map joins a sum, and that after it has left: what lies beyond lacks it. */
export const seamsOf = (parts: readonly MapPart[], bucket: number): readonly GapSpan[] =>
  presences(parts).flatMap(({ joins, leaves }): GapSpan[] => {
    const begins = joins === undefined ? undefined : Math.floor(joins / bucket) * bucket
    const ends = leaves === undefined ? undefined : Math.floor(leaves / bucket) * bucket
    return [
      ...(begins === undefined ? [] : [{ from: begins - bucket, to: begins }]),
      ...(ends === undefined ? [] : [{ from: ends, to: ends + bucket }]),
    ].map((span) => ({ ...span, certainty: 'possible' }))
  })
