import { expect, test } from 'vitest'
import { benchOf, feedBench } from '../../test/world/feed-bench.ts'
import { testReader } from '../../test/world/test-reader.ts'
import { btc, eth } from '../../test/world/test-venue.ts'
import type { TestVenue } from '../../test/world/test-venue.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import { instrumentChange, judgeList } from './instrument-list.ts'

const sol = 'testium:SOL' as InstrumentId
const speak = (venue: TestVenue, ...symbols: string[]) => {
  venue.speakers = symbols.map((symbol) => ({ stream: 'trade', symbol, every: 4000 }))
}
const OPTIONS = { streams: ['trade', 'liquidation'] as const }

test('fault 42: a symbol that is traded no more is ended; its siblings keep their socket, nothing reconnects', async () => {
  const bench = feedBench(OPTIONS, (venue) => speak(venue, 'BTC', 'ETH'))
  await bench.world.run(5 * MINUTE)
  bench.venue.halted.add('ETH')
  speak(bench.venue, 'BTC')
  await bench.world.run(11 * MINUTE)
  expect(bench.health('trade', eth)).toBe('ended')
  expect(bench.health('liquidation', eth)).toBe('ended')
  expect(bench.health('trade', btc)).toBe('proven')
  // Its silence was seen first: a second socket was tried, and cost nobody anything.
  expect(bench.feed.status().counts.reconnects).toBe(0)
  expect(
    bench
      .gaps()
      .every(({ instrument, cause }) => instrument === eth || cause === 'not yet connected'),
  ).toBe(true)
  const ended = bench.states().filter(({ health }) => health === 'ended')
  expect(ended).toHaveLength(2)
  // Nothing of an instrument that has ended is stale, suspect or missing.
  await bench.world.run(HOUR)
  expect(bench.health('trade', eth)).toBe('ended')
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 43: the same symbol listed anew is another instrument: the old one ends, nothing is joined', async () => {
  const bench = feedBench(OPTIONS, (venue) => {
    venue.listedAt.set('ETH', 1_600_000_000_000)
    speak(venue, 'BTC', 'ETH')
  })
  await bench.world.run(5 * MINUTE)
  bench.venue.listedAt.set('ETH', 1_790_000_000_000)
  await bench.world.run(11 * MINUTE)
  const healths = bench
    .states()
    .filter(({ stream, instrument }) => stream === 'trade' && instrument === eth)
    .map(({ health }) => health)
  expect(healths).toEqual(['subscribed', 'proven', 'ended', 'subscribed', 'proven'])
  expect(bench.feed.status().problem).toContain('listed anew')
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 44: the size of a contract changes: every decoder is made anew, on a second socket, and nothing is lost', async () => {
  const seen: number[][] = []
  const reader = {
    ...testReader,
    decoder: (instruments: Parameters<typeof testReader.decoder>[0]) => {
      seen.push(instruments.map(({ instrument }) => instrument.contractSize))
      return testReader.decoder(instruments)
    },
  }
  const bench = feedBench({ ...OPTIONS, reader }, (venue) => speak(venue, 'BTC', 'ETH'))
  await bench.world.run(5 * MINUTE)
  bench.venue.contractSize = 1000
  await bench.world.run(11 * MINUTE)
  expect(seen).toEqual([
    [1, 1],
    [1000, 1000],
  ])
  expect(bench.feed.status().problem).toContain('size of its contract')
  expect(bench.gaps().filter(({ cause }) => cause !== 'not yet connected')).toEqual([])
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 46: a new listing is followed within ten minutes, without a restart and without a gap for the others', async () => {
  const bench = feedBench(OPTIONS, (venue) => speak(venue, 'BTC', 'ETH'))
  await bench.world.run(5 * MINUTE)
  bench.venue.symbols = ['BTC', 'ETH', 'SOL']
  speak(bench.venue, 'BTC', 'ETH', 'SOL')
  await bench.world.run(10 * MINUTE)
  expect(bench.health('trade', sol)).toBe('proven')
  const others = bench.gaps().filter(({ instrument }) => instrument !== sol)
  expect(others.every(({ cause }) => cause === 'not yet connected')).toBe(true)
  expect(bench.feed.listed().map(({ instrument }) => instrument.id)).toEqual([btc, eth, sol])
})

