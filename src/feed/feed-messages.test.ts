import fc from 'fast-check'
import { expect, test } from 'vitest'
import { benchOf, feedBench } from '../../test/world/feed-bench.ts'
import type { FeedBench } from '../../test/world/feed-bench.ts'
import { TEST_VENUE, btc } from '../../test/world/test-venue.ts'
import { HOUR, MINUTE, SECOND, quantity } from '../market/units.ts'
import type { MarketEvent, Trade } from '../market/event.ts'
import { seenEvents } from './seen-events.ts'

const OPTIONS = { streams: ['trade', 'liquidation'] as const }

/** A feed that is subscribed; what it is sent is up to the test. */
async function subscribed(options: Parameters<typeof feedBench>[0] = {}): Promise<FeedBench> {
  const bench = feedBench({ ...OPTIONS, ...options })
  await bench.world.run(SECOND)
  return bench
}
const send = (bench: FeedBench, ...frames: unknown[]) => {
  for (const { link } of bench.venue.links.values())
    for (const frame of frames) link.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
}
const liquidation = (t: number, parts: object = {}) => ({
  e: 'liquidation',
  s: 'BTC',
  t,
  p: 100,
  q: 1,
  ...parts,
})
const of = (bench: FeedBench, type: MarketEvent['type']) =>
  bench.events.filter((event) => event.type === type)

test('fault 19: five hundred liquidations in one message are five hundred', async () => {
  const bench = await subscribed()
  const t = bench.world.now()
  send(
    bench,
    Array.from({ length: 500 }, (_, i) => liquidation(t, { p: 100 + i, s: i % 2 ? 'BTC' : 'ETH' })),
  )
  await bench.world.run(SECOND)
  expect(of(bench, 'liquidation')).toHaveLength(500)
})

test('fault 20: five thousand messages in one burst are five thousand', async () => {
  const bench = await subscribed()
  const t = bench.world.now()
  send(bench, ...Array.from({ length: 5000 }, (_, i) => liquidation(t, { id: String(i) })))
  await bench.world.run(SECOND)
  expect(of(bench, 'liquidation')).toHaveLength(5000)
})

test('fault 17: what cannot be read is counted and kept, and the stream goes on; above 1 % a minute it is degraded', async () => {
  const bench = await subscribed()
  const t = bench.world.now()
  send(bench, ...Array.from({ length: 300 }, (_, i) => liquidation(t, { id: String(i) })))
  send(bench, '{"e":"liquidation","s":')
  await bench.world.run(SECOND)
  expect(bench.feed.status().problem).toBeUndefined()
  const garbage = [
    '',
    'null',
    '[]',
    '"x"',
    '{"e":"trade"}',
    '\u0000\u00ff',
    '['.repeat(100_000),
    `{"a":"${'x'.repeat(20_000)}`,
  ]
  send(bench, ...garbage)
  send(bench, liquidation(t, { id: 'after' }))
  await bench.world.run(2 * SECOND)
  expect(of(bench, 'liquidation')).toHaveLength(301)
  // An empty list is no message with a fault.
  expect(bench.quarantined).toHaveLength(garbage.length)
  expect(bench.feed.status().counts.malformed).toBe(garbage.length)
  expect(bench.quarantined[0]).toMatchObject({
    venue: TEST_VENUE,
    connection: 'all',
    frame: '{"e":"liquidation","s":',
  })
  expect(Math.max(...bench.quarantined.map(({ frame }) => frame.length))).toBe(8192)
  expect(bench.feed.status().problem).toContain('degraded: 8 of')
  await bench.world.run(3 * MINUTE)
  expect(bench.feed.status().problem).not.toContain('degraded')
})

test('fault 17: one entry that cannot be read does not cost the others of its message', async () => {
  const bench = await subscribed()
  const t = bench.world.now()
  send(bench, [liquidation(t), { e: 'liquidation', s: 'BTC', t, p: 'NaN' }, liquidation(t + 1)])
  await bench.world.run(SECOND)
  expect(of(bench, 'liquidation')).toHaveLength(2)
  expect(bench.quarantined).toHaveLength(1)
})

