import { expect, test } from 'vitest'
import { benchOf, feedBench } from '../../test/world/feed-bench.ts'
import { readerWith, testReader } from '../../test/world/test-reader.ts'
import { btc } from '../../test/world/test-venue.ts'
import type { Speaker, TestVenue } from '../../test/world/test-venue.ts'
import type { MarketEvent } from '../market/event.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../market/units.ts'

const SPEAKERS: Speaker[] = [
  { stream: 'trade', symbol: 'BTC', every: 900 },
  { stream: 'trade', symbol: 'ETH', every: 3000 },
  { stream: 'liquidation', symbol: 'BTC', every: 7000 },
]
const speaking = (venue: TestVenue) => {
  venue.speakers = SPEAKERS
}
const OPTIONS = { streams: ['trade', 'liquidation'] as const }
/** As a day of 24 hours, at a sixtieth of it. */
const reader = readerWith({ limits: { ...testReader.limits, socketAge: DAY / 60 } })

test('fault 10: the second socket is live before the first is closed, long before the venue cuts it: no loss, no double', async () => {
  const bench = feedBench({ ...OPTIONS, reader }, (venue) => {
    speaking(venue)
    venue.socketAge = DAY / 60
  })
  await bench.world.run(100 * MINUTE)
  expect(bench.venue.connects.length).toBeGreaterThan(3)
  expect(bench.feed.status().counts.reconnects).toBe(0)
  expect(bench.feed.status().counts.duplicates).toBeGreaterThan(0)
  expect(bench.gaps().every(({ cause }) => cause === 'not yet connected')).toBe(true)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 10: both sockets carry data for two seconds at least, longer where the second is slow to speak', async () => {
  const bench = feedBench(OPTIONS, speaking)
  const { world, venue } = bench
  const overlap = async () => {
    for (const { link } of venue.links.values()) link.send('{"closing":1}')
    await world.runUntil(() => venue.links.size === 2, 10 * SECOND)
    const from = world.now()
    await world.runUntil(() => venue.links.size === 1, MINUTE)
    return world.now() - from
  }
  await world.run(MINUTE)
  expect(await overlap()).toBeGreaterThanOrEqual(2 * SECOND)
  await world.run(MINUTE)
  // Whoever subscribes from now on is told nothing for eight seconds.
  const said = venue.broadcast.bind(venue)
  const old = [...venue.links.keys()]
  const silentUntil = world.now() + 8 * SECOND
  venue.broadcast = (name, text) => {
    if (world.now() >= silentUntil) said(name, text)
    else
      for (const [link, { names }] of venue.links)
        if (old.includes(link) && names.has(name)) link.send(text)
  }
  expect(await overlap()).toBeGreaterThan(7 * SECOND)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 6, 10: the first socket dies unnoticed while the second is being opened: what neither said is a gap', async () => {
  const bench = feedBench(OPTIONS, (venue) => {
    venue.speakers = [{ stream: 'trade', symbol: 'BTC', every: 20 }]
  })
  await bench.world.run(MINUTE)
  const [first] = bench.venue.links.keys()
  first?.send('{"closing":1}')
  await bench.world.runUntil(() => bench.world.network.connects.length === 2, 5 * SECOND)
  first?.vanish()
  bench.venue.links.delete(first as NonNullable<typeof first>)
  await bench.world.run(30 * SECOND)
  expect(bench.venue.connects).toHaveLength(2)
  await bench.finish()
  const gap = bench
    .gaps()
    .findLast(({ stream, instrument }) => stream === 'trade' && instrument === btc)
  expect(gap?.cause).toContain('dead')
  expect(bench.unaccounted()).toEqual([])
})

test('fault 10: of 24 parts of its life a socket lives 22.5 to 23.5, not all of them equally long', async () => {
  const ages: number[] = []
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const bench = feedBench({ ...OPTIONS, reader }, undefined, { seed })
    bench.venue.speakers = [{ stream: 'trade', symbol: 'BTC', every: 15 * SECOND }]
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    await bench.world.runUntil(() => bench.venue.connects.length === 2, DAY)
    ages.push(((bench.venue.connects[1] ?? 0) - (bench.venue.connects[0] ?? 0)) / MINUTE)
  }
  expect(Math.min(...ages)).toBeGreaterThan(22.49)
  expect(Math.max(...ages)).toBeLessThan(23.51)
  expect(Math.max(...ages) - Math.min(...ages)).toBeGreaterThan(0.1)
})

