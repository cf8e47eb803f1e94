import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import { addressBook } from './measured-addresses.ts'
import { pollQueue } from './measured-queue.ts'

const NOW = Date.UTC(2026, 10, 22)

/** A book of addresses that hold something of the given urgency, read at the given ages ago. */
function queueOf(
  read: Record<string, { urgency: number; age: number }>,
  fresh: Record<string, number> = {},
) {
  const book = addressBook(1_000)
  for (const [address, { age, urgency }] of Object.entries(read)) {
    book.listed(address, 1, NOW - age)
    book.answered(address, urgency, NOW - age)
  }
  for (const [address, hint] of Object.entries(fresh)) book.listed(address, hint, NOW)
  return { book, queue: pollQueue(book, (address) => read[address]?.urgency ?? 0) }
}

test('the most urgent comes first; what is being asked about is not asked again', () => {
  const { queue } = queueOf({
    '0xa': { urgency: 10, age: MINUTE },
    '0xb': { urgency: 1_000, age: MINUTE },
    '0xc': { urgency: 100, age: MINUTE },
  })
  expect([queue.next(NOW), queue.next(NOW), queue.next(NOW), queue.next(NOW)]).toEqual([
    '0xb',
    '0xc',
    '0xa',
    undefined,
  ])
  queue.done('0xc')
  expect(queue.next(NOW)).toBe('0xc')
})

test('urgency grows with the time since it was read', () => {
  const { queue } = queueOf({
    '0xa': { urgency: 100, age: 10 * MINUTE },
    '0xb': { urgency: 500, age: MINUTE },
  })
  expect(queue.next(NOW)).toBe('0xa')
})

test('new ones are asked in between, the largest first', () => {
  const read = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`0xr${i}`, { urgency: 1e9 - i, age: MINUTE }]),
  )
  const { queue } = queueOf(read, { '0xsmall': 5, '0xlarge': 50 })
  const order = Array.from({ length: 8 }, () => queue.next(NOW))
  expect(order.indexOf('0xlarge')).toBe(2)
  expect(order.indexOf('0xsmall')).toBe(5)
})

test('one past its bound gets a turn however little it holds', () => {
  const read: Record<string, { urgency: number; age: number }> = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`0xr${i}`, { urgency: 1e9, age: 10 * MINUTE }]),
  )
  read['0xold'] = { urgency: 1, age: 16 * MINUTE }
  const { queue } = queueOf(read)
  expect([queue.next(NOW), queue.next(NOW)]).toContain('0xold')
})

test('an empty one waits for hours, unless it trades', () => {
  const { book, queue } = queueOf({ '0xa': { urgency: 0, age: HOUR } })
  expect(queue.next(NOW)).toBeUndefined()
  expect(queue.next(NOW + 5 * HOUR + 1)).toBe('0xa')
  queue.done('0xa')
  book.traded('0xa', 100, NOW)
  expect(queue.next(NOW)).toBe('0xa')
})

test('no address is asked about again at once, nor one that could not be read before its time', () => {
  const { book, queue } = queueOf({ '0xa': { urgency: 1e9, age: 19 * SECOND } }, { '0xb': 1 })
  book.failed('0xb', NOW)
  expect(queue.next(NOW)).toBeUndefined()
  expect(queue.next(NOW + SECOND)).toBe('0xa')
  expect(queue.next(NOW + MINUTE)).toBe('0xb')
})

test('law: with any urgencies every address is asked about, again and again', () => {
  const urgencies = fc.array(fc.double({ min: 0.01, max: 1e9, noNaN: true }), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(urgencies, fc.nat(12), (drawn, fresh) => {
      const urgency = new Map(drawn.map((one, i) => [`0xr${i}`, one]))
      const book = addressBook(1_000)
      for (const address of urgency.keys()) book.listed(address, 1, NOW)
      for (let i = 0; i < fresh; i++) book.listed(`0xn${i}`, i, NOW)
      const queue = pollQueue(book, (address) => urgency.get(address) ?? 0)
      const times = new Map<string, number>()
      for (let now = NOW; now < NOW + 4 * HOUR; now += 20 * SECOND) {
        const address = queue.next(now)
        if (address === undefined) continue
        times.set(address, (times.get(address) ?? 0) + 1)
        book.answered(address, urgency.get(address) ?? 0, now)
        queue.done(address)
      }
      for (const address of urgency.keys()) expect(times.get(address)).toBeGreaterThan(5)
      for (let i = 0; i < fresh; i++) expect(times.get(`0xn${i}`)).toBe(1)
    }),
    { numRuns: 30 },
  )
})

test('one that was answered is not asked again at once because it stood in two lists', () => {
  const { book, queue } = queueOf({
    '0xa': { urgency: 5, age: HOUR },
    '0xb': { urgency: 1, age: HOUR },
  })
  expect(queue.next(NOW)).toBe('0xa')
  book.answered('0xa', 5, NOW)
  queue.done('0xa')
  expect([queue.next(NOW), queue.next(NOW)]).toEqual(['0xb', undefined])
})