test('fault 24: what the venue repeats after a subscription or sends twice is stored once, also without ids', async () => {
  const bench = feedBench(OPTIONS, (venue) => {
    venue.ids = false
    venue.speakers = [{ stream: 'trade', symbol: 'BTC', every: 1000 }]
    venue.onSubscribed = (name, link) => {
      if (name !== 'trade.BTC') return
      const rows = venue.ledger
        .slice(-200)
        .map(({ time, id }) => ({ e: 'trade', s: 'BTC', t: time, p: 100 + (Number(id) % 7), q: 1 }))
      link.send(JSON.stringify({ replay: rows }))
      for (const row of rows.slice(-3)) link.send(JSON.stringify(row))
    }
  })
  for (let i = 0; i < 5; i++) {
    // oxlint-disable-next-line no-await-in-loop -- one cut after the other
    await bench.world.run(MINUTE)
    bench.venue.cutAll()
  }
  await bench.finish()
  const times = of(bench, 'trade').map(({ exchangeTime }) => exchangeTime)
  expect(new Set(times).size).toBe(times.length)
  expect(bench.feed.status().counts.duplicates).toBeGreaterThan(200)
  // What the venue repeats also fills the gap that the cut made.
  expect(bench.unaccounted()).toEqual([])
})

test('fault 24: the last trades of a quiet instrument, repeated hours later, are not stored again', async () => {
  const trade = (t: number) => ({ e: 'trade', s: 'BTC', t, p: 100, q: 1 })
  const bench = await subscribed()
  const t = bench.world.now()
  const before = [trade(t - 2 * HOUR), trade(t - HOUR)]
  const stored = () => of(bench, 'trade').map(({ exchangeTime }) => exchangeTime - t)
  // What was traded before anybody listened is news once.
  send(bench, { replay: before })
  await bench.world.run(5 * HOUR)
  send(bench, trade(t + 5 * HOUR))
  await bench.world.run(HOUR)
  send(bench, { replay: [...before, trade(t + 5 * HOUR), trade(t + 6 * HOUR - SECOND)] })
  await bench.world.run(SECOND)
  expect(stored()).toEqual([-2 * HOUR, -HOUR, 5 * HOUR, 6 * HOUR - SECOND])

  // The same after a restart, with what is left of the first run.
  await bench.finish()
  const again = benchOf(bench.world, bench.venue, {
    ...OPTIONS,
    memory: bench.memory()!,
    known: bench.events.filter(({ receivedTime }) => receivedTime > t + 6 * HOUR - MINUTE),
  })
  await again.world.run(SECOND)
  send(again, { replay: [...before, trade(t + 5 * HOUR), trade(t + 6 * HOUR - SECOND)] })
  await again.world.run(SECOND)
  expect(of(again, 'trade')).toEqual([])
})

test('fault 24: a liquidation that is repeated hours later is still known', async () => {
  const bench = await subscribed()
  const t = bench.world.now()
  send(bench, liquidation(t))
  await bench.world.run(5 * HOUR)
  send(bench, { replay: [liquidation(t), liquidation(t + 1)] })
  await bench.world.run(SECOND)
  expect(of(bench, 'liquidation').map(({ exchangeTime }) => exchangeTime)).toEqual([t, t + 1])
})

test('fault 25: two liquidations that are alike in everything are two, and twice the same message is still two', async () => {
  const bench = await subscribed()
  const t = bench.world.now()
  const twins = [liquidation(t), liquidation(t, { n: 1 })]
  send(bench, twins, twins)
  await bench.world.run(SECOND)
  expect(of(bench, 'liquidation')).toHaveLength(2)
  expect(bench.feed.status().counts.duplicates).toBe(2)
})

test('fault 26: in whatever order events come, the same are stored', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }),
      async (order) => {
        const bench = await subscribed()
        const t = bench.world.now()
        send(bench, ...order.map((i) => liquidation(t - 5000 + i * 400, { id: String(i) })))
        await bench.world.run(SECOND)
        const ids = of(bench, 'liquidation').map((event) => (event as { id?: string }).id)
        expect(new Set(ids)).toEqual(new Set([...Array(12).keys()].map(String)))
        expect(ids).toHaveLength(12)
      },
    ),
    { numRuns: 20 },
  )
})

