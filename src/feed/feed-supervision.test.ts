import { expect, test } from 'vitest'
import { feedBench, unaccounted } from '../../test/world/feed-bench.ts'
import { readerWith, testReader, tradeHistory } from '../../test/world/test-reader.ts'
import { btc } from '../../test/world/test-venue.ts'
import type { MarketEvent } from '../market/event.ts'
import { HOUR, MINUTE } from '../market/units.ts'

const OPTIONS = { streams: ['trade', 'liquidation'] as const }

test('history is read page by page, and a page that is full is asked for again in halves', async () => {
  const bench = feedBench(
    {
      ...OPTIONS,
      reader: readerWith({ history: tradeHistory as NonNullable<typeof tradeHistory> }),
    },
    (venue) => {
      venue.speakers = [{ stream: 'trade', symbol: 'BTC', every: 700 }]
    },
  )
  const from = bench.world.now()
  await bench.world.run(10 * MINUTE)
  const to = bench.world.now()
  const pages: MarketEvent[][] = []
  const read = async () => {
    for await (const page of bench.feed.history(
      btc,
      'trade',
      from,
      to,
      new AbortController().signal,
    ))
      pages.push([...page])
  }
  const done = read()
  await bench.world.run(10 * MINUTE)
  await done
  const got = pages.flat()
  const sent = bench.venue.ledger.filter(({ time }) => time >= from && time < to)
  expect(got.map(({ exchangeTime }) => exchangeTime)).toEqual(sent.map(({ time }) => time))
  expect(pages.length).toBeGreaterThan(sent.length / 100)
  const none = bench.feed.history(btc, 'liquidation', from, to, new AbortController().signal)
  await expect(none[Symbol.asyncIterator]().next()).rejects.toThrow('no history of liquidation')
})

test('fault 63: a reader that throws is restarted alone, its gap is recorded; after five throws it rests ten minutes at a time', async () => {
  let broken = false
  const reader = readerWith({
    decoder: (instruments) => {
      const inner = testReader.decoder(instruments)
      return {
        decode(frame, receivedTime) {
          if (broken) throw new TypeError('KeyError: side')
          return inner.decode(frame, receivedTime)
        },
      }
    },
  })
  const bench = feedBench({ ...OPTIONS, reader }, (venue) => {
    venue.speakers = [{ stream: 'trade', symbol: 'BTC', every: 1000 }]
  })
  await bench.world.run(MINUTE)
  broken = true
  await bench.world.run(1500)
  broken = false
  await bench.world.run(MINUTE)
  expect(bench.health('trade', btc)).toBe('proven')
  expect(bench.gaps().at(-1)?.cause).toBe('the reader failed: KeyError: side')
  const before = bench.venue.connects.length
  expect(before).toBeGreaterThan(1)

  broken = true
  await bench.world.run(2 * HOUR)
  // A few at once, then one each ten minutes.
  expect(bench.venue.connects.length - before).toBeLessThan(25)
  expect(bench.venue.connects.length - before).toBeGreaterThan(12)
  expect(bench.health('trade', btc)).toBe('down')
  expect(bench.feed.status().problem).toContain('tried again every 10 minutes')
  broken = false
  await bench.world.run(12 * MINUTE)
  expect(bench.health('trade', btc)).toBe('proven')
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 63: what takes the events throws: they prove nothing, and lie in a gap', async () => {
  const bench = feedBench(OPTIONS, (venue) => {
    venue.speakers = [{ stream: 'trade', symbol: 'BTC', every: 1000 }]
  })
  const push = bench.events.push.bind(bench.events)
  await bench.world.run(MINUTE)
  bench.venue.handshake = () => 'refused'
  bench.venue.cutAll()
  await bench.world.run(MINUTE)
  bench.venue.handshake = () => undefined
  // The gap of the cut and the first trade after it are refused together.
  let refused = 0
  bench.events.push = (...more) => {
    if (refused === 0 && more.some(({ type }) => type === 'gap')) {
      refused++
      throw new Error('no room')
    }
    return push(...more)
  }
  await bench.world.run(2 * MINUTE)
  await bench.finish()
  expect(refused).toBe(1)
  expect(unaccounted(bench.venue.ledger, bench.events)).toEqual([])
})
