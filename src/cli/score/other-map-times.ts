import type { Millis } from '../../market/units.ts'

/**
 * Until when maps stand that are told at these times, ascending: each until the next, the last as
 * long as the one before it, a single one without end.
 */
export function standingUntil(times: readonly Millis[]): readonly Millis[] {
  const last = times.at(-1)
  if (last === undefined) return []
  const before = times.at(-2)
  const end = before === undefined ? Number.POSITIVE_INFINITY : last + (last - before)
  return [...times.slice(1), end]
}
