import type { Liquidation, MarketEvent, StreamKind } from '../market/event.ts'
import type { Instrument, InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import { StreamCoverage } from './coverage.ts'
import type { KnownGap } from './coverage.ts'
import { FundingTally } from './funding-tally.ts'
import { LiveSeries } from './live-series.ts'
import type { SeriesChange } from './live-series.ts'
import { RealisedTally } from './realised-tally.ts'
import { QuoteRates } from './quote-rates.ts'

/** What is known of one instrument from its events. */
export interface LiveInstrument {
  readonly id: InstrumentId
  readonly series: LiveSeries
  readonly streams: ReadonlyMap<StreamKind, StreamCoverage>
  readonly realised: RealisedTally
  readonly funding: FundingTally
  /** The last price that was traded, or the mark price where no trades are followed. */
  readonly lastPrice: number | undefined
  /** When something of it was last received. */
  readonly lastReceived: Millis
}

/** What has happened since it was last asked. */
export interface LiveChanges {
  readonly bars: ReadonlyMap<InstrumentId, SeriesChange>
  /** Instruments whose open bar or open interest is another. */
  readonly moved: ReadonlySet<InstrumentId>
  /** In the order in which they came. */
  readonly liquidations: readonly Liquidation[]
  readonly gaps: readonly KnownGap[]
}

interface Entry extends LiveInstrument {
  readonly streams: Map<StreamKind, StreamCoverage>
  lastPrice: number | undefined
  lastReceived: Millis
  priceTime: Millis
  hasTrades: boolean
}

/** Bound of the liquidations kept; the oldest go first. */
export const RECENT_LIQUIDATIONS = 5_000

/**
 * All instruments as their events tell: bars, open interest, gaps, liquidations, health. A function
 * of the events in their order; how they come in batches leaves no trace.
 */
export class LiveMarket {
  readonly #instruments = new Map<InstrumentId, Entry>()
  /** Oldest first. */
  #liquidations: Liquidation[] = []
  /** Received time, which never runs backwards. */
  #now = Number.NEGATIVE_INFINITY
  /** When the next minute of any instrument closes. */
  #nextClose = Number.NEGATIVE_INFINITY
  #moved = new Set<InstrumentId>()
  #fresh: Liquidation[] = []
  #gaps: KnownGap[] = []
  readonly #pushed = new Set<Entry>()
  /** What other quotes are worth in USD, by minute. */
  readonly quoteRates = new QuoteRates()

  readonly #definitions = new Map<InstrumentId, Instrument>()

  /** Says what an instrument is: its base coin and its quote are not in its events. */
  define(instrument: Instrument): void {
    this.#definitions.set(instrument.id, instrument)
    const entry = this.#instruments.get(instrument.id)
    if (entry !== undefined) this.#compare(entry, instrument)
  }

  push(event: MarketEvent): void {
    if (event.type !== 'clock') this.#take(event)
    if (event.receivedTime > this.#now) this.#now = event.receivedTime
    if (this.#now >= this.#nextClose) this.#closeMinutes()
  }

  /** Received time of the newest event; -Infinity before the first. */
  get now(): Millis {
    return this.#now
  }

  get instruments(): Iterable<LiveInstrument> {
    return this.#instruments.values()
  }

  instrument(id: InstrumentId): LiveInstrument | undefined {
    return this.#instruments.get(id)
  }

  /** The newest liquidations, newest first. */
  liquidations(limit: number, id?: InstrumentId): readonly Liquidation[] {
    const found: Liquidation[] = []
    for (let i = this.#liquidations.length - 1; i >= 0 && found.length < limit; i--) {
      const one = this.#liquidations[i]!
      if (id === undefined || one.instrument === id) found.push(one)
    }
    return found
  }

  /**
   * Makes what was pushed visible, and tells what changed. With `revise` false, what would change
   * closed bars waits for a later call.
   */
  settle(revise = true): LiveChanges {
    const bars = new Map<InstrumentId, SeriesChange>()
    for (const entry of this.#pushed) {
      const change = entry.series.settle(revise)
      if (change.to === undefined && change.revisedFrom === undefined) continue
      bars.set(entry.id, change)
      const first = Math.min(change.from ?? Infinity, change.revisedFrom ?? Infinity)
      this.quoteRates.changed(entry.id, first, entry.series.span?.to ?? first)
    }
    if (revise) this.#pushed.clear()
    const changes = { bars, moved: this.#moved, liquidations: this.#fresh, gaps: this.#gaps }
    this.#moved = new Set()
    this.#fresh = []
    this.#gaps = []
    return changes
  }

  #take(event: Exclude<MarketEvent, { type: 'clock' }>): void {
    const entry = this.#entry(event.instrument)
    entry.series.push(event)
    this.#pushed.add(entry)
    if (event.receivedTime > entry.lastReceived) entry.lastReceived = event.receivedTime
    if (event.type === 'gap') {
      this.#gaps.push(streamOf(entry, event.stream).takeGap(event))
      return
    }
    if (event.type === 'stream-state') {
      const gap = streamOf(entry, event.stream).takeState(event)
      if (gap !== undefined) this.#gaps.push(gap)
      return
    }
    const from = event.type === 'candle' ? event.openTime : event.exchangeTime
    streamOf(entry, event.type).saw(from, event.exchangeTime)
    if (event.type === 'liquidation') this.#takeLiquidation(event)
    else if (event.type === 'trade' && event.suspect !== 'price') {
      entry.hasTrades = true
      this.#takePrice(entry, event.price, event.exchangeTime)
    } else if (event.type === 'mark-price' && !entry.hasTrades)
      this.#takePrice(entry, event.markPrice, event.exchangeTime)
    else if (event.type === 'open-interest') this.#moved.add(entry.id)
    else if (event.type === 'funding-rate') entry.funding.push(event)
  }

  #takePrice(entry: Entry, price: number, time: Millis): void {
    if (time < entry.priceTime) return
    entry.lastPrice = price
    entry.priceTime = time
    this.#moved.add(entry.id)
  }

  #takeLiquidation(event: Liquidation): void {
    this.#fresh.push(event)
    this.#entry(event.instrument).realised.push(event)
    this.#liquidations.push(event)
    if (this.#liquidations.length >= 2 * RECENT_LIQUIDATIONS)
      this.#liquidations = this.#liquidations.slice(-RECENT_LIQUIDATIONS)
  }

  #closeMinutes(): void {
    let next = Number.POSITIVE_INFINITY
    for (const entry of this.#instruments.values()) {
      if (entry.series.closesAt <= this.#now) {
        entry.series.advance(this.#now)
        this.#pushed.add(entry)
      }
      next = Math.min(next, entry.series.closesAt)
    }
    this.#nextClose = next
  }

  #entry(id: InstrumentId): Entry {
    const known = this.#instruments.get(id)
    if (known !== undefined) return known
    const entry: Entry = {
      id,
      series: new LiveSeries(),
      streams: new Map(),
      realised: new RealisedTally(),
      funding: new FundingTally(),
      lastPrice: undefined,
      lastReceived: Number.NEGATIVE_INFINITY,
      priceTime: Number.NEGATIVE_INFINITY,
      hasTrades: false,
    }
    this.#instruments.set(id, entry)
    this.#nextClose = Number.NEGATIVE_INFINITY
    const definition = this.#definitions.get(id)
    if (definition !== undefined) this.#compare(entry, definition)
    return entry
  }

  #compare({ id, series }: Entry, definition: Instrument): void {
    const { span } = series
    if (this.quoteRates.define(definition, series) && span !== undefined)
      this.quoteRates.changed(id, span.from, span.to)
  }
}

function streamOf(entry: Entry, stream: StreamKind): StreamCoverage {
  const known = entry.streams.get(stream)
  if (known !== undefined) return known
  const fresh = new StreamCoverage(entry.id, stream)
  entry.streams.set(stream, fresh)
  return fresh
}
