import { expect, test } from 'vitest'
import type { Feed, HeldBook } from '../feed/feed.ts'
import { instrumentId } from '../market/instrument.ts'
import type { VenueId } from '../market/instrument.ts'
import { MINUTE, SECOND, quantity } from '../market/units.ts'
import { VirtualWorld } from '../../test/world/virtual-world.ts'
import { MOST_BOOKS, openBookDesk } from './book-desk.ts'

const venue = 'testing' as VenueId
const btc = instrumentId(venue, 'BTC')
const BOOK: HeldBook = {
  exchangeTime: 1,
  receivedTime: 2,
  bids: [{ price: 9, quantity: quantity(1) }],
  asks: [{ price: 10, quantity: quantity(1) }],
}

/** A feed that has a book as soon as it is watched. */
function watchedFeed() {
  const told: string[][] = []
  const feed: Pick<Feed, 'books'> = {
    books: {
      watch: (ids) => void told.push([...ids]),
      read: (id) => (told.at(-1)?.includes(id) ? BOOK : 'not-in-sync'),
    },
  }
  return { feed, told }
}

test('a book is watched from the first question on, and let go a minute after the last', async () => {
  const world = new VirtualWorld()
  const { feed, told } = watchedFeed()
  const desk = openBookDesk([{ venue, feed }], world.ports.clock)
  expect(desk.ask(btc)).toBe('not-in-sync')
  expect(desk.ask(btc)).toBe(BOOK)
  expect(told).toEqual([[btc]])
  await world.run(50 * SECOND)
  expect(desk.ask(btc)).toBe(BOOK)
  await world.run(MINUTE - SECOND)
  expect(told).toEqual([[btc]])
  await world.run(10 * SECOND)
  expect(told).toEqual([[btc], []])
  desk.close()
})

test('no more books are watched than may be, and one that is let go makes room', async () => {
  const world = new VirtualWorld()
  const { feed } = watchedFeed()
  const desk = openBookDesk([{ venue, feed }], world.ports.clock)
  for (let i = 0; i < MOST_BOOKS; i++) desk.ask(instrumentId(venue, `COIN${i}`))
  expect(desk.ask(btc)).toBe('too-many')
  await world.run(MINUTE + 10 * SECOND)
  expect(desk.ask(btc)).toBe('not-in-sync')
  desk.close()
})

test('what no feed has a book of is not watched', () => {
  const world = new VirtualWorld()
  const desk = openBookDesk([{ venue, feed: {} }], world.ports.clock)
  expect(desk.ask(btc)).toBe('not-supplied')
  expect(desk.ask(instrumentId('another' as VenueId, 'BTC'))).toBe('not-followed')
  desk.close()
})