test('fault 10: a notice that the venue will close is answered with a second socket at once', async () => {
  const bench = feedBench(OPTIONS, speaking)
  await bench.world.run(MINUTE)
  for (const { link } of bench.venue.links.values()) link.send('{"closing":1}')
  await bench.world.run(10 * SECOND)
  bench.venue.cutAll(1001, 'going away')
  await bench.world.run(MINUTE)
  // The first had been closed by us already: the cut took the second, and that is a gap.
  expect(bench.venue.connects).toHaveLength(3)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 10: the old socket is kept where the new one is accepted for less', async () => {
  const bench = feedBench({ ...OPTIONS, reader }, (venue) => {
    speaking(venue)
    venue.subscribing = (name) =>
      venue.connects.length === 2 && name === 'trade.ETH' ? { refuse: 'busy' } : 'ack'
  })
  await bench.world.run(30 * MINUTE)
  expect(bench.venue.connects.length).toBeGreaterThan(2)
  expect(bench.gaps().every(({ cause }) => cause === 'not yet connected')).toBe(true)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 15: the machine sleeps for eight hours: every socket is made anew, and the gap is certain', async () => {
  const bench = feedBench(OPTIONS, speaking)
  await bench.world.run(MINUTE)
  const slept = bench.world.now()
  await bench.world.sleep(8 * HOUR)
  await bench.world.run(15 * SECOND)
  expect(bench.health('trade', btc)).toBe('proven')
  expect(bench.venue.connects).toHaveLength(2)
  const gap = bench
    .gaps()
    .findLast(({ stream, instrument }) => stream === 'trade' && instrument === btc)
  expect(gap).toMatchObject({ cause: 'this machine slept', certainty: 'certain' })
  expect(gap?.from).toBeLessThan(slept)
  expect(gap?.exchangeTime).toBeGreaterThan(slept + 8 * HOUR)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 15: the process is stopped for ten minutes: every socket is made anew, and the gap is certain', async () => {
  const bench = feedBench(OPTIONS, speaking)
  await bench.world.run(MINUTE)
  await bench.world.freeze(10 * MINUTE)
  await bench.world.run(15 * SECOND)
  expect(bench.health('trade', btc)).toBe('proven')
  const gap = bench
    .gaps()
    .findLast(({ stream, instrument }) => stream === 'trade' && instrument === btc)
  expect(gap).toMatchObject({ certainty: 'certain' })
  expect(gap?.cause).toContain('stood still for')
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test.each([HOUR, -HOUR, 30 * SECOND, -30 * SECOND, 3 * DAY])(
  'fault 61: the clock is set by %i ms: no socket is lost, received times never go back',
  async (by) => {
    const bench = feedBench(OPTIONS, speaking)
    await bench.world.run(MINUTE)
    bench.world.shiftWall(by)
    await bench.world.run(5 * MINUTE)
    expect(bench.venue.connects).toHaveLength(1)
    expect(bench.health('trade', btc)).toBe('proven')
    const skew = bench.feed.status().clockSkew ?? 0
    expect(Math.abs(skew + by)).toBeLessThan(50)
    expect(bench.feed.status().problem).toContain("the venue's clock")
    const received = bench.events.map(({ receivedTime }) => receivedTime)
    expect(received.every((at, i) => i === 0 || at >= (received[i - 1] as number))).toBe(true)
    // And it goes on: half as fast at least.
    expect((received.at(-1) ?? 0) - (received[0] ?? 0)).toBeGreaterThan(2.5 * MINUTE)
    bench.venue.cutAll()
    await bench.world.run(MINUTE)
    await bench.finish()
    expect(bench.unaccounted()).toEqual([])
  },
)

test.each([2 * HOUR, -2 * HOUR, 40 * SECOND])(
  'fault 61: the venue is %i ms ahead of us: shown as skew, and gaps are in its time',
  async (ahead) => {
    const bench = feedBench(OPTIONS, (venue) => {
      speaking(venue)
      venue.clockAhead = ahead
    })
    await bench.world.run(MINUTE)
    expect(Math.abs((bench.feed.status().clockSkew ?? 0) - ahead)).toBeLessThan(50)
    bench.venue.cutAll()
    await bench.world.run(MINUTE)
    await bench.finish()
    expect(bench.unaccounted()).toEqual([])
  },
)

test('after a restart the gap begins where the last run ended, and what is stored is not stored again', async () => {
  const bench = feedBench(OPTIONS, speaking)
  await bench.world.run(5 * MINUTE)
  await bench.feed.close()
  const closed = bench.world.now()
  await bench.world.run(3 * MINUTE)
  const memory = bench.memory()
  bench.venue.onSubscribed = (name, link) => {
    if (name !== 'trade.BTC') return
    const last = bench.venue.ledger.filter(
      ({ type, symbol }) => type === 'trade' && symbol === 'BTC',
    )
    const rows = last.slice(-400).map(({ type, symbol, time, id }) => ({
      e: type,
      s: symbol,
      t: time,
      p: 100 + (Number(id) % 7),
      q: 1,
      id,
    }))
    link.send(JSON.stringify({ replay: rows }))
  }
  const again = benchOf(bench.world, bench.venue, {
    ...OPTIONS,
    ...(memory ? { memory } : {}),
    known: bench.events,
  })
  await bench.world.run(5 * MINUTE)
  await again.finish()
  const gap = again
    .gaps()
    .find(({ stream, instrument }) => stream === 'trade' && instrument === btc)
  expect(gap).toMatchObject({ cause: 'not running', certainty: 'certain' })
  expect(gap?.from).toBeLessThanOrEqual(closed)
  const all: MarketEvent[] = [...bench.events, ...again.events]
  const trades = all.flatMap((event) =>
    event.type === 'trade' ? [`${event.instrument} ${event.id}`] : [],
  )
  expect(new Set(trades).size).toBe(trades.length)
  expect(again.feed.status().counts.duplicates).toBeGreaterThan(100)
  const { unaccounted } = await import('../../test/world/feed-bench.ts')
  expect(unaccounted(bench.venue.ledger, all)).toEqual([])
})

test('closing ends all sockets and timers: nothing happens any more', async () => {
  const bench = feedBench(OPTIONS, speaking)
  await bench.world.run(MINUTE)
  await bench.feed.close()
  await bench.feed.close()
  await bench.world.run(SECOND)
  expect(bench.world.network.open.size).toBe(0)
  const { connects, requests } = bench.world.network
  const [before, events] = [connects.length + requests.length, bench.events.length]
  await bench.world.run(2 * HOUR)
  expect(connects.length + requests.length).toBe(before)
  expect(bench.events.length).toBe(events)
})
