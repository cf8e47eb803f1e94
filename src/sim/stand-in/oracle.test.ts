import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Gap, MarketEvent } from '../../market/event.ts'
import type { InstrumentId, VenueId } from '../../market/instrument.ts'
import { quantity } from '../../market/units.ts'
import { judge, type Trial } from './oracle.ts'
import { openStandIn } from './stand-in.ts'
import { standInWire } from './venues.ts'

const START = 1_795_305_600_000
const LENGTH = 5 * 60_000
const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']

/** What a perfect client would store of a stand-in that ran for a while. */
function perfect() {
  const standIn = openStandIn({ wire: standInWire('bybit'), seed: 3, start: START })
  standIn.tick(START + LENGTH)
  const stored: MarketEvent[] = []
  for (const { happening, time, id } of standIn.ledger.entries) {
    if (happening.type === 'state' || !symbols.includes(happening.symbol)) continue
    const about = {
      venue: 'bybit' as VenueId,
      instrument: `bybit:${happening.symbol}` as InstrumentId,
      exchangeTime: time,
      receivedTime: time + 20,
      price: happening.price,
      quantity: quantity(happening.quantity),
    }
    stored.push(
      happening.type === 'trade'
        ? { ...about, type: 'trade', takerSide: happening.takerSide, ...(id && { id }) }
        : { ...about, type: 'liquidation', position: happening.position, priceKind: 'bankruptcy' },
    )
  }
  const trial: Trial = {
    venue: 'bybit',
    ledger: standIn.ledger,
    stored,
    from: START,
    to: START + LENGTH + 1,
    symbols: new Set(symbols),
    streams: new Set(['trade', 'liquidation']),
  }
  return { trial, stored }
}

const { trial, stored } = perfect()

const gapAround = (event: MarketEvent, more: Partial<Gap> = {}): Gap => ({
  type: 'gap',
  venue: 'bybit' as VenueId,
  instrument: event.type === 'clock' ? ('' as InstrumentId) : event.instrument,
  stream: event.type as 'trade',
  from: event.exchangeTime - 10,
  exchangeTime: event.exchangeTime + 10,
  receivedTime: event.exchangeTime + 500,
  cause: 'a test',
  certainty: 'certain',
  ...more,
})

const anyStored = fc.integer({ min: 0, max: stored.length - 1 })

test('finds nothing wrong with what is complete, in any order', () => {
  expect(stored.length).toBeGreaterThan(300)
  expect(judge(trial)).toEqual([])
  expect(judge({ ...trial, stored: stored.toReversed() })).toEqual([])
})

test('an event that is missing is named, with its stream’s nearest gap', () => {
  fc.assert(
    fc.property(anyStored, (i) => {
      const found = judge({ ...trial, stored: stored.toSpliced(i, 1) })
      expect(found).toHaveLength(1)
      expect(found[0]).toMatch(/neither stored nor in a gap: .* nearest gap none of this stream/)
    }),
  )
})

test('a gap of its own stream excuses it, and no other gap does', () => {
  fc.assert(
    fc.property(anyStored, (i) => {
      const missing = stored[i] as MarketEvent
      const rest = stored.toSpliced(i, 1)
      const verdict = (gap: Gap) => judge({ ...trial, stored: [...rest, gap] })
      expect(verdict(gapAround(missing))).toEqual([])
      expect(verdict(gapAround(missing, { stream: 'open-interest' }))).toHaveLength(1)
      expect(
        verdict(gapAround(missing, { instrument: 'bybit:XRPUSDT' as InstrumentId })),
      ).toHaveLength(1)
      expect(verdict(gapAround(missing, { exchangeTime: missing.exchangeTime }))).toHaveLength(1)
      expect(verdict(gapAround(missing, { from: missing.exchangeTime + 1 }))).toHaveLength(1)
    }),
  )
})

test('a repaired gap excuses nothing that it says it holds', () => {
  const missing = stored[40] as MarketEvent
  const rest = stored.toSpliced(40, 1)
  const gap = gapAround(missing)
  const judged = (repaired: Gap) => judge({ ...trial, stored: [...rest, gap, repaired] })
  expect(judged({ ...gap, repaired: true })).toHaveLength(1)
  expect(judged({ ...gap, exchangeTime: missing.exchangeTime, repaired: true })).toEqual([])
})

test('an event stored twice is named, and so is one that was never published', () => {
  fc.assert(
    fc.property(anyStored, (i) => {
      const event = stored[i] as MarketEvent
      expect(judge({ ...trial, stored: [...stored, event] })[0]).toMatch(/^stored \d+ times/)
      const foreign = { ...event, exchangeTime: event.exchangeTime + 1 } as MarketEvent
      const wrong = judge({ ...trial, stored: stored.with(i, foreign) })
      expect(wrong.some((text) => text.startsWith('stored, but never published'))).toBe(true)
    }),
  )
})

test('a candle that stands for trades must hold what was traded', () => {
  const openTime = START + 60_000
  const trades = trial.ledger.entries.flatMap(({ happening, time }) =>
    happening.type === 'trade' &&
    happening.symbol === 'BTCUSDT' &&
    time >= openTime &&
    time < openTime + 60_000
      ? [happening]
      : [],
  )
  const prices = trades.map(({ price }) => price)
  const candle: MarketEvent = {
    type: 'candle',
    venue: 'bybit' as VenueId,
    instrument: 'bybit:BTCUSDT' as InstrumentId,
    exchangeTime: openTime + 60_000,
    receivedTime: openTime + 70_000,
    openTime,
    interval: 60_000,
    open: prices[0] ?? 0,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1) ?? 0,
    volume: quantity(trades.reduce((sum, each) => sum + each.quantity, 0)),
  }
  const judged = (event: MarketEvent) => judge({ ...trial, stored: [...stored, event] })
  expect(trades.length).toBeGreaterThan(10)
  expect(judged(candle)).toEqual([])
  expect(judged({ ...candle, volume: quantity(candle.volume * 1.001) })).toHaveLength(1)
  expect(judged({ ...candle, high: candle.high * 1.01 })).toHaveLength(1)
})
