import type { CoverageAnswer, GapInfo } from '../../api/live.ts'

/** A span of the chart to hatch. */
export interface GapSpan {
  readonly from: number
  readonly to: number
  readonly certainty: 'certain' | 'possible'
}

/** Streams that the map is made of: without one of them what it shows is wrong. */
const OF_MAP: ReadonlySet<GapInfo['stream']> = new Set(['candle', 'trade', 'open-interest'])

/** What to hatch over the whole height, and what only along the time axis. */
export interface Hatching {
  readonly map: readonly GapSpan[]
  /** Liquidations that were not seen: the map stands, the tape has a hole. */
  readonly liquidations: readonly GapSpan[]
}

const keyOf = ({ instrument, stream, from }: GapInfo): string => `${instrument} ${stream} ${from}`

/** The gaps of a coverage answer, each with its instrument and stream. */
export const gapsOf = ({ instrument, streams }: CoverageAnswer): GapInfo[] =>
  streams.flatMap(({ stream, gaps }) => gaps.map((gap) => ({ instrument, stream, ...gap })))

/** Newer statements replace older ones of the same gap (instrument, stream, begin); newest first. */
export function withGaps(held: readonly GapInfo[], newer: readonly GapInfo[]): GapInfo[] {
  const byKey = new Map([...held, ...newer].map((gap) => [keyOf(gap), gap]))
  return [...byKey.values()].toSorted((a, b) => b.from - a.from || keyOf(a).localeCompare(keyOf(b)))
}

/**
 * What to hatch: spans in ascending order that do not overlap. Where a certain and a possible gap
 * meet it is certain; what history has filled is not hatched; a gap without an end lasts until `now`.
 * Gaps of other streams are only listed.
 */
export function hatchingOf(gaps: readonly GapInfo[], now: number): Hatching {
  const spansOf = (isShown: (stream: GapInfo['stream']) => boolean): GapSpan[] =>
    joinSpans(
      gaps
        .filter(({ stream, repaired }) => isShown(stream) && !repaired)
        .map(({ from, to, certainty }) => ({ from, to: to ?? now, certainty })),
    )
  return {
    map: spansOf((stream) => OF_MAP.has(stream)),
    liquidations: spansOf((stream) => stream === 'liquidation'),
  }
}

/** Joins overlapping spans; where both kinds lie the certain one wins. */
export function joinSpans(spans: readonly GapSpan[]): GapSpan[] {
  const certain = unionOf(spans.filter(({ certainty }) => certainty === 'certain'))
  const possible = unionOf(spans.filter(({ certainty }) => certainty === 'possible'))
  return [...certain, ...possible.flatMap((span) => without(span, certain))].toSorted(
    (a, b) => a.from - b.from,
  )
}

function unionOf(spans: readonly GapSpan[]): GapSpan[] {
  const joined: GapSpan[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    if (span.to <= span.from) continue
    const last = joined.at(-1)
    if (last !== undefined && span.from <= last.to)
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, span.to) }
    else joined.push(span)
  }
  return joined
}

/** What is left of a span outside of others, which ascend and do not overlap. */
function without(span: GapSpan, others: readonly GapSpan[]): GapSpan[] {
  const left: GapSpan[] = []
  let { from } = span
  for (const other of others) {
    if (other.to <= from || other.from >= span.to) continue
    if (other.from > from) left.push({ ...span, from, to: other.from })
    from = other.to
  }
  if (from < span.to) left.push({ ...span, from })
  return left
}
