import type { StreamKind } from '../market/event.ts'
import type { Millis } from '../market/units.ts'
import { findReader } from './readers.ts'
import type { CompletenessSince } from './wire/reader.ts'

/** The label that held at a time: venues change how much they show. */
export function completenessAt(
  venue: string,
  stream: StreamKind,
  time: Millis,
): CompletenessSince | undefined {
  const supply = findReader(venue)?.supplies.find((one) => one.stream === stream)
  return supply?.completeness.findLast(({ since }) => since === undefined || since <= time)
}
