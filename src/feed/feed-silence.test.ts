import { expect, test } from 'vitest'
import { feedBench } from '../../test/world/feed-bench.ts'
import { readerWith, testReader } from '../../test/world/test-reader.ts'
import { btc, eth } from '../../test/world/test-venue.ts'
import type { Speaker, TestVenue } from '../../test/world/test-venue.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../market/units.ts'

const SPEAKERS: Speaker[] = [
  { stream: 'trade', symbol: 'BTC', every: 1500 },
  { stream: 'trade', symbol: 'ETH', every: 2100 },
  { stream: 'mark', symbol: 'BTC', every: 2000 },
  { stream: 'mark', symbol: 'ETH', every: 2000 },
  { stream: 'liquidation', symbol: 'BTC', every: 7000 },
]
const speaking = (venue: TestVenue) => {
  venue.speakers = SPEAKERS
}

test('fault 5: a dense stream is acknowledged and then silent: stale within 30 s, the other address is tried, the others lose nothing', async () => {
  const bench = feedBench({}, speaking)
  const { world, venue } = bench
  await world.run(5 * MINUTE)
  venue.muted.add('/ws mark.BTC').add('/ws mark.ETH')
  const silent = world.now()
  await world.runUntil(() => bench.health('mark-price', btc) === 'stale', 31 * SECOND)
  expect(bench.feed.status().problem).toContain('silent: mark-price of testium:BTC')
  await world.run(10 * SECOND)
  // The address is in the path of both, so muting by path holds there too: nothing can help.
  expect(world.network.connects.map(({ url }) => url)).toEqual([
    'wss://ws.test/ws',
    'wss://alt.test/ws',
  ])
  expect(bench.health('trade', btc)).toBe('proven')
  await world.run(HOUR)
  expect(bench.health('mark-price', btc)).toBe('stale')
  // Tried again, ever less often.
  expect(world.network.connects.length).toBeLessThan(12)
  venue.muted.clear()
  await world.runUntil(() => bench.health('mark-price', btc) === 'proven', 5 * SECOND)
  const gap = bench
    .gaps()
    .findLast(({ stream, instrument }) => stream === 'mark-price' && instrument === btc)
  expect(gap).toMatchObject({ certainty: 'possible', cause: 'silent while it should speak' })
  expect(gap?.from).toBeLessThanOrEqual(silent)
  expect(gap?.exchangeTime).toBeGreaterThan(silent + HOUR)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
  // Whatever was tried, trades and liquidations have no gap since the start.
  const lost = bench
    .gaps()
    .filter(({ stream, from }) => stream !== 'mark-price' && from > silent - MINUTE)
  expect(lost).toEqual([])
})

test('fault 5: liquidations fall silent: suspect once chance cannot explain it, gap from the last one until one comes', async () => {
  const bench = feedBench({}, speaking)
  const { world, venue } = bench
  await world.run(HOUR)
  venue.muted.add('liquidations')
  const last = bench.events.findLast(({ type }) => type === 'liquidation')?.exchangeTime ?? 0
  // 514 an hour: after two minutes the chance of silence is below one in a million.
  await world.runUntil(() => bench.health('liquidation', btc) === 'suspect', 10 * MINUTE)
  expect(world.now() - last).toBeGreaterThan(90 * SECOND)
  expect(world.now() - last).toBeLessThan(3 * MINUTE)
  expect(bench.feed.status().problem).toContain('silent: liquidation')
  await world.run(HOUR - 5 * MINUTE)
  venue.cutAll()
  await world.run(5 * MINUTE)
  // A new socket and its acknowledgement prove nothing.
  expect(bench.health('liquidation', btc)).toBe('suspect')
  expect(new Set(world.network.connects.map(({ url }) => url)).size).toBe(2)
  venue.muted.clear()
  await world.run(MINUTE)
  expect(bench.health('liquidation', btc)).toBe('proven')
  const gap = bench
    .gaps()
    .findLast(({ stream, instrument }) => stream === 'liquidation' && instrument === btc)
  expect(gap).toMatchObject({ certainty: 'possible' })
  expect(gap?.from).toBeLessThanOrEqual(last)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 5: other venues speak of a market loudly while this one says nothing: suspect within ten minutes', async () => {
  let loud = false
  const bench = feedBench(
    { othersSpeak: (stream) => loud && stream === 'liquidation' },
    (venue) => {
      venue.speakers = SPEAKERS.filter(({ stream }) => stream !== 'liquidation')
    },
  )
  await bench.world.run(HOUR)
  expect(bench.health('liquidation', btc)).toBe('subscribed')
  loud = true
  await bench.world.run(10 * SECOND)
  expect(bench.health('liquidation', btc)).toBe('suspect')
})

test('fault 5: a feed that never gave a liquidation is not believed to be quiet', async () => {
  const bench = feedBench({}, (venue) => {
    venue.speakers = SPEAKERS.map((one) => ({ ...one, every: 10 * SECOND }))
    venue.muted.add('liquidations')
  })
  const start = bench.world.now()
  await bench.world.run(DAY / 4)
  expect(bench.health('liquidation', btc)).toBe('subscribed')
  await bench.finish()
  expect(bench.gaps().findLast(({ stream }) => stream === 'liquidation')).toMatchObject({
    from: start,
    exchangeTime: expect.closeTo(bench.world.now(), -2),
  })
  expect(bench.unaccounted()).toEqual([])
})

