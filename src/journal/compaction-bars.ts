import type { Candle, MarketEvent } from '../market/event.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { MINUTE, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { BarBuilder } from '../pipeline/bar-builder.ts'
import type { BuiltBar } from '../pipeline/bar-builder.ts'
import type { JournalDamage } from './journal.ts'

/** The one-minute candles that the trades of a journal make, of all instruments. */
export interface CompactionBars {
  push(event: MarketEvent): void
  /** Trades may be missing here. */
  damaged(damage: JournalDamage): void
  /** Candles of the minutes that were closed since the last call, oldest first, by instrument. */
  take(): ReadonlyMap<InstrumentId, readonly Candle[]>
}

interface Builder {
  readonly venue: VenueId
  readonly bars: BarBuilder
  close: number | undefined
}

/**
 * Makes candles of trades as the live map does, and only whole ones: a minute with missing trades
 * gives none, and one that a venue's own candle covers needs none.
 */
export function compactionBars(): CompactionBars {
  const builders = new Map<InstrumentId, Builder>()
  let received: Millis = Number.NEGATIVE_INFINITY

  function builderOf(event: Exclude<MarketEvent, { type: 'clock' }>): Builder {
    const known = builders.get(event.instrument)
    if (known !== undefined) return known
    const made = { venue: event.venue, bars: new BarBuilder(), close: undefined }
    builders.set(event.instrument, made)
    return made
  }

  function candleOf(instrument: InstrumentId, builder: Builder, bar: BuiltBar): Candle | undefined {
    const { openTime, source, complete } = bar
    const before = builder.close
    if (source !== 'nothing') builder.close = bar.close
    if (source === 'candle' || !complete) return undefined
    // A minute without trades goes on at the close before.
    const flat = { open: before, high: before, low: before, close: before, trades: 0 }
    const prices = source === 'nothing' ? flat : bar
    if (prices.open === undefined) return undefined
    const { open, high, low, close } = prices as BuiltBar
    const end = openTime + MINUTE
    return {
      type: 'candle',
      venue: builder.venue,
      instrument,
      exchangeTime: end,
      receivedTime: end,
      openTime,
      interval: MINUTE,
      open,
      high,
      low,
      close,
      volume: quantity(bar.volume),
      ...(Number.isNaN(bar.takerBuyVolume) ? {} : { takerBuyVolume: quantity(bar.takerBuyVolume) }),
    }
  }

  return {
    push(event) {
      const isLater = event.receivedTime > received
      const minute = Math.floor(received / MINUTE)
      if (isLater) received = event.receivedTime
      if (isLater && Math.floor(received / MINUTE) !== minute)
        for (const { bars } of builders.values()) bars.advance(received)
      if (event.type === 'clock') return
      const builder = builderOf(event)
      if (received >= builder.bars.closesAt) builder.bars.advance(received)
      builder.bars.push(event)
    },
    damaged({ lostFrom, lostTo, after, before }) {
      const [from, to] = [after ?? before, before ?? after]
      if (lostFrom === lostTo || from === undefined || to === undefined) return
      for (const [instrument, { venue, bars }] of builders)
        bars.push({
          type: 'gap',
          venue,
          instrument,
          stream: 'trade',
          from,
          exchangeTime: Math.max(to, from + 1),
          receivedTime: to,
          cause: 'a damaged stretch of the journal',
          certainty: 'certain',
        })
    },
    take() {
      const made = new Map<InstrumentId, Candle[]>()
      for (const [instrument, builder] of builders) {
        builder.bars.advance(received)
        const candles = builder.bars
          .take()
          .flatMap(({ bar }) => (bar && candleOf(instrument, builder, bar)) ?? [])
        if (candles.length > 0) made.set(instrument, candles)
      }
      return made
    },
  }
}
