import { expect, test } from 'vitest'
import { benchOf, feedBench } from '../../test/world/feed-bench.ts'
import { readerWith, testReader } from '../../test/world/test-reader.ts'
import { TestVenue, btc, eth } from '../../test/world/test-venue.ts'
import type { Speaker } from '../../test/world/test-venue.ts'
import { VirtualWorld } from '../../test/world/virtual-world.ts'
import { HOUR, MINUTE, SECOND } from '../market/units.ts'

const SPEAKERS: Speaker[] = [
  { stream: 'trade', symbol: 'BTC', every: 500 },
  { stream: 'trade', symbol: 'ETH', every: 700 },
  { stream: 'mark', symbol: 'BTC', every: 1000 },
  { stream: 'mark', symbol: 'ETH', every: 1000 },
  { stream: 'liquidation', symbol: 'BTC', every: 7000 },
]
const speaking = (venue: TestVenue) => {
  venue.speakers = SPEAKERS
}
const gapsOf = (times: readonly number[]) =>
  times.slice(1).map((at, i) => at - (times[i] as number))

test('fault 1: nothing listens at the start: down, retried for ever within a minute, then live', async () => {
  const world = new VirtualWorld()
  const venue = new TestVenue()
  speaking(venue)
  const bench = benchOf(world, venue, {})
  await world.run(2 * HOUR)
  expect(bench.feed.status().problem).toContain('connection refused')
  const tries = world.network.requests.filter(({ url }) => url.endsWith('/instruments'))
  expect(tries.length).toBeGreaterThan(100)
  expect(Math.max(...gapsOf(tries.map(({ at }) => at)))).toBeLessThanOrEqual(62 * SECOND)
  for (const base of ['https://rest.test', 'wss://ws.test']) world.attach(base, venue)
  await world.runUntil(() => bench.health('trade', btc) === 'proven', 3 * MINUTE)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 1: the sockets alone are refused: the streams are down, with the reason, and come back', async () => {
  const bench = feedBench({}, (venue, world) => {
    speaking(venue)
    for (const base of ['wss://ws.test', 'wss://alt.test']) world.detach(base)
  })
  const { world, venue } = bench
  await world.run(2 * HOUR)
  expect(bench.feed.status().streams.map(({ health, cause }) => `${health} ${cause}`)).toEqual(
    Array.from({ length: 6 }, () => 'down connection refused'),
  )
  // One venue's trouble is its own: another feed of the same world is live meanwhile.
  const times = gapsOf(world.network.connects.map(({ at }) => at))
  expect(Math.max(...times)).toBeLessThanOrEqual(62 * SECOND)
  expect(times.length).toBeGreaterThan(120)
  world.attach('wss://ws.test', venue)
  world.attach('wss://alt.test', venue)
  await world.runUntil(() => bench.health('trade', btc) === 'proven', 2 * MINUTE)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 2: a handshake that never completes is given up after 10 s and leaves nothing behind', async () => {
  const bench = feedBench({}, (venue) => {
    speaking(venue)
    venue.handshake = (_path, count) => (count <= 20 ? 'silent' : undefined)
  })
  await bench.world.runUntil(() => bench.health('trade', btc) === 'proven', HOUR)
  expect(bench.world.network.open.size).toBe(1)
  expect(bench.states().map(({ cause }) => cause)).toContain('no handshake within 10 s')
  const times = gapsOf(bench.venue.connects.slice(0, 20))
  expect(Math.min(...times)).toBeGreaterThanOrEqual(10 * SECOND)
  expect(Math.max(...times)).toBeLessThanOrEqual(72 * SECOND)
})

test('fault 3: a subscription without an answer is sent three times, 10 s apart, then anew on another socket', async () => {
  const bench = feedBench({}, (venue) => {
    speaking(venue)
    venue.subscribing = () => (venue.connects.length < 2 ? 'ignore' : 'ack')
  })
  const start = bench.world.now()
  await bench.world.runUntil(() => bench.health('trade', btc) === 'proven', 2 * MINUTE)
  const asked = bench.venue.received.filter(({ text }) => text.includes('"sub"'))
  expect(asked).toHaveLength(4)
  const apart = gapsOf(asked.map(({ at }) => at)).slice(0, 2)
  expect(apart.every((time) => time > 9.9 * SECOND && time < 12 * SECOND)).toBe(true)
  const gap = bench
    .gaps()
    .find(({ stream, instrument }) => stream === 'trade' && instrument === btc)
  expect(gap).toMatchObject({ from: start, certainty: 'certain' })
  expect(gap?.exchangeTime).toBeGreaterThan(start + 30 * SECOND)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 3: one topic without an answer does not cost the others a single event', async () => {
  const bench = feedBench({}, (venue) => {
    speaking(venue)
    venue.subscribing = (name) =>
      name === 'trade.ETH' && bench.world.now() < start + 5 * MINUTE ? 'ignore' : 'ack'
  })
  const start = bench.world.now()
  await bench.world.run(20 * MINUTE)
  expect(bench.health('trade', eth)).toBe('proven')
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
  const others = bench.gaps().filter(({ instrument }) => instrument === btc)
  expect(others.every(({ exchangeTime }) => exchangeTime < start + 10 * SECOND)).toBe(true)
})

