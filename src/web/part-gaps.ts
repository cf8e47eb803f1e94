import type { GapSpan } from './gap-spans.ts'
import type { MapPart } from './map-part.ts'

/** A map this much shorter than the others at its end has not been drawn on yet: it lags, no more. */
const LAG = 2

/**
 * Times at which a sum of maps lacks some of them: what is drawn there is less than the whole. Edges
 * lie where buckets end.
 */
export function lackingSpans(parts: readonly MapPart[], bucket: number): readonly GapSpan[] {
  const from = Math.min(...parts.map(({ map }) => map.from))
  const to = Math.max(...parts.map(({ map }) => map.to))
  return parts.flatMap(({ map, interval }): GapSpan[] => {
    const begins = Math.ceil(map.from / bucket) * bucket
    const ends = Math.floor(map.to / bucket) * bucket
    const spans: GapSpan[] = []
    if (map.from > from) spans.push({ from, to: begins, certainty: 'possible' })
    if (to - map.to > LAG * Math.max(bucket, interval))
      spans.push({ from: ends, to, certainty: 'possible' })
    return spans
  })
}
