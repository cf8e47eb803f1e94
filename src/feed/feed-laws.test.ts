import { expect, test } from 'vitest'
import { feedBench } from '../../test/world/feed-bench.ts'
import type { FeedBench } from '../../test/world/feed-bench.ts'
import { readerWith, tradeHistory } from '../../test/world/test-reader.ts'
import { MINUTE } from '../market/units.ts'
import { seededRandom } from '../market/seeded-random.ts'

type Fault = (bench: FeedBench, time: number, random: () => number) => Promise<void> | void

/** What may befall a feed. Each ends by itself within its time. */
const FAULTS: Record<string, Fault> = {
  cut: ({ venue }) => venue.cutAll(1006, 'cut'),
  restart: ({ venue }) => venue.cutAll(1012, 'service restart'),
  vanish: ({ venue }) => venue.vanishAll(),
  async refuse(bench, time) {
    bench.venue.handshake = () => 'refused'
    bench.venue.cutAll()
    await bench.world.run(time)
    bench.venue.handshake = () => undefined
  },
  async maintenance(bench, time) {
    bench.venue.handshake = () => ({ status: 503, body: 'maintenance' })
    bench.venue.rest = () => ({ status: 503, body: 'maintenance' })
    bench.venue.cutAll(1012)
    await bench.world.run(time)
    bench.venue.handshake = () => undefined
    bench.venue.rest = () => undefined
  },
  /** Shorter silence than a stream may keep cannot be told from having nothing to say. */
  async silence(bench, time) {
    bench.venue.muted.add('trade')
    await bench.world.run(MINUTE + time)
    bench.venue.muted.clear()
  },
  async ignore(bench, time, random) {
    bench.venue.subscribing = () => (random() < 0.5 ? 'ignore' : 'ack')
    bench.venue.cutAll()
    await bench.world.run(time)
    bench.venue.subscribing = () => 'ack'
  },
  sleep: (bench, time) => bench.world.sleep(time),
  freeze: (bench, time) => bench.world.freeze(time),
  clockAhead: ({ world }, time) => world.shiftWall(time),
  clockBack: ({ world }, time) => world.shiftWall(-time),
  closing: ({ venue }) => {
    for (const { link } of venue.links.values()) link.send('{"closing":1}')
  },
  garbage: ({ venue }) => {
    for (const { link } of venue.links.values()) link.send('{"e":"trade","s":')
  },
  /** The last trades are sent again, as venues do to whoever subscribes. */
  repeat: ({ venue }) => {
    for (const { link } of venue.links.values())
      for (const { symbol, time, id } of venue.ledger
        .filter(({ type }) => type === 'trade')
        .slice(-20))
        link.send(
          JSON.stringify({ e: 'trade', s: symbol, t: time, p: 100 + (Number(id) % 7), q: 1, id }),
        )
  },
}

/** Half an hour of random faults from one seed. */
async function ordeal(seed: number, reader = readerWith({})): Promise<FeedBench> {
  const random = seededRandom(seed)
  const bench = feedBench(
    { reader },
    (venue) => {
      venue.socketAge = (5 + random() * 20) * MINUTE
      venue.speakers = [
        { stream: 'trade', symbol: 'BTC', every: 900 },
        { stream: 'trade', symbol: 'ETH', every: 2100 },
        { stream: 'mark', symbol: 'BTC', every: 3000 },
        { stream: 'mark', symbol: 'ETH', every: 3000 },
        { stream: 'liquidation', symbol: 'BTC', every: 11_000 },
        { stream: 'liquidation', symbol: 'ETH', every: 47_000 },
      ]
    },
    { seed },
  )
  const names = Object.keys(FAULTS)
  for (let i = 0; i < 12; i++) {
    // oxlint-disable-next-line no-await-in-loop -- one fault after the other
    await bench.world.run(random() * 2 * MINUTE)
    const name = names[Math.floor(random() * names.length)] as string
    // oxlint-disable-next-line no-await-in-loop -- one fault after the other
    await FAULTS[name]?.(bench, Math.floor(random() * 3 * MINUTE), random)
  }
  await bench.world.run(2 * MINUTE)
  return bench
}

const SEEDS = Array.from({ length: Number(process.env['FEED_SEEDS'] ?? 12) }, (_, i) => i + 1)

test.each(SEEDS)(
  'everything sent is stored once or lies in a gap, whatever happens: seed %i',
  async (seed) => {
    const bench = await ordeal(seed)
    await bench.finish()
    expect(bench.unaccounted()).toEqual([])
    const received = bench.events.map(({ receivedTime }) => receivedTime)
    expect(received.every((at, i) => i === 0 || at >= (received[i - 1] as number))).toBe(true)
    for (const { from, exchangeTime } of bench.gaps()) expect(exchangeTime).toBeGreaterThan(from)
    // The sum of it: there was data, and there were gaps; a feed that writes neither passes no test.
    expect(bench.events.filter(({ type }) => type === 'trade').length).toBeGreaterThan(200)
    expect(bench.gaps().length).toBeGreaterThan(6)
  },
)

test('the same seed gives the same events', async () => {
  const [one, two] = [await ordeal(5), await ordeal(5)]
  expect(one.events.length).toBeGreaterThan(500)
  expect(JSON.stringify(one.events)).toBe(JSON.stringify(two.events))
})

test('with a history that reaches back every trade is stored, and every gap of trades repaired', async () => {
  const bench = await ordeal(
    3,
    readerWith({ history: tradeHistory as NonNullable<typeof tradeHistory> }),
  )
  await bench.world.run(40 * MINUTE)
  await bench.finish()
  const stored = new Set(
    bench.events.flatMap((event) => (event.type === 'trade' ? [event.id] : [])),
  )
  const missing = bench.venue.ledger.filter(({ type, id }) => type === 'trade' && !stored.has(id))
  expect(missing).toEqual([])
  const trades = bench.gaps().filter(({ stream }) => stream === 'trade')
  const key = ({ instrument, from }: { instrument: string; from: number }) =>
    `${instrument} ${from}`
  const repaired = new Set(trades.filter((gap) => gap.repaired).map(key))
  expect(trades.filter((gap) => !repaired.has(key(gap)))).toEqual([])
  expect(repaired.size).toBeGreaterThan(4)
  expect(bench.unaccounted()).toEqual([])
})
