import type { VenueId } from '../../market/instrument.ts'
import { binOf } from '../../market/price-bin.ts'
import { halfBand } from '../../model/level-band.ts'
import type { DensityBand, MarketReading, MeasuredBins, SideUsd } from '../market-reading.ts'

/** What one venue's map of a coin says. */
export interface CoinPart {
  readonly venue: VenueId
  readonly reading: MarketReading
  /** Public positions; undefined where the venue shows none. */
  readonly measured: MeasuredBins | undefined
}

interface Sum {
  readonly longUsd: Float64Array
  readonly shortUsd: Float64Array
}

/**
 * The maps of a coin as one, seen from the price of the first part: all share one grid of prices, so they
 * add up bin by bin. Its band is the widest of theirs: all may be off in the same direction.
 * @param parts at least one, of zoom 0
 * @param within how far around the price, as a share of it
 */
export function summedReading(parts: readonly CoinPart[], within: number): MarketReading {
  const first = parts[0]!.reading
  const { price } = first.density
  const firstBin = binOf(price * (1 - within))
  const bins = binOf(price * (1 + within)) + 1 - firstBin
  const empty = (): Sum => ({ longUsd: new Float64Array(bins), shortUsd: new Float64Array(bins) })
  /** Adds amounts that begin at a bin of their own. */
  const add = (to: Sum, from: number, { longUsd, shortUsd }: SideUsd): Sum => {
    const [start, end] = [Math.max(0, firstBin - from), firstBin + bins - from]
    for (let i = start; i < Math.min(end, longUsd.length); i++) {
      to.longUsd[i + from - firstBin]! += longUsd[i]!
      to.shortUsd[i + from - firstBin]! += shortUsd[i]!
    }
    return to
  }
  const byVenue = new Map<VenueId, Sum>()
  const all = empty()
  const byBand = first.byBand?.map(empty)
  const measured = parts.some((part) => part.measured !== undefined) ? empty() : undefined
  for (const { venue, reading, measured: seen = [] } of parts) {
    const { density, byBand: bands = [] } = reading
    byVenue.set(venue, add(byVenue.get(venue) ?? empty(), density.firstBin, density))
    add(all, density.firstBin, density)
    bands.forEach((usd, band) => byBand && add(byBand[band]!, density.firstBin, usd))
    for (const [bin, long, short] of seen)
      if (measured !== undefined)
        add(measured, bin, { longUsd: Float64Array.of(long), shortUsd: Float64Array.of(short) })
  }
  return {
    time: Math.max(...parts.map(({ reading }) => reading.time)),
    density: { firstBin, ...all, price },
    band: parts.map(({ reading }) => reading.band).reduce(wider),
    byBand,
    byVenue,
    measured,
    low: price,
    high: price,
    facts: {
      ...first.facts,
      liquidatedDayUsd: sumOf(parts, 'liquidatedDayUsd'),
      openInterestUsd: sumOf(parts, 'openInterestUsd'),
    },
  }
}

/** The stretch that bands are compared at: clusters are about as wide. */
const STRETCH = 0.01

const half = (band: DensityBand): number => halfBand(band, STRETCH, band.isSampled)

const wider = (one: DensityBand, other: DensityBand): DensityBand =>
  half(other) > half(one) ? other : one

/** Undefined where it is not known of one of them. */
function sumOf(
  parts: readonly CoinPart[],
  name: 'liquidatedDayUsd' | 'openInterestUsd',
): number | undefined {
  const known = parts.flatMap(({ reading }) => reading.facts[name] ?? [])
  return known.length === parts.length ? known.reduce((a, b) => a + b, 0) : undefined
}
