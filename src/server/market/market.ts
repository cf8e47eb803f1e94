import type { LiquidationInfo } from '../../api/live.ts'
import type { CandleColumns, Series } from '../../market/candle-columns.ts'
import type { FundingColumns } from '../../market/funding-columns.ts'
import { isSimulated } from '../../market/instrument.ts'
import type { Instrument, InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import type { Corrections, Realised } from '../../pipeline/realised-flow.ts'
import type { RealisedSource } from '../../pipeline/realised-sums.ts'
import type { FirstLiquidations, History, HistoryGap } from '../../store/history.ts'
import { FullFeeds } from './full-feeds.ts'
import { liquidationInfo } from './liquidation-info.ts'
import { candlesWithin, rowsWithin } from './rows-within.ts'
import { storedRealised, storedSources } from './stored-realised.ts'

/** A span of time that holds data: [from, to). */
export interface Span {
  readonly from: Millis
  readonly to: Millis
  readonly rows: number
}

/** Which single liquidations are wanted. */
export type WantedLiquidations = Omit<FirstLiquidations, 'contract'>

/** One instrument whose data can be shown, wherever the data lie. */
export interface Market {
  readonly instrument: Instrument
  /** True for a market that was made up to show how the map works. */
  readonly simulated: boolean
  /** The finest candles there are; everything longer is made of them. */
  readonly stored: Span & { readonly interval: Millis }
  readonly openInterestSpan: Span | undefined
  /** Single liquidations, where the source keeps them. */
  readonly liquidationSpan?: Span | undefined
  /** Finest candles by open time in [from, to). */
  candles(from: Millis, to: Millis): Promise<CandleColumns>
  openInterest(from: Millis, to: Millis): Promise<Series>
  /** Changes whenever the candles or the open interest do. As of this request, or of this moment. */
  fingerprint(asOf?: 'request' | 'now'): Promise<string>
  /** What is known of the liquidations of [from, to). */
  realised?(from: Millis, to: Millis): Promise<Realised>
  /** The records of what was liquidated in [from, to), uncorrected; those that hold come first. */
  liquidated?(from: Millis, to: Millis): Promise<readonly RealisedSource[]>
  /** Single liquidations of [from, to), in no order: all, or at least those that are wanted. */
  liquidations?(
    from: Millis,
    to: Millis,
    first?: WantedLiquidations,
  ): Promise<readonly LiquidationInfo[]>
  /** Funding rates by time in [from, to), where the source keeps them. */
  fundingRates?(from: Millis, to: Millis): Promise<FundingColumns>
  /** Share of accounts that are long, 0 to 1, by time in [from, to), where the source keeps it. */
  accountRatios?(from: Millis, to: Millis): Promise<Series>
  /** By what a throttled feed is corrected on the days of [from, to), where the source has full ones. */
  corrections?(from: Millis, to: Millis): Promise<Corrections>
  /** Gaps that were recorded, and candles that are missing, where the source keeps them. */
  gaps?(): Promise<readonly HistoryGap[]>
  /** Present where the market goes on while it is served. `stored` is then as of this request. */
  readonly live?: MarketTip
}

/** The end of a market that goes on. */
export interface MarketTip {
  readonly lastPrice: number | undefined
  /** Whether the newest of it is older than it should be. */
  readonly stale: boolean
  /**
   * What is not closed yet: bars that open at or after the last one's end, and open interest after
   * it. Undefined where there is no such bar, or where bars have been closed after `to`.
   */
  open(to: Millis): Pick<MarketData, 'candles' | 'openInterest'> | undefined
}

/** Where markets come from. Asked anew for every request, so that what is imported meanwhile shows. */
export interface MarketSource {
  markets(): Promise<readonly Market[]>
  /** Says that what is stored has changed, so that the next answer is asked for anew. */
  refresh?(): void
}

/** How long, in ms, the files of a history are taken not to have changed. */
const FRESH_MS = 1_000

/**
 * The markets of a Parquet history: every instrument with at least one candle. What is imported
 * meanwhile shows within a second.
 * @param now monotonic milliseconds
 */
export const historySource = (
  history: History,
  now: () => number = () => performance.now(),
): MarketSource => {
  const feeds = new FullFeeds(history)
  const markets = remembered(now, async () => {
    const known = await history.instruments()
    return known.flatMap((entry) => {
      const { instrument, candles, openInterest, liquidations } = entry
      const [stored] = candles
      if (stored === undefined) return []
      const { id } = instrument
      const gaps = remembered(now, () => history.gaps(id))
      const inRequest = remembered(now, () => history.fingerprint(id))
      return [
        {
          instrument,
          simulated: isSimulated(id),
          stored,
          openInterestSpan: openInterest,
          liquidationSpan: liquidations,
          candles: (from, to) => history.candles(id, stored.interval, from, to),
          openInterest: (from, to) => history.openInterest(id, from, to),
          realised: (from, to) => storedRealised(history, entry, from, to, feeds),
          liquidations: async (from, to, first) => {
            if (liquidations === undefined) return []
            const { contract } = instrument
            const wanted = first && { ...first, contract }
            const events = await history.liquidations(id, from, to, wanted)
            return events.map((event) => liquidationInfo(instrument, event))
          },
          liquidated: (from, to) => storedSources(history, entry, from, to),
          fundingRates: (from, to) => history.fundingRates(id, from, to),
          accountRatios: (from, to) => history.accountRatios(id, from, to),
          corrections: (from, to) => feeds.corrections(instrument, from, to),
          gaps: gaps.ask,
          fingerprint: (asOf) => (asOf === 'now' ? history.fingerprint(id) : inRequest.ask()),
        } satisfies Market,
      ]
    })
  })
  return { markets: markets.ask, refresh: markets.forget }
}

interface Remembered<Value> {
  readonly ask: () => Promise<Value>
  readonly forget: () => void
}

/** Asks once and answers the same for FRESH_MS; a failure is not remembered. */
export function remembered<Value>(
  now: () => number,
  load: () => Promise<Value>,
): Remembered<Value> {
  let known: { readonly at: number; readonly value: Promise<Value> } | undefined
  return {
    ask() {
      if (known !== undefined && now() - known.at < FRESH_MS) return known.value
      const asked = { at: now(), value: load() }
      known = asked
      asked.value.catch(() => {
        if (known === asked) known = undefined
      })
      return asked.value
    },
    forget() {
      known = undefined
    },
  }
}

/** What a market in memory is made of. */
export interface MarketData {
  readonly instrument: Instrument
  readonly candles: CandleColumns
  readonly openInterest: Series
}

/** A market whose data are in memory and do not change while the server runs. */
export function memorySource(
  { instrument, candles, openInterest }: MarketData,
  options: { readonly simulated: boolean; readonly fingerprint: string },
): MarketSource {
  const stored = spanOf(candles.openTime, candles.interval)
  const market: Market = {
    instrument,
    simulated: options.simulated,
    stored: { ...stored, interval: candles.interval },
    openInterestSpan: openInterest.time.length === 0 ? undefined : spanOf(openInterest.time, 1),
    candles: (from, to) => Promise.resolve(candlesWithin(candles, from, to)),
    openInterest: (from, to) => {
      const [start, end] = rowsWithin(openInterest.time, from, to)
      const { time, value } = openInterest
      return Promise.resolve({ time: time.subarray(start, end), value: value.subarray(start, end) })
    },
    fingerprint: () => Promise.resolve(options.fingerprint),
  }
  return { markets: () => Promise.resolve([market]) }
}

function spanOf(times: Float64Array, length: Millis): Span {
  const last = times.at(-1)
  if (last === undefined) throw new RangeError('a market needs at least one candle')
  return { from: times[0]!, to: last + length, rows: times.length }
}

/** All markets of all sources by instrument; the first source that has an instrument wins. */
export async function marketsById(
  sources: readonly MarketSource[],
): Promise<ReadonlyMap<InstrumentId, Market>> {
  const found = new Map<InstrumentId, Market>()
  for (const markets of await Promise.all(sources.map((source) => source.markets())))
    for (const market of markets)
      if (!found.has(market.instrument.id)) found.set(market.instrument.id, market)
  return found
}
