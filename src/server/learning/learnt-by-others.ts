import type { Instrument, InstrumentId } from '../../market/instrument.ts'
import type { LearntElsewhere } from '../../model/shared-weights.ts'
import { marketsById, remembered } from '../market/market.ts'
import type { Market, MarketSource } from '../market/market.ts'

/** Instruments that teach another: the mean of some is as good as that of all. */
export const MOST_OTHERS = 6

/**
 * The other instruments of a venue, those with the most candles first. Feeds and leverage are of a
 * venue, so that those of another would teach other dollars.
 */
export const othersOfVenue = <One extends { readonly instrument: Instrument }>(
  { id, venue }: Instrument,
  all: Iterable<One>,
  rows: (one: One) => number,
): readonly One[] =>
  [...all]
    .filter(({ instrument }) => instrument.venue === venue && instrument.id !== id)
    .sort((a, b) => rows(b) - rows(a) || (a.instrument.id < b.instrument.id ? -1 : 1))

/** What the others of a market's venue have learnt by themselves, as far as it is kept. */
export type LearntByOthers = (market: Market) => Promise<readonly LearntElsewhere[]>

/**
 * @param learnt what an instrument has learnt; undefined where nothing is kept
 * @param now monotonic milliseconds: files that change meanwhile show within a second
 */
export function learntByOthers(
  sources: readonly MarketSource[],
  learnt: (instrument: InstrumentId) => Promise<LearntElsewhere | undefined>,
  now: () => number = () => performance.now(),
): LearntByOthers {
  const asked = new Map<InstrumentId, () => ReturnType<LearntByOthers>>()

  async function besides(instrument: Instrument): Promise<readonly LearntElsewhere[]> {
    const markets = await marketsById(sources)
    const found: LearntElsewhere[] = []
    for (const other of othersOfVenue(instrument, markets.values(), ({ stored }) => stored.rows)) {
      if (found.length === MOST_OTHERS) break
      // oxlint-disable-next-line no-await-in-loop -- small files, and those of more are not read
      const one = await learnt(other.instrument.id)
      if (one !== undefined) found.push(one)
    }
    return found
  }

  return ({ instrument }) => {
    const ask = asked.get(instrument.id) ?? remembered(now, () => besides(instrument)).ask
    asked.set(instrument.id, ask)
    return ask()
  }
}