test('fault 27: an event that comes ten minutes late is stored, and does not move the proof back', async () => {
  const bench = await subscribed()
  const t = bench.world.now()
  send(bench, { e: 'trade', s: 'BTC', t, p: 1, q: 1, id: 'a' })
  await bench.world.run(SECOND)
  send(bench, { e: 'trade', s: 'BTC', t: t - 10 * MINUTE, p: 1, q: 1, id: 'b' })
  await bench.world.run(SECOND)
  expect(of(bench, 'trade')).toHaveLength(2)
  const { streams } = bench.feed.status()
  expect(
    streams.find(({ stream, instrument }) => stream === 'trade' && instrument === btc)?.lastEvent,
  ).toBe(t)
})

test('fault 28: an event from the future has the time of receipt, is marked, and moves no gap into the future', async () => {
  const bench = await subscribed()
  const t = bench.world.now()
  send(bench, { e: 'trade', s: 'BTC', t: t + HOUR, p: 1, q: 1, id: 'a' })
  await bench.world.run(SECOND)
  expect(of(bench, 'trade')[0]).toMatchObject({ suspect: 'time' })
  bench.venue.cutAll()
  await bench.world.run(10 * SECOND)
  send(bench, { e: 'trade', s: 'BTC', t: bench.world.now(), p: 1, q: 1, id: 'b' })
  await bench.world.run(SECOND)
  const last = bench
    .gaps()
    .findLast(({ stream, instrument }) => stream === 'trade' && instrument === btc)
  expect(last?.from).toBeLessThanOrEqual(t)
  expect(last?.exchangeTime).toBeLessThanOrEqual(bench.world.now())
})

test('fault 36: a field that must be there is missing: kept as a sample, and the status names it', async () => {
  const bench = await subscribed()
  send(bench, { drift: 1 })
  await bench.world.run(SECOND)
  expect(bench.feed.status().problem).toContain('no field "p"')
  expect(bench.quarantined.map(({ detail }) => detail)).toEqual(['drift: no field "p"'])
})

test('events of instruments and kinds that are not followed are counted, not stored', async () => {
  const bench = await subscribed({ choose: () => [btc] })
  const t = bench.world.now()
  send(bench, liquidation(t, { s: 'ETH' }), { e: 'mark', s: 'BTC', t, p: 1 }, liquidation(t))
  await bench.world.run(SECOND)
  expect(of(bench, 'liquidation')).toHaveLength(1)
  expect(of(bench, 'mark-price')).toHaveLength(0)
  expect(bench.feed.status().counts.untracked).toBe(2)
})

const trade = (parts: Partial<Trade>): Trade => ({
  type: 'trade',
  venue: TEST_VENUE,
  instrument: btc,
  exchangeTime: 1,
  receivedTime: 2,
  price: 1,
  quantity: quantity(1),
  takerSide: 'buy',
  ...parts,
})

test('fault 24: an event is known by its id, else by all that it says, and forgotten in the end', () => {
  const seen = seenEvents(0, [trade({ id: 'stored' })])
  expect(seen.add(trade({ id: 'stored' }), 0)).toBe(false)
  expect(seen.add(trade({ id: '9007199254740993' }), 0)).toBe(true)
  expect(seen.add(trade({ id: '9007199254740992' }), 0)).toBe(true)
  for (const parts of [
    {},
    { price: 2 },
    { exchangeTime: 2 },
    { takerSide: 'sell' as const },
    { ordinal: 1 },
    { quantity: quantity(2) },
  ]) {
    expect(seen.add(trade(parts), 0)).toBe(true)
    expect(seen.add(trade({ ...parts, receivedTime: 99 }), 0)).toBe(false)
  }
  expect(seen.add(trade({}), 9 * MINUTE)).toBe(false)
  expect(seen.add(trade({}), 19 * MINUTE)).toBe(false)
  expect(seen.add(trade({}), 2 * HOUR)).toBe(true)
})
