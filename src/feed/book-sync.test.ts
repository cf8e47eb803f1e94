import { expect, test } from 'vitest'
import { feedBench } from '../../test/world/feed-bench.ts'
import type { FeedBench } from '../../test/world/feed-bench.ts'
import { get, readerWith, testReader } from '../../test/world/test-reader.ts'
import { btc } from '../../test/world/test-venue.ts'
import type { StreamKind } from '../market/event.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { BookUpdate } from '../venues/wire/reader.ts'
import type { HeldBook } from './feed.ts'
import { changes, snapshot } from './order-book.fixture.ts'

const withBook = (snapshots: boolean) =>
  readerWith({
    supplies: [
      ...testReader.supplies,
      {
        stream: 'order-book',
        via: 'socket',
        completeness: [{ completeness: 'all' }],
        rhythm: { kind: 'dense', silence: 20 * SECOND },
      },
    ],
    ...(snapshots
      ? {
          bookSnapshot: ({ wireName }) =>
            get(`/book?symbol=${wireName}`, (value) => value as BookUpdate),
        }
      : {}),
  })

/** A venue that sends a change of the book each second, and gaps on demand. */
function booked(snapshots: boolean, streams: StreamKind[] = ['trade', 'order-book']) {
  let number = 100
  let served = 0
  const bench: FeedBench = feedBench(
    { reader: withBook(snapshots), streams, choose: () => [btc] },
    (venue) => {
      venue.speakers = [{ stream: 'trade', symbol: 'BTC', every: 1000 }]
      venue.rest = (path) => {
        if (!path.startsWith('/book')) return undefined
        served++
        return { status: 200, body: JSON.stringify(snapshot(number)) }
      }
      venue.onSubscribed = (name, link) => {
        if (name === 'book.BTC' && !snapshots) link.send(JSON.stringify({ book: snapshot(number) }))
      }
    },
  )
  const change = async (seconds: number, skip = 0) => {
    for (let i = 0; i < seconds; i++) {
      number += 1 + (i === 0 ? skip : 0)
      bench.venue.broadcast(
        'book.BTC',
        JSON.stringify({
          book: changes(number, number, { bids: [[90, number]], exchangeTime: bench.world.now() }),
        }),
      )
      // oxlint-disable-next-line no-await-in-loop -- one change a second
      await bench.world.run(SECOND)
    }
  }
  return { bench, change, served: () => served }
}

test('a picture of the book is written every ten seconds at most, of fifty levels', async () => {
  const { bench, change, served } = booked(true)
  await bench.world.run(SECOND)
  await change(60)
  const books = bench.events.filter((event) => event.type === 'order-book')
  expect(books.length).toBeGreaterThanOrEqual(5)
  expect(books.length).toBeLessThanOrEqual(7)
  expect(books[1]).toMatchObject({ bids: [{ price: 99 }, { price: 98 }, { price: 90 }] })
  expect(served()).toBe(1)
  expect(bench.health('order-book', btc)).toBe('proven')
})

test('fault 29: a change is missing: nothing is shown until one snapshot has been fetched', async () => {
  const { bench, change, served } = booked(true)
  await bench.world.run(SECOND)
  await change(12)
  expect(served()).toBe(1)
  await change(20, 5)
  expect(served()).toBe(2)
  const books = bench.events.filter((event) => event.type === 'order-book')
  expect(books.length).toBeGreaterThanOrEqual(3)
})

