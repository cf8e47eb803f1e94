import type { CandleColumns, Series } from '../../market/candle-columns.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { DAY, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { LiveSeries } from '../../pipeline/live-series.ts'
import { GrowingRealised, realisedOf } from '../../pipeline/realised-flow.ts'
import { missingIn } from '../../pipeline/realised-rows.ts'
import { sourceOfMinutes } from '../../pipeline/realised-sums.ts'
import { completenessAt } from '../../venues/completeness.ts'
import { freshness } from './live-freshness.ts'
import type { Live } from './live.ts'
import { joinLiquidations } from '../market/liquidation-info.ts'
import { candlesFrom, mergeCandles, mergeSeries } from '../market/merge-columns.ts'
import type { Market, MarketSource, MarketTip, Span } from '../market/market.ts'

/** With so many live bars a stored history of longer bars gives way to them. */
const ENOUGH_BARS = DAY / MINUTE

/**
 * The markets of a stored history as they go on: to each its live bars are added, and what is only
 * live is there as soon as its first bar is closed.
 * @param now UTC milliseconds
 */
export function liveSource(
  stored: MarketSource,
  live: Live,
  now: () => Millis = Date.now,
): MarketSource {
  const pin = pinFingerprints(live)
  // Who is told of a revision asks at once, and must not be answered from before it.
  live.onMessage(({ type }) => {
    if (type === 'revised') stored.refresh?.()
  })
  return {
    async markets() {
      const markets = new Map<InstrumentId, Market>()
      for (const market of await stored.markets()) {
        live.storedUpTo(market.instrument.id, market.stored.to)
        markets.set(market.instrument.id, market)
      }
      for (const { id } of live.market.instruments) {
        const market = liveMarket(markets.get(id), live, id, now(), pin)
        if (market !== undefined) markets.set(id, market)
      }
      return [...markets.values()]
    },
  }
}

/** Tells the fingerprint of a stored history as it was before compactions, which change no bar. */
interface PinnedFingerprints {
  told(id: InstrumentId, stored: string | undefined): string | undefined
}

function pinFingerprints(live: Live): PinnedFingerprints {
  const pins = new Map<InstrumentId, { stored: string; told: string; ended: number }>()
  return {
    told(id, stored) {
      if (stored === undefined) return undefined
      const { ended, running } = live.compactions
      const pin = pins.get(id)
      if (pin?.stored === stored) return pin.told
      const byCompaction = pin !== undefined && (running || pin.ended !== ended)
      const told = byCompaction ? pin.told : stored
      pins.set(id, { stored, told, ended })
      return told
    },
  }
}

