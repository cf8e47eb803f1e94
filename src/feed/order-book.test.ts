import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SECOND } from '../market/units.ts'
import { orderBook } from './order-book.ts'
import { changes, snapshot, update } from './order-book.fixture.ts'

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