test.each([true, false])(
  'a book is read while it is watched, on a socket of its own, and nothing of it is written (snapshots asked for: %s)',
  async (snapshots) => {
    const { bench, change } = booked(snapshots, ['trade'])
    const { feed } = bench
    await bench.world.run(5 * SECOND)
    const before = feed.status().sockets.open
    expect(feed.books?.read(btc)).toBe('not-in-sync')
    feed.books?.watch([btc])
    await bench.world.run(2 * SECOND)
    await change(10)
    expect(feed.status().sockets.open).toBe(before + 1)
    const book = feed.books?.read(btc)
    expect(book).toMatchObject({ bids: [{ price: 99 }, { price: 98 }, { price: 90 }] })

    // A change is missing: it is hidden, then in step again.
    await change(1, 5)
    expect(feed.books?.read(btc)).toBe('not-in-sync')
    await change(20)
    expect(feed.books?.read(btc)).toMatchObject({ bids: [{ price: 99 }, {}, {}] })
    // Its venue falls silent: what was last known is not shown as what is now. Another socket is
    // tried, and where the venue sends its book to whoever subscribes, that one is shown.
    const silentSince = bench.world.now()
    await bench.world.run(16 * SECOND)
    const after = feed.books?.read(btc)
    if (snapshots) expect(after).toBe('not-in-sync')
    else expect((after as HeldBook).receivedTime).toBeGreaterThan(silentSince)

    feed.books?.watch([])
    await bench.world.run(2 * SECOND)
    expect(feed.status().sockets.open).toBe(before)
    expect(bench.events.filter(({ type }) => type === 'order-book')).toEqual([])
    await bench.finish()
    expect(bench.unaccounted()).toEqual([])
  },
)

test('fault 35: the process falls behind: books are let go for ten seconds, trades are not, and come back', async () => {
  const { bench, change } = booked(false)
  await bench.world.run(SECOND)
  await change(12)
  const pictures = () => bench.events.filter((event) => event.type === 'order-book').length
  const before = pictures()
  await bench.world.freeze(4 * SECOND)
  expect(bench.feed.status().problem).toContain('this machine is 3 s behind')
  await change(8)
  expect(pictures()).toBe(before)
  await change(30)
  expect(pictures()).toBeGreaterThan(before)
  expect(bench.feed.status().problem).toBeUndefined()
  await bench.finish()
  expect(bench.unaccounted()).toEqual([])
})

test('fault 32: the venue says that a number or a checksum is wrong: the book is fetched anew', async () => {
  const { bench, change, served } = booked(true)
  await bench.world.run(SECOND)
  await change(12)
  for (const { link } of bench.venue.links.values()) link.send('{"gap":1}')
  await change(12)
  expect(served()).toBe(2)
})

test('fault 29: a venue that sends the book to whoever subscribes is subscribed again', async () => {
  const { bench, change } = booked(false)
  await bench.world.run(SECOND)
  await change(12)
  await change(12, 3)
  const asked = bench.venue.received.filter(({ text }) => text.includes('book.BTC'))
  expect(asked).toHaveLength(2)
  expect(bench.events.filter((event) => event.type === 'order-book').length).toBeGreaterThanOrEqual(
    2,
  )
})

test('fault 30: snapshots that are always too old are asked for five times, then a minute later', async () => {
  const { bench, change, served } = booked(true)
  const rest = bench.venue.rest
  let asked = 0
  bench.venue.rest = (path, now) => {
    if (!path.startsWith('/book')) return rest(path, now)
    asked++
    return { status: 200, body: JSON.stringify(snapshot(1)) }
  }
  await bench.world.run(SECOND)
  await change(40)
  expect(asked).toBe(5)
  expect(bench.events.some((event) => event.type === 'order-book')).toBe(false)
  bench.venue.rest = rest
  await change(90)
  expect(served()).toBe(1)
  expect(bench.events.some((event) => event.type === 'order-book')).toBe(true)
})

test('fault 30: a snapshot that was asked for a connection that has ended is not used', async () => {
  const { bench, change } = booked(true)
  const rest = bench.venue.rest
  bench.venue.rest = (path, now) => {
    const answer = rest(path, now)
    return path.startsWith('/book') && answer !== undefined
      ? { ...answer, delay: 5 * SECOND }
      : answer
  }
  await bench.world.run(SECOND)
  await change(1)
  await bench.world.run(2 * SECOND)
  bench.venue.cutAll()
  await bench.world.run(10 * SECOND)
  expect(bench.events.some((event) => event.type === 'order-book')).toBe(false)
  await change(MINUTE / SECOND)
  expect(bench.events.some((event) => event.type === 'order-book')).toBe(true)
})
