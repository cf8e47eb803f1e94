import { expect, test } from 'vitest'
import { bookSchema } from '../../src/api/book.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { problemSchema } from '../../src/api/schema.ts'
import type { HeldBook } from '../../src/feed/feed.ts'
import type { InstrumentId } from '../../src/market/instrument.ts'
import { quantity } from '../../src/market/units.ts'
import type { Books } from '../../src/server/market/book-routes.ts'
import { bookAnswer } from '../../src/server/market/book-routes.ts'
import { ID, fakeServer } from './serve-fixture.ts'

const level = (price: number, amount: number) => ({ price, quantity: quantity(amount) })
const BOOK: HeldBook = {
  exchangeTime: 1_795_305_600_000,
  receivedTime: 1_795_305_600_080,
  bids: [level(99, 1), level(98, 2), level(90, 4)],
  asks: [level(101, 3), level(102, 5), level(120, 7)],
}

test('a book tells the nearest rows, the total of all, and how far it reaches', () => {
  const answer = bookAnswer(
    { id: ID as InstrumentId, contract: 'linear' },
    BOOK,
    { step: 10 },
    1,
    1_795_305_601_000,
  )
  expect(bookSchema.parse(answer)).toEqual(answer)
  expect(answer.bins.map(({ bin, bidBase, askUsd }) => [bin, bidBase, askUsd])).toEqual([
    [9, 7, 0],
    [10, 0, 303 + 510],
  ])
  expect(answer.total).toEqual({ bidBase: 7, bidUsd: 655, askBase: 15, askUsd: 1_653 })
  expect(answer).toMatchObject({
    bestBid: 99,
    bestAsk: 101,
    reach: { from: 90, to: 120 },
    step: 10,
    zoom: null,
  })
})

test.each<[ReturnType<Books> | undefined, string, number]>([
  ['not-followed', 'no-book', 404],
  ['not-supplied', 'no-book', 404],
  ['not-in-sync', 'book-not-in-sync', 503],
  ['too-many', 'too-many-books', 503],
  [undefined, 'no-book', 404],
])('where a book is %s the problem is %s', async (state, code, status) => {
  const server = await fakeServer(state === undefined ? {} : { books: () => state })
  const response = await server.json(`${ROUTES.book}?instrument=${ID}&zoom=2`)
  expect(response.status).toBe(status)
  expect(problemSchema.parse(response.body)).toMatchObject({ code, status })
})

test('an unknown instrument is not asked of any venue', async () => {
  const asked: string[] = []
  const server = await fakeServer({
    books: (id) => {
      asked.push(id)
      return BOOK
    },
  })
  const response = await server.json(`${ROUTES.book}?instrument=nobody:XYZ`)
  expect(response.status).toBe(404)
  expect(asked).toEqual([])
})