test('fault 47: the list fails, or comes back half: the last good one holds and nothing is given up', async () => {
  const symbols = Array.from({ length: 20 }, (_, i) => `S${i}`)
  const bench = feedBench(OPTIONS, (venue) => {
    venue.symbols = symbols
    speak(venue, ...symbols)
  })
  await bench.world.run(5 * MINUTE)
  bench.venue.symbols = symbols.slice(0, 10)
  await bench.world.run(11 * MINUTE)
  expect(bench.feed.status().problem).toContain('lacks 10 of 20')
  expect(bench.feed.listed()).toHaveLength(20)
  bench.venue.rest = (path) =>
    path === '/instruments' ? { status: 200, body: '[{"symbol":"S0","tra' } : undefined
  await bench.world.run(HOUR / 2)
  expect(bench.feed.listed()).toHaveLength(20)
  const trades = bench.feed.status().streams.filter(({ stream }) => stream === 'trade')
  expect(trades.every(({ health }) => health === 'proven')).toBe(true)
  expect(bench.venue.connects).toHaveLength(1)
  expect(bench.feed.status().problem).toContain('list of instruments')
  bench.venue.rest = () => undefined
  bench.venue.symbols = symbols
  await bench.world.run(11 * MINUTE)
  expect(bench.feed.status().problem).toBeUndefined()
})

test('fault 47: after a restart without the list the last good one is used', async () => {
  const bench = feedBench(OPTIONS, (venue) => speak(venue, 'BTC', 'ETH'))
  await bench.world.run(5 * MINUTE)
  await bench.feed.close()
  const memory = bench.memory()
  bench.venue.rest = () => ({ status: 500, body: 'no' })
  const again = benchOf(bench.world, bench.venue, { ...OPTIONS, ...(memory ? { memory } : {}) })
  await bench.world.run(MINUTE)
  expect(again.health('trade', btc)).toBe('proven')
})

test('what is chosen and not listed is rejected, with the reason, and followed once it is listed', async () => {
  const bench = feedBench({ ...OPTIONS, choose: () => [btc, sol] }, (venue) => speak(venue, 'BTC'))
  await bench.world.run(MINUTE)
  expect(bench.feed.status().streams.find(({ instrument }) => instrument === sol)).toMatchObject({
    health: 'rejected',
    cause: 'the venue does not list this instrument',
  })
  bench.venue.symbols = ['BTC', 'ETH', 'SOL']
  speak(bench.venue, 'BTC', 'SOL')
  await bench.world.run(11 * MINUTE)
  expect(bench.health('trade', sol)).toBe('proven')
  expect(bench.feed.status().streams.some(({ instrument }) => instrument === eth)).toBe(false)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

const listed = (
  symbol: string,
  parts: { trading?: boolean; listedAt?: number; size?: number } = {},
) => ({
  wireName: symbol,
  trading: parts.trading ?? true,
  ...(parts.listedAt === undefined ? {} : { listedAt: parts.listedAt }),
  instrument: {
    id: `testium:${symbol}` as InstrumentId,
    venue: testReader.venue,
    symbol,
    base: symbol,
    quote: 'USDT',
    contract: 'linear' as const,
    contractSize: parts.size ?? 1,
    tickSize: 0.1,
  },
})

test.each([
  [10, 10, 'accepted'],
  [10, 8, 'accepted'],
  [10, 7, 'shrunken'],
  [10, 0, 'shrunken'],
  [0, 0, 'shrunken'],
  [0, 5, 'accepted'],
  [10, 30, 'accepted'],
])('fault 47: of %i instruments %i are left: %s', (before, after, verdict) => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => listed(`S${i}`))
  expect(judgeList(many(before), many(after)).kind).toBe(verdict)
})

test.each([
  ['same', listed('A'), listed('A')],
  ['same', undefined, undefined],
  ['same', listed('A', { trading: false }), undefined],
  ['listed', undefined, listed('A')],
  ['listed', listed('A', { trading: false }), listed('A')],
  ['ended', listed('A'), listed('A', { trading: false })],
  ['ended', listed('A'), undefined],
  ['listed-anew', listed('A', { listedAt: 1 }), listed('A', { listedAt: 2 })],
  ['same', listed('A', { listedAt: 1 }), listed('A')],
  ['altered', listed('A'), listed('A', { size: 1000 })],
])('an instrument is %s', (change, last, next) => {
  expect(instrumentChange(last, next)).toBe(change)
})

test('nothing is known of a venue before its list: no stream, no socket, and the reason', async () => {
  const bench = feedBench({}, (venue) => {
    venue.rest = () => ({ status: 500, body: 'boom' })
  })
  await bench.world.run(30 * SECOND)
  expect(bench.feed.status()).toMatchObject({ streams: [], sockets: { open: 0, wanted: 0 } })
  expect(bench.feed.status().problem).toContain('boom')
})
