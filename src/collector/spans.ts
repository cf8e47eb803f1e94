import type { Millis } from '../market/units.ts'

/** A stretch of time [from, to). */
export interface TimeSpan {
  readonly from: Millis
  readonly to: Millis
}

/** The same time as spans that neither overlap nor touch, ascending; empty ones are left out. */
export function mergeSpans(spans: readonly TimeSpan[]): readonly TimeSpan[] {
  const merged: { from: Millis; to: Millis }[] = []
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    if (to <= from) continue
    const last = merged.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

/** What of a span none of the others covers, ascending. */
export function subtractSpans(
  { from, to }: TimeSpan,
  covered: readonly TimeSpan[],
): readonly TimeSpan[] {
  const rest: TimeSpan[] = []
  let at = from
  for (const one of mergeSpans(covered)) {
    if (one.to <= at) continue
    if (one.from >= to) break
    if (one.from > at) rest.push({ from: at, to: one.from })
    at = one.to
  }
  if (at < to) rest.push({ from: at, to })
  return rest
}
