import type { CoverageAnswer } from '../../api/live.ts'
import type { StreamKind } from '../../market/event.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import type { StreamCoverage } from '../../pipeline/coverage.ts'
import { completenessAt } from '../../venues/completeness.ts'
import { freshness } from './live-freshness.ts'
import type { Live } from './live.ts'
import type { Market } from '../market/market.ts'
import { problem } from '../http/problems.ts'

const NONE: ReadonlyMap<StreamKind, StreamCoverage> = new Map()

/** What of an instrument was seen over [from, to). */
export async function coverageAnswer(
  live: Live,
  market: Market | undefined,
  instrument: InstrumentId,
  range: { readonly from: Millis; readonly to: Millis },
  now: Millis,
): Promise<CoverageAnswer> {
  const { from, to } = range
  const venue = instrument.slice(0, instrument.indexOf(':'))
  const streams = live.market.instrument(instrument)?.streams ?? NONE
  const stored = (await market?.gaps?.()) ?? []
  const end = Math.max(from + 1, Math.min(to, now))
  checkGaps(stored.filter((gap) => gap.from < end && gap.to > from).length)
  return {
    instrument,
    from,
    to,
    ...freshness(live, instrument, now),
    streams: [...streams].map(([stream, coverage]) => {
      const since = storedSince(market, stream)
      const older = stored
        .filter((gap) => gap.stream === stream)
        .map((gap) => ({ ...gap, instrument, stream, repaired: gap.repaired === true }))
      const label = completenessAt(venue, stream, end - 1)
      return {
        stream,
        completeness: label?.completeness ?? 'all',
        note: label?.note ?? null,
        covered: coverage.covered(from, end, since, older),
        gaps: coverage.gaps(from, end, since, older).map((gap) => ({
          from: gap.from,
          to: gap.to ?? null,
          cause: gap.cause,
          certainty: gap.certainty,
          repaired: gap.repaired,
        })),
      }
    }),
  }
}

/** Of one answer; what a collector has noticed itself is a few hundred of each stream. */
export const MOST_GAPS_TOLD = 10_000

function checkGaps(count: number): void {
  if (count <= MOST_GAPS_TOLD) return
  throw problem(
    'range-too-large',
    `this range holds ${count} gaps, at most ${MOST_GAPS_TOLD} are told at once: ask for a shorter range`,
    { estimatedRows: count, limit: MOST_GAPS_TOLD },
  )
}

/** From when on the stored history has a stream. */
function storedSince(market: Market | undefined, stream: StreamKind): Millis | undefined {
  if (stream === 'candle' || stream === 'trade') return market?.stored.from
  if (stream === 'open-interest') return market?.openInterestSpan?.from
  return stream === 'liquidation' ? market?.liquidationSpan?.from : undefined
}
