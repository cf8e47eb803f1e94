import { expect, test } from 'vitest'
import { benchOf, feedBench } from '../../test/world/feed-bench.ts'
import { get, openInterestPolls, readerWith, testReader } from '../../test/world/test-reader.ts'
import { btc } from '../../test/world/test-venue.ts'
import type { Speaker, TestVenue } from '../../test/world/test-venue.ts'
import { HOUR, MINUTE, SECOND } from '../market/units.ts'

const SPEAKERS: Speaker[] = [
  { stream: 'trade', symbol: 'BTC', every: 2000 },
  { stream: 'trade', symbol: 'ETH', every: 2000 },
]
const speaking = (venue: TestVenue) => {
  venue.speakers = SPEAKERS
}
const polling = readerWith({
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
const OPTIONS = { reader: polling, streams: ['trade', 'open-interest'] as const }

test('fault 37: 429 with Retry-After: not a single request of the venue before its time, and then they go on', async () => {
  const bench = feedBench(OPTIONS, speaking)
  await bench.world.run(MINUTE)
  let told: number | undefined
  bench.venue.rest = (_path, now) => {
    if (told !== undefined) return undefined
    told = now
    return { status: 429, headers: { 'retry-after': '137' }, body: '' }
  }
  await bench.world.run(10 * MINUTE)
  expect(told).toBeDefined()
  const after = bench.venue.asked.filter(({ at }) => at > (told ?? 0)).map(({ at }) => at)
  // Requests that were on their way already may follow; the next one waits, to the millisecond.
  const waited = after.filter((at) => at > (told ?? 0) + SECOND)
  expect(Math.min(...waited) - (told ?? 0)).toBeGreaterThanOrEqual(137 * SECOND)
  expect(Math.min(...waited) - (told ?? 0)).toBeLessThan(138 * SECOND)
  // The sockets have nothing to do with it.
  expect(bench.venue.connects).toHaveLength(1)
  expect(bench.feed.status().problem).toBeUndefined()
})

test('fault 38: a ban names its end: no request until ten seconds after it, across a restart, and the sockets stay', async () => {
  const bench = feedBench(OPTIONS, speaking)
  const { world, venue } = bench
  await world.run(MINUTE)
  const until = world.now() + 20 * MINUTE
  const banned = world.now()
  const body = `{"code":-1003,"msg":"Way too many requests; IP banned until ${until}."}`
  venue.rest = (_path, now) => (now < until ? { status: 418, body } : undefined)
  await world.run(5 * MINUTE)
  expect(bench.feed.status().pausedUntil).toBeGreaterThanOrEqual(until + 10 * SECOND)
  expect(bench.feed.status().problem).toContain('banned until')
  expect(bench.health('trade', btc)).toBe('proven')
  expect(venue.connects).toHaveLength(1)
  const memory = bench.memory()
  expect(memory?.pausedUntil).toBeGreaterThanOrEqual(until + 10 * SECOND)
  await bench.feed.close()

  // The list of instruments is remembered, so that even now the sockets can be opened.
  const again = benchOf(world, venue, { ...OPTIONS, ...(memory ? { memory } : {}) })
  await world.run(MINUTE)
  expect(again.health('trade', btc)).toBe('proven')
  await world.run(30 * MINUTE)
  const times = venue.asked.map(({ at }) => at).filter((at) => at > banned + 15 * SECOND)
  expect(Math.min(...times)).toBeGreaterThanOrEqual(until + 10 * SECOND)
  expect(Math.min(...times)).toBeLessThan(until + 12 * SECOND)
})

test.each([
  [451, 'Service unavailable from a restricted location'],
  [403, 'The Amazon CloudFront distribution is configured to block access from your country'],
])('fault 39: HTTP %i: blocked, tried once an hour', async (status, body) => {
  const bench = feedBench(OPTIONS, (venue) => {
    venue.rest = () => ({ status, body })
    venue.handshake = () => ({ status, body })
  })
  await bench.world.run(5 * HOUR)
  expect(bench.feed.status().problem).toContain(body.slice(0, 40))
  const hours = new Set(bench.venue.asked.map(({ at }) => Math.floor(at / HOUR)))
  // Of what is asked at the same moment, some is under way when the refusal comes.
  expect(bench.venue.asked.length).toBeLessThanOrEqual(hours.size * 4)
  bench.venue.rest = () => undefined
  bench.venue.handshake = () => undefined
  await bench.world.run(2 * HOUR)
  expect(bench.feed.status().sockets.open).toBe(1)
})

test('fault 39: the sockets alone are refused by region: every stream is blocked, and tried once an hour', async () => {
  const bench = feedBench({}, (venue) => {
    venue.handshake = () => ({ status: 451, body: 'restricted location' })
  })
  await bench.world.run(5 * HOUR)
  expect(bench.venue.connects.length).toBeLessThanOrEqual(6)
  expect(bench.health('trade', btc)).toBe('blocked')
})

test('fault 40: maintenance for six hours: asked once a minute at most, back by itself, the gap is certain', async () => {
  const bench = feedBench(OPTIONS, speaking)
  const { world, venue } = bench
  await world.run(MINUTE)
  const began = world.now()
  venue.rest = () => ({ status: 503, body: 'maintenance' })
  venue.handshake = () => ({ status: 503, body: 'maintenance' })
  venue.cutAll(1012, 'maintenance')
  await world.run(6 * HOUR)
  expect(bench.feed.status().problem).toContain('maintenance')
  expect(bench.health('trade', btc)).toBe('down')
  for (const times of [venue.asked.map(({ at }) => at), venue.connects]) {
    const during = times.filter((at) => at > began + MINUTE)
    expect(during.length).toBeGreaterThan(100)
    // Several may leave together; then there is a minute of peace.
    const bursts = during.filter((at, i) => i === 0 || at - (during[i - 1] as number) > SECOND)
    const apart = bursts.slice(1).map((at, i) => at - (bursts[i] as number))
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(59 * SECOND)
  }
  venue.rest = () => undefined
  venue.handshake = () => undefined
  await world.run(3 * MINUTE)
  expect(bench.health('trade', btc)).toBe('proven')
  expect(bench.feed.status().problem).toBeUndefined()
  const gap = bench.gaps().findLast(({ stream }) => stream === 'trade')
  expect(gap).toMatchObject({ certainty: 'certain' })
  expect((gap?.exchangeTime ?? 0) - (gap?.from ?? 0)).toBeGreaterThan(6 * HOUR)
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 41: a venue that is gone for good is asked for ever, and what was received stays', async () => {
  const bench = feedBench({}, speaking)
  await bench.world.run(MINUTE)
  const stored = bench.events.length
  for (const base of ['https://rest.test', 'wss://ws.test', 'wss://alt.test'])
    bench.world.detach(base)
  bench.venue.cutAll()
  await bench.world.run(24 * HOUR)
  expect(bench.health('trade', btc)).toBe('down')
  const last = bench.world.network.connects.at(-1)?.at ?? 0
  expect(bench.world.now() - last).toBeLessThan(2 * MINUTE)
  // It is told once, not a thousand times.
  expect(bench.events.length - stored).toBeLessThan(40)
})

test('requests stay within half of the limit, whoever asks, and live data come before history', async () => {
  const reader = readerWith({
    limits: { ...testReader.limits, requests: { count: 60, per: MINUTE } },
    polls: openInterestPolls,
    supplies: polling.supplies,
  })
  const bench = feedBench({ reader, streams: ['trade', 'open-interest'] }, speaking)
  await bench.world.run(MINUTE)
  const signal = new AbortController().signal
  for (let i = 0; i < 100; i++)
    void bench.feed
      .ask(
        get('/time', () => 1),
        signal,
      )
      .catch(() => undefined)
  await bench.world.run(10 * MINUTE)
  const times = bench.venue.asked.map(({ at }) => at)
  for (const at of times)
    expect(
      times.filter((other) => other >= at && other < at + MINUTE - 50).length,
    ).toBeLessThanOrEqual(30)
  expect(bench.venue.asked.filter(({ path }) => path === '/time').length).toBeGreaterThan(100)
  // Two polls every ten seconds: 12 of the 30 a minute are theirs, and they get them.
  const oi = bench.venue.asked.filter(({ path }) => path.startsWith('/oi'))
  expect(oi.length).toBeGreaterThan(11 * 11)
})

test('the weight that the venue counts is believed: what others spend counts too', async () => {
  const bench = feedBench({ reader: polling, streams: ['open-interest'] }, (venue) => {
    venue.rest = (path, now) =>
      path.startsWith('/oi')
        ? {
            status: 200,
            headers: { 'x-used-weight': '1300' },
            body: JSON.stringify({ symbol: 'BTC', time: now, oi: 1 }),
          }
        : undefined
  })
  await bench.world.run(10 * MINUTE)
  // 1300 of 2400 is more than half: the next request waits for the window to pass.
  expect(bench.venue.asked.filter(({ path }) => path.startsWith('/oi')).length).toBeLessThan(25)
  expect(bench.venue.asked.filter(({ path }) => path.startsWith('/oi')).length).toBeGreaterThan(8)
})

test('a request without an answer is given up, and one that nobody wants any more is not made', async () => {
  const bench = feedBench({}, (venue) => {
    venue.rest = (path) => (path === '/slow' ? { status: 200, body: '1', delay: HOUR } : undefined)
  })
  await bench.world.run(SECOND)
  const slow = bench.feed.ask(
    get('/slow', (value) => value),
    new AbortController().signal,
  )
  const failed = slow.catch((error: Error) => error.message)
  await bench.world.run(MINUTE)
  expect(await failed).toContain('no answer within 15 s')
  const giveUp = new AbortController()
  giveUp.abort()
  await expect(
    bench.feed.ask(
      get('/never', (value) => value),
      giveUp.signal,
    ),
  ).rejects.toThrow('given up')
  expect(bench.venue.asked.some(({ path }) => path === '/never')).toBe(false)
})
