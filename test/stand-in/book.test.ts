import { describe, expect, test } from 'vitest'
import { orderBook } from '../../src/feed/order-book.ts'
import type { BookStep } from '../../src/feed/order-book.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { simulateMarket } from '../../src/sim/market/run.ts'
import { publicBooks } from '../../src/sim/market/public-book.ts'
import { playedScript } from '../../src/sim/stand-in/played-run.ts'
import { playedVenue } from '../../src/sim/stand-in/played-venues.ts'
import { openStandIn } from '../../src/sim/stand-in/stand-in.ts'
import type { StandIn } from '../../src/sim/stand-in/stand-in.ts'
import { standInWire } from '../../src/sim/stand-in/venues.ts'
import { findReader } from '../../src/venues/readers.ts'
import type { BookUpdate } from '../../src/venues/wire/reader.ts'
import { ask, connectDirectly } from './direct-client.ts'

const START = 1_795_305_600_000

/** Follows the book of an instrument as a feed does: what the venue sends, after a snapshot where one is asked for. */
function follow(standIn: StandIn, symbol: string) {
  const book = orderBook()
  const steps: BookStep[] = []
  const reader = findReader(standIn.venue)!
  const client = connectDirectly(standIn, ['order-book'], standIn.now())
  const listed = client.listed.find(({ instrument }) => instrument.symbol === symbol)!
  let read = 0
  const decoder = reader.decoder(client.listed)
  const apply = (update: BookUpdate): void => {
    if (update.instrument !== listed.instrument.id) return
    const step = book.apply(update, standIn.now())
    steps.push(step)
    if (step === 'buffered' && reader.bookSnapshot !== undefined && steps.length === 1)
      steps.push(
        book.apply(ask(standIn, reader, reader.bookSnapshot(listed), standIn.now()), standIn.now()),
      )
  }
  return {
    book,
    steps,
    client,
    listed,
    advance(to: number) {
      standIn.tick(to)
      for (const frame of client.frames.slice(read))
        for (const update of decoder.decode(frame, to).books ?? []) apply(update)
      read = client.frames.length
    },
  }
}

describe.each(['binance', 'bybit'])('the book of %s', (venue) => {
  test('is the same whether it was followed or asked for now', () => {
    const standIn = openStandIn({
      wire: standInWire(venue),
      seed: 3,
      start: START,
      script: { faults: [] },
    })
    standIn.tick(START + 10 * SECOND)
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      const one = follow(standIn, symbol)
      for (let second = 1; second <= 30; second++) one.advance(standIn.now() + SECOND)
      const later = follow(standIn, symbol)
      later.advance(standIn.now() + SECOND)
      one.advance(standIn.now())
      expect(one.client.problems).toEqual([])
      expect(one.steps.filter((step) => step === 'resync')).toEqual([])
      expect(one.steps.filter((step) => step === 'applied').length).toBeGreaterThan(25)
      const { bids, asks } = one.book.best(1_000)!
      expect(later.book.best(1_000)).toEqual({ bids, asks })
      expect(bids.length).toBeGreaterThan(30)
      expect(bids[0]!.price).toBeLessThan(asks[0]!.price)
    }
  })

  test("of what plays a run is the simulator's own", () => {
    const played = playedVenue(venue)
    const run = simulateMarket({
      seed: 5,
      days: 1,
      regime: 'mixed',
      start: START - 60 * MINUTE,
      venues: [played.venue],
    })
    const instruments = played.wire.instruments
    const rates = { tradesPerSecond: 1, liquidationsPerMinute: 1, movePerMinute: 0.001 }
    const standIn = openStandIn({
      wire: played.wire,
      seed: 5,
      start: START,
      script: { faults: [] },
      market: playedScript({
        instruments,
        played: played.symbol,
        run,
        index: 0,
        seed: 5,
        start: START,
        rates,
      }),
    })
    standIn.tick(START + 5 * SECOND)
    const one = follow(standIn, played.symbol)
    for (let second = 6; second <= 20; second++) one.advance(START + second * SECOND)
    const [own] = publicBooks(run, 0, START + 20 * SECOND, START + 20 * SECOND + 1)
    const merged = (side: readonly { price: number; quantity: number }[]) =>
      new Map(side.map(({ price, quantity }) => [price, quantity]))
    const kept = one.book.best(1_000)!
    expect(merged(kept.bids)).toEqual(merged(own!.bids))
    expect(merged(kept.asks)).toEqual(merged(own!.asks))
  })
})
