import { describe, expect, test } from 'vitest'
import { runBackfill } from '../../src/collector/backfill.ts'
import { openFeed } from '../../src/feed/open-feed.ts'
import { type MarketEvent, compareEvents } from '../../src/market/event.ts'
import { HOUR, MINUTE, SECOND } from '../../src/market/units.ts'
import { publicEvents } from '../../src/sim/market/public-events.ts'
import { publicTrades } from '../../src/sim/market/public-trades.ts'
import { simulateMarket } from '../../src/sim/market/run.ts'
import { playedScript } from '../../src/sim/stand-in/played-run.ts'
import { playedVenue } from '../../src/sim/stand-in/played-venues.ts'
import { openStandIn } from '../../src/sim/stand-in/stand-in.ts'
import { STAND_IN_VENUES } from '../../src/sim/stand-in/venues.ts'
import { findReader } from '../../src/venues/readers.ts'
import { VirtualWorld, WORLD_START } from '../world/virtual-world.ts'
import { ask } from './direct-client.ts'
import { attachTo, closeIn } from './schedule.ts'

/** One market that four venues play, from four hours before the stand-ins begin. */
const PAST = 4 * HOUR
const PLAYED = 12 * MINUTE
const venues = STAND_IN_VENUES.map(playedVenue)
const run = simulateMarket({
  seed: 16,
  days: (PAST + PLAYED + 5 * MINUTE) / (24 * HOUR),
  regime: 'mixed',
  start: WORLD_START - PAST,
  venues: venues.map(({ venue }) => venue),
})

/** Follows a venue that plays the run, fills in its past, and gives all that was stored. */
async function followed(index: number) {
  const { wire, symbol, venue } = venues[index]!
  const reader = findReader(wire.venue)!
  const world = new VirtualWorld({ seed: 1 })
  const rates = { tradesPerSecond: 0.2, liquidationsPerMinute: 1, movePerMinute: 0.0008 }
  const market = playedScript({
    instruments: wire.instruments,
    played: symbol,
    run,
    index,
    seed: 1,
    start: world.now(),
    rates,
  })
  const standIn = openStandIn({ wire, seed: 1, start: world.now(), market })
  attachTo(world, reader, standIn)
  const stored: MarketEvent[] = []
  const { id } = venue.instrument
  const feed = openFeed(
    {
      reader,
      choose: () => [id],
      streams: ['trade', 'liquidation', 'open-interest', 'funding-rate'],
      onEvents: (events) => stored.push(...events),
    },
    world.ports,
  )
  await world.run(PLAYED)
  const past: MarketEvent[] = []
  let filled = false
  const filling = runBackfill(
    {
      venues: [{ reader, feed, followed: () => [id] }],
      length: PAST + PLAYED,
      history: {
        append: (events) => {
          past.push(...events)
          return Promise.resolve({ counts: {}, notKept: {}, notices: [], instruments: [] })
        },
      },
      answered: { of: () => [], add: () => Promise.resolve() },
      clock: world.ports.clock,
      onProgress: () => undefined,
      onStored: () => undefined,
      onProblem: (message) => expect.fail(message),
    },
    new AbortController().signal,
  ).then(() => (filled = true))
  await world.runUntil(() => filled, 30 * MINUTE)
  await filling
  await closeIn(world, feed)
  return { stored, past, standIn }
}

const shown = <Type extends MarketEvent['type']>(
  events: readonly MarketEvent[],
  type: Type,
): Extract<MarketEvent, { type: Type }>[] =>
  events
    .filter((event): event is Extract<MarketEvent, { type: Type }> => event.type === type)
    .sort(compareEvents)

/** OKX counts contracts, whose size times their number need not be exact. */
const digits = (amount: number): string => amount.toPrecision(12)

const END = WORLD_START + PLAYED - 2 * SECOND
/** The connection is made in the first seconds. */
const FIRST = WORLD_START + 15 * SECOND

