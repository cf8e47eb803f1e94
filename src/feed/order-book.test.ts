import fc from 'fast-check'
import { expect, test } from 'vitest'
import { feedBench } from '../../test/world/feed-bench.ts'
import type { FeedBench } from '../../test/world/feed-bench.ts'
import { get, readerWith, testReader } from '../../test/world/test-reader.ts'
import { btc } from '../../test/world/test-venue.ts'
import type { StreamKind } from '../market/event.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { BookUpdate } from '../venues/wire/reader.ts'
import type { HeldBook } from './feed.ts'
import { orderBook } from './order-book.ts'

type Levels = BookUpdate['bids']
const update = (
  kind: BookUpdate['kind'],
  first: number,
  last: number,
  parts: Partial<BookUpdate> = {},
): BookUpdate => ({
  instrument: btc,
  kind,
  exchangeTime: 1,
  first,
  last,
  bids: [],
  asks: [],
  ...parts,
})
const BIDS: Levels = [
  [99, 1],
  [98, 2],
]
const ASKS: Levels = [
  [101, 1],
  [102, 2],
]
const snapshot = (last: number, parts: Partial<BookUpdate> = {}) =>
  update('snapshot', last, last, { bids: BIDS, asks: ASKS, ...parts })
const changes = (first: number, last: number, parts: Partial<BookUpdate> = {}) =>
  update('changes', first, last, parts)

test('a book shows the snapshot and what changed since, best levels first', () => {
  const book = orderBook()
  expect(book.best(5)).toBeUndefined()
  expect(book.apply(snapshot(10), 0)).toBe('applied')
  expect(
    book.apply(
      changes(11, 11, {
        bids: [
          [99.5, 3],
          [98, 0],
        ],
        asks: [[101, 5]],
      }),
      0,
    ),
  ).toBe('applied')
  expect(book.best(1)).toEqual({
    bids: [{ price: 99.5, quantity: 3 }],
    asks: [{ price: 101, quantity: 5 }],
  })
  expect(book.best(9)?.bids.map(({ price }) => price)).toEqual([99.5, 99])
})

test.each([
  ['the next number', changes(11, 12), 'applied'],
  ['an overlap', changes(9, 12), 'applied'],
  ['a number that is known', changes(8, 10), 'outdated'],
  ['fault 29: a number left out', changes(12, 12), 'resync'],
  ['fault 29: a counter that began anew', changes(1, 1), 'resync'],
  ['the one it says it follows', changes(11, 15, { previous: 10 }), 'applied'],
  ['the first after the snapshot, which overlaps it', changes(8, 12, { previous: 7 }), 'applied'],
  ['fault 29: one that follows another', changes(13, 15, { previous: 12 }), 'resync'],
  ['an older one', changes(3, 5, { previous: 2 }), 'outdated'],
])('%s', (_name, next, step) => {
  const book = orderBook()
  book.apply(snapshot(10), 0)
  expect(book.apply(next, 0)).toBe(step)
  expect(book.best(1) === undefined).toBe(step === 'resync')
})

test('fault 29: a counter that says what it follows may go back to 1', () => {
  const book = orderBook()
  book.apply(snapshot(10), 0)
  expect(book.apply(changes(11, 11, { previous: 10 }), 0)).toBe('applied')
  expect(book.apply(changes(1, 1, { previous: 11 }), 0)).toBe('applied')
  expect(book.apply(changes(2, 2, { previous: 1 }), 0)).toBe('applied')
})

test('changes before the snapshot wait for it; fault 30: one older than they are is refused', () => {
  const book = orderBook()
  expect(book.apply(changes(11, 12, { bids: [[99, 7]] }), 0)).toBe('buffered')
  expect(book.apply(changes(13, 13, { bids: [[97, 1]] }), 0)).toBe('buffered')
  expect(book.apply(snapshot(8), 0)).toBe('resync')
  expect(book.best(1)).toBeUndefined()
  expect(book.apply(snapshot(12), 0)).toBe('applied')
  expect(book.best(3)?.bids.map(({ price, quantity }) => [price, quantity])).toEqual([
    [99, 1],
    [98, 2],
    [97, 1],
  ])
})

test('fault 31: deleting a level that is not there is no fault; bids above asks are, the third time in ten seconds', () => {
  const book = orderBook()
  book.apply(snapshot(10), 0)
  expect(book.apply(changes(11, 11, { bids: [[50, 0]] }), 0)).toBe('applied')
  expect(book.apply(changes(12, 12, { bids: [[101.5, 1]] }), 0)).toBe('applied')
  expect(book.apply(changes(13, 13), 5 * SECOND)).toBe('applied')
  // The first is long ago by now.
  expect(book.apply(changes(14, 14), 12 * SECOND)).toBe('applied')
  expect(book.apply(changes(15, 15), 13 * SECOND)).toBe('resync')
  expect(book.best(1)).toBeUndefined()
})

test('a book that follows every change equals one made of their sum, whatever was doubled or buffered', () => {
  const level = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 5 }))
  fc.assert(
    fc.property(
      fc.array(fc.array(level, { maxLength: 4 }), { maxLength: 30 }),
      fc.nat(30),
      fc.boolean(),
      (steps, cut, doubled) => {
        const expected = new Map<number, number>()
        const updates = steps.map((bids, i) => changes(i + 101, i + 101, { bids }))
        for (const [price, amount] of steps.flat())
          if (amount === 0) expected.delete(price)
          else expected.set(price, amount)
        const book = orderBook()
        const at = Math.min(cut, steps.length)
        const sum = new Map<number, number>()
        for (const [price, amount] of steps.slice(0, at).flat())
          if (amount === 0) sum.delete(price)
          else sum.set(price, amount)
        // Some come before the snapshot is there, and twice where the venue repeats itself.
        for (const one of updates.slice(0, Math.min(at + 3, steps.length))) book.apply(one, 0)
        book.apply(update('snapshot', at + 100, at + 100, { bids: [...sum], asks: [] }), 0)
        for (const one of updates.slice(at)) {
          book.apply(one, 0)
          if (doubled) book.apply(one, 0)
        }
        const shown = book.best(100)?.bids.map(({ price, quantity }) => [price, quantity])
        expect(shown).toEqual([...expected].sort(([a], [b]) => b - a))
      },
    ),
  )
})

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