function liveMarket(
  stored: Market | undefined,
  live: Live,
  id: InstrumentId,
  now: Millis,
  pin: PinnedFingerprints,
): Market | undefined {
  const definition = live.instrument(id) ?? stored?.instrument
  const known = live.market.instrument(id)
  const span = known?.series.span
  if (definition === undefined || known === undefined) return undefined
  const { series } = known
  const isMinutes = stored?.stored.interval === MINUTE
  const isEnough = (span?.rows ?? 0) >= ENOUGH_BARS
  const base = isMinutes || (stored !== undefined && !isEnough) ? stored : undefined
  if (base !== undefined && !isMinutes) return undefined
  const whole = joinSpans(base?.stored, span)
  if (whole === undefined) return undefined
  return {
    instrument: definition,
    simulated: false,
    stored: { ...whole, interval: MINUTE },
    openInterestSpan: joinSpans(base?.openInterestSpan, series.openInterestSpan),
    liquidationSpan: stored?.liquidationSpan,
    candles: async (from, to) => {
      const older =
        base === undefined
          ? undefined
          : await partOf(base.stored, from, to, (a, b) => base.candles(a, b))
      const newer = series.candles(from, to)
      return older === undefined ? newer : mergeCandles(older, newer)
    },
    openInterest: async (from, to) => {
      const older = await partOf(base?.openInterestSpan, from, to, (a, b) =>
        base!.openInterest(a, b),
      )
      const newer = series.openInterest(from, to)
      return older === undefined ? newer : mergeSeries(older, newer)
    },
    realised: async (from, to) => {
      const coverage = known.streams.get('liquidation')
      const realised = new GrowingRealised()
      const older = await stored?.realised?.(from, to)
      if (older !== undefined) realised.add(older)
      if (coverage === undefined) return realised
      const seen = { from, to, missing: missingIn(coverage.gaps(from, to), to) }
      const minutes = known.realised.minutes(definition.contract, from, to)
      const corrections = (await stored?.corrections?.(from, to)) ?? new Map()
      const kept = completenessAt(definition.venue, 'liquidation', to)?.kept
      realised.add(realisedOf(minutes, seen, kept, corrections))
      return realised
    },
    liquidations: async (from, to, first) => {
      const newer = live
        .liquidations(Number.POSITIVE_INFINITY, id)
        .filter(({ time }) => time >= from && time < to)
      return joinLiquidations((await stored?.liquidations?.(from, to, first)) ?? [], newer)
    },
    liquidated: async (from, to) => {
      const coverage = known.streams.get('liquidation')
      if (coverage === undefined) return (await stored?.liquidated?.(from, to)) ?? []
      const until = Math.min(to, now)
      const missing = missingIn(coverage.gaps(from, until), until)
      const minutes = known.realised.minutes(definition.contract, from, until)
      const seen = sourceOfMinutes(minutes, { from, to: until, missing })
      // What was followed all the while needs nothing that is stored.
      if (missing.within(from, until) === 0) return [seen]
      return [seen, ...((await stored?.liquidated?.(from, to)) ?? [])]
    },
    fundingRates: async (from, to) => {
      const newer = known.funding.between(from, to)
      const first = newer.time[0] ?? to
      const older = await stored?.fundingRates?.(from, Math.min(first, to))
      if (older === undefined || older.time.length === 0) return newer
      return {
        time: joined(older.time, newer.time),
        value: joined(older.value, newer.value),
        interval: joined(older.interval, newer.interval),
      }
    },
    // Venues tell them for the past alone, so that nothing comes live.
    accountRatios: async (from, to) => (await stored?.accountRatios?.(from, to)) ?? NO_SERIES,
    gaps: async () => (await stored?.gaps?.()) ?? [],
    fingerprint: async (asOf) =>
      `${pin.told(id, await base?.fingerprint(asOf))} ${live.revision(id)}`,
    live: { stale: freshness(live, id, now).stale, ...tip(live, id, series, base?.stored.to ?? 0) },
  }
}

function tip(
  live: Live,
  id: InstrumentId,
  series: LiveSeries,
  storedTo: Millis,
): Omit<MarketTip, 'stale'> {
  return {
    lastPrice: live.market.instrument(id)?.lastPrice,
    open(to) {
      if (Math.max(series.span?.to ?? 0, storedTo) !== to) return undefined
      const open = series.open()
      if (open === undefined) return undefined
      const candles = candlesFrom(open.candles, to)
      if (candles.openTime.length === 0) return undefined
      const openInterest = series.openInterest(to + 1, Number.MAX_SAFE_INTEGER)
      return { candles, openInterest }
    },
  }
}

const NO_SERIES: Series = { time: new Float64Array(), value: new Float64Array() }

const joined = (a: Float64Array, b: Float64Array) => Float64Array.from([...a, ...b])

function joinSpans(a: Span | undefined, b: Span | undefined): Span | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const [from, to] = [Math.min(a.from, b.from), Math.max(a.to, b.to)]
  return { from, to, rows: a.rows + b.rows }
}

/** Asks a store for a range only where it has something in it. */
async function partOf<Value extends CandleColumns | Series>(
  span: Span | undefined,
  from: Millis,
  to: Millis,
  read: (from: Millis, to: Millis) => Promise<Value>,
): Promise<Value | undefined> {
  return span === undefined || from >= span.to || to <= span.from ? undefined : read(from, to)
}