describe.each(STAND_IN_VENUES.map((name, index) => [name, index] as const))('%s', (name, index) => {
  test('what a feed and a back-fill store of a played run is what the run published', async () => {
    const { stored, past, standIn } = await followed(index)
    const published = publicEvents(run.venues[index]!)
    const within = ({ exchangeTime }: { exchangeTime: number }) =>
      exchangeTime >= FIRST && exchangeTime < END

    const tradeOf = ({ exchangeTime, price, quantity, takerSide }: (typeof trades)[number]) =>
      `${exchangeTime} ${price} ${digits(quantity)} ${takerSide}`
    const trades = [...publicTrades(run, index, FIRST, END)]
    expect(shown(stored, 'trade').filter(within).map(tradeOf)).toEqual(trades.map(tradeOf))
    expect(trades.length).toBeGreaterThan(100)

    const liquidations = shown(published, 'liquidation')
    const liquidationOf = ({ exchangeTime, price, quantity, position }: (typeof liquidations)[0]) =>
      `${exchangeTime} ${position} ${price} ${digits(quantity)}`
    expect(liquidations.filter(within).length).toBeGreaterThan(2)
    const expected = name === 'hyperliquid' ? [] : liquidations.filter(within)
    expect(shown(stored, 'liquidation').filter(within).map(liquidationOf)).toEqual(
      expected.map(liquidationOf),
    )

    const barOf = (bar: ReturnType<typeof candles>[number]) =>
      [bar.openTime, bar.open, bar.high, bar.low, bar.close, digits(bar.volume)].join(' ')
    const candles = (events: readonly MarketEvent[]) =>
      shown(events, 'candle').filter(({ openTime }) => openTime < WORLD_START + PLAYED - MINUTE)
    const interval = candles(past)[0]?.interval
    expect(interval).toBe(MINUTE)
    expect(candles(past).map(barOf)).toEqual(candles(published).map(barOf))

    const amounts = new Map(
      shown(published, 'open-interest').map((one) => [one.exchangeTime, one.openInterest]),
    )
    const samples = shown(past, 'open-interest').filter((one) => amounts.has(one.exchangeTime))
    for (const { exchangeTime, openInterest } of samples)
      expect(openInterest).toBeCloseTo(amounts.get(exchangeTime)!, 8)
    if (findReader(name)!.history?.['open-interest'] !== undefined)
      expect(samples.length).toBeGreaterThan(20)

    const reader = findReader(name)!
    const now = standIn.now()
    const listed = reader.instruments().flatMap((read) => ask(standIn, reader, read, now))
    const played = listed.find(
      ({ instrument }) => instrument.id === run.venues[index]!.venue.instrument.id,
    )!
    const settled = ask(
      standIn,
      reader,
      reader.history!['funding-rate']!.read(played, WORLD_START, now),
      now,
    )
    const [paid] = shown(published, 'funding-rate')
    const eighth = name === 'hyperliquid' ? 8 : 1
    expect(shown(settled, 'funding-rate')[0]?.fundingRate).toBeCloseTo(
      paid!.fundingRate / eighth,
      9,
    )
  })
})

test('the same run is played the same way, and after its end nothing is traded', () => {
  const { wire, symbol } = venues[0]!
  const end = run.options.start + run.path.activity.length * MINUTE
  const play = () => {
    const rates = { tradesPerSecond: 0, liquidationsPerMinute: 0, movePerMinute: 0 }
    const common = { instruments: wire.instruments, played: symbol, index: 0, seed: 1, rates }
    const market = playedScript({ ...common, run, start: WORLD_START })
    const standIn = openStandIn({ wire, seed: 1, start: WORLD_START, market })
    standIn.tick(end + 10 * MINUTE)
    return standIn.ledger.entries.filter(({ happening }) => happening.symbol === symbol)
  }
  const entries = play()
  expect(play()).toEqual(entries)
  const trades = entries.filter(({ happening }) => happening.type === 'trade')
  expect(trades.length).toBeGreaterThan(300)
  expect(Math.max(...trades.map(({ time }) => time))).toBeLessThan(end)
})