test('fault 6: the peer vanishes without a word: noticed within 30 s, with a gap', async () => {
  const bench = feedBench({}, speaking)
  await bench.world.run(MINUTE)
  const vanished = bench.world.now()
  bench.venue.vanishAll()
  await bench.world.runUntil(() => bench.health('trade', btc) === 'connecting', 30 * SECOND)
  await bench.world.run(MINUTE)
  expect(bench.health('trade', btc)).toBe('proven')
  const gap = bench
    .gaps()
    .findLast(({ stream, instrument }) => stream === 'trade' && instrument === btc)
  expect(gap?.from).toBeLessThanOrEqual(vanished)
  expect(gap).toMatchObject({ certainty: 'certain', cause: 'silent for 25 s, pings included' })
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 7: an instrument in which nothing happens for an hour is quiet, not stale, and nothing reconnects', async () => {
  const bench = feedBench({}, (venue) => {
    venue.speakers = [
      ...SPEAKERS.filter(({ symbol }) => symbol === 'BTC'),
      { stream: 'mark', symbol: 'ETH', every: 1000 },
    ]
  })
  const { world, venue } = bench
  await world.run(10 * SECOND)
  venue.say('trade', 'ETH', world.now())
  venue.say('liquidation', 'ETH', world.now())
  await world.run(HOUR)
  expect(bench.health('trade', eth)).toBe('quiet')
  expect(bench.health('liquidation', eth)).toBe('quiet')
  expect(venue.connects).toHaveLength(1)
  expect(bench.states().filter(({ health }) => health === 'stale' || health === 'suspect')).toEqual(
    [],
  )
  // And a cut then costs seconds of it, not the hour.
  venue.cutAll()
  await world.run(MINUTE)
  venue.say('trade', 'ETH', world.now())
  await bench.finish()
  const gaps = bench.gaps().filter(({ instrument }) => instrument === eth)
  const longest = Math.max(
    ...gaps.map(({ from, exchangeTime, stream }) => (stream === 'trade' ? 0 : exchangeTime - from)),
  )
  expect(longest).toBeLessThan(30 * SECOND)
  expect(bench.unaccounted()).toEqual([])
})

test('fault 8: a venue that wants a ping in words, or else cuts at 30 s, never cuts', async () => {
  const bench = feedBench({}, (venue) => {
    speaking(venue)
    venue.pingDeadline = 30 * SECOND
  })
  await bench.world.run(20 * MINUTE)
  expect(bench.venue.connects).toHaveLength(1)
  expect(bench.feed.status().counts.reconnects).toBe(0)
})

test('fault 9: a process busy for 5 s, or stopped for 20 s, keeps its socket and loses nothing', async () => {
  const bench = feedBench({}, speaking)
  for (const busy of [5, 5, 20, 28]) {
    await bench.world.freeze(busy * SECOND)
    await bench.world.run(10 * SECOND)
  }
  expect(bench.venue.connects).toHaveLength(1)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
  expect(bench.gaps().every(({ cause }) => cause === 'not yet connected')).toBe(true)
})

test('fault 48: no trade anywhere for half an hour while other venues trade: the venue may have halted', async () => {
  const bench = feedBench({ othersSpeak: (stream) => stream === 'trade' }, speaking)
  await bench.world.run(10 * MINUTE)
  bench.venue.speakers = SPEAKERS.filter(({ stream }) => stream === 'mark')
  await bench.world.run(25 * MINUTE)
  expect(bench.feed.status().problem).not.toContain('halted')
  await bench.world.run(6 * MINUTE)
  expect(bench.feed.status().problem).toContain('halted?')
  bench.venue.speakers = SPEAKERS
  await bench.world.run(MINUTE)
  expect(bench.feed.status().problem).toBeUndefined()
})

test('a poll that fails for longer than its patience makes a gap, and its next answer ends it', async () => {
  const { openInterestPolls } = await import('../../test/world/test-reader.ts')
  const reader = readerWith({
    polls: openInterestPolls,
    supplies: [
      ...testReader.supplies,
      {
        stream: 'open-interest',
        via: 'poll',
        completeness: [{ completeness: 'all' }],
        rhythm: { kind: 'dense', silence: 30 * SECOND },
      },
    ],
  })
  const bench = feedBench({ reader, streams: ['trade', 'open-interest'] }, speaking)
  await bench.world.run(5 * MINUTE)
  expect(bench.health('open-interest', btc)).toBe('proven')
  const asked = bench.events.filter(({ type }) => type === 'open-interest')
  expect(asked.length).toBeGreaterThan(2 * 28)
  const failing = bench.world.now()
  bench.venue.rest = (path) => (path.startsWith('/oi') ? { status: 500, body: 'no' } : undefined)
  await bench.world.run(5 * MINUTE)
  expect(bench.health('open-interest', btc)).toBe('down')
  bench.venue.rest = () => undefined
  await bench.world.run(2 * MINUTE)
  expect(bench.health('open-interest', btc)).toBe('proven')
  const gap = bench
    .gaps()
    .findLast(({ stream, instrument }) => stream === 'open-interest' && instrument === btc)
  expect(gap?.from).toBeLessThan(failing)
  expect(gap?.exchangeTime).toBeGreaterThan(failing + 5 * MINUTE)
})