test('fault 4: one refused symbol of a hundred is rejected with the reason, 99 flow, it is asked for again', async () => {
  const symbols = Array.from({ length: 100 }, (_, i) => `S${i}`)
  const bench = feedBench({ streams: ['trade'] }, (venue) => {
    venue.symbols = symbols
    venue.speakers = symbols.map((symbol) => ({ stream: 'trade', symbol, every: 5000 }))
    venue.subscribing = (name) => (name === 'trade.S42' ? { refuse: 'no such symbol' } : 'ack')
  })
  await bench.world.run(MINUTE)
  const trades = bench.feed.status().streams.filter(({ stream }) => stream === 'trade')
  expect(trades.filter(({ health }) => health === 'proven')).toHaveLength(99)
  expect(trades.find(({ instrument }) => instrument === 'testium:S42')).toMatchObject({
    health: 'rejected',
    cause: 'no such symbol',
  })
  bench.venue.subscribing = () => 'ack'
  await bench.world.run(11 * MINUTE)
  expect(bench.health('trade', 'testium:S42' as typeof btc)).toBe('proven')
  expect(bench.venue.connects).toHaveLength(1)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 4: a refusal that does not say which symbol is narrowed down to it', async () => {
  const symbols = Array.from({ length: 100 }, (_, i) => `S${i}`)
  const bench = feedBench({ streams: ['trade'] }, (venue) => {
    venue.symbols = symbols
    venue.speakers = symbols.map((symbol) => ({ stream: 'trade', symbol, every: 5000 }))
    venue.subscribing = (name) =>
      name === 'trade.S42' ? { refuseUnnamed: 'one is unknown' } : 'ack'
  })
  await bench.world.run(2 * MINUTE)
  const trades = bench.feed.status().streams.filter(({ stream }) => stream === 'trade')
  expect(trades.filter(({ health }) => health === 'rejected').map((one) => one.instrument)).toEqual(
    ['testium:S42'],
  )
  expect(trades.filter(({ health }) => health === 'proven')).toHaveLength(99)
})

test('fault 11: fifty sockets cut at once come back one a second, with at most five messages a second each', async () => {
  const reader = readerWith({
    sockets: (instruments, wanted) =>
      instruments.flatMap((one) =>
        testReader.sockets([one], wanted).map((plan) => ({ ...plan, key: one.wireName })),
      ),
  })
  const bench = feedBench({ reader, streams: ['trade'] }, (venue) => {
    venue.symbols = Array.from({ length: 50 }, (_, i) => `S${i}`)
    venue.speakers = venue.symbols.map((symbol) => ({ stream: 'trade', symbol, every: 1000 }))
  })
  const { world, venue } = bench
  await world.run(3 * MINUTE)
  expect(bench.feed.status().sockets).toEqual({ open: 50, wanted: 50 })
  const before = world.network.connects.length
  venue.cutAll()
  await world.run(3 * MINUTE)
  expect(bench.feed.status().sockets).toEqual({ open: 50, wanted: 50 })
  const again = world.network.connects.slice(before).map(({ at }) => at)
  expect(again).toHaveLength(50)
  expect(Math.min(...gapsOf(again))).toBeGreaterThanOrEqual(SECOND)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 11: a connection sends at most five messages a second', async () => {
  const reader = readerWith({
    sockets: (instruments, wanted) =>
      testReader.sockets(instruments, wanted).map((plan) => ({
        ...plan,
        subscribe: (topics) =>
          topics.map(({ name }) => JSON.stringify({ op: 'sub', names: [name] })),
      })),
  })
  const bench = feedBench({ reader, streams: ['trade'] }, (venue) => {
    venue.symbols = Array.from({ length: 60 }, (_, i) => `S${i}`)
    venue.speakers = venue.symbols.map((symbol) => ({ stream: 'trade', symbol, every: 5000 }))
  })
  await bench.world.run(MINUTE)
  const sent = bench.venue.received.filter(({ text }) => text.includes('"sub"'))
  expect(sent).toHaveLength(60)
  // Latency may draw messages of neighbouring seconds together by 20 ms.
  for (const { at } of sent)
    expect(
      sent.filter((other) => other.at >= at && other.at < at + 950).length,
    ).toBeLessThanOrEqual(5)
})

test('fault 12: a socket that dies after a second each time is retried ever more slowly, for data alone prove health', async () => {
  const bench = feedBench({}, (venue) => {
    speaking(venue)
    venue.socketAge = SECOND
  })
  await bench.world.run(HOUR)
  const times = gapsOf(bench.venue.connects)
  expect(Math.max(...times)).toBeGreaterThan(45 * SECOND)
  // Full jitter up to a minute: half a minute on average.
  expect(bench.venue.connects.length).toBeGreaterThan(60)
  expect(bench.venue.connects.length).toBeLessThan(200)
  bench.venue.socketAge = 10 * MINUTE
  await bench.world.run(20 * MINUTE)
  // After minutes of data the failures are forgotten: the next cut is answered at once.
  const before = bench.venue.connects.length
  bench.venue.cutAll()
  await bench.world.run(3 * SECOND)
  expect(bench.venue.connects.length).toBe(before + 1)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})
