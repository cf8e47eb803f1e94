import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY } from '../market/units.ts'
import { addressBook, fadedHint } from './measured-addresses.ts'

const NOW = Date.UTC(2026, 10, 22)

test('what an address trades adds up and counts half after a day', () => {
  const book = addressBook(10)
  book.traded('0xa', 1_000, NOW)
  book.traded('0xa', 500, NOW)
  expect(fadedHint(book.get('0xa')!, NOW)).toBe(1_500)
  expect(fadedHint(book.get('0xa')!, NOW + DAY)).toBe(750)
  book.traded('0xa', 250, NOW + DAY)
  expect(fadedHint(book.get('0xa')!, NOW + DAY)).toBe(1_000)
})

test('a list says nothing new of an address that was read', () => {
  const book = addressBook(10)
  book.listed('0xa', 5_000, NOW)
  book.listed('0xa', 200, NOW)
  expect(book.get('0xa')).toMatchObject({ hintUsd: 5_000, polledTime: undefined })
  book.answered('0xa', 70, NOW)
  book.listed('0xa', 9_000, NOW + 1)
  expect(book.get('0xa')).toMatchObject({ hintUsd: 70, polledTime: NOW, seenTime: NOW })
})

test('law: a full book keeps the largest, counts the others, and never holds more', () => {
  const trade = fc.tuple(fc.nat(60), fc.double({ min: 1, max: 1e6, noNaN: true }), fc.nat(10 * DAY))
  fc.assert(
    fc.property(
      fc.array(trade, { maxLength: 200 }),
      fc.integer({ min: 1, max: 20 }),
      (trades, capacity) => {
        const book = addressBook(capacity)
        let added = 0
        for (const [who, usd, after] of trades) {
          if (book.get(`0x${who}`) === undefined) added++
          book.traded(`0x${who}`, usd, NOW + after)
          expect(book.size).toBeLessThanOrEqual(capacity)
        }
        expect(added).toBe(book.size + book.evicted)
      },
    ),
  )
  const book = addressBook(20)
  for (let i = 1; i <= 21; i++) book.traded(`0x${i}`, i * 100, NOW)
  expect([book.size, book.evicted]).toEqual([19, 2])
  expect([book.get('0x1'), book.get('0x2')]).toEqual([undefined, undefined])
  expect(book.get('0x3')).toBeDefined()
})

test('an old hint is given up before a smaller new one', () => {
  const book = addressBook(1)
  book.traded('0xold', 1_000, NOW)
  book.traded('0xnew', 300, NOW + 2 * DAY)
  expect([...book.all()].map(({ address }) => address)).toEqual(['0xnew'])
})

test('one that cannot be read is left alone for longer and longer, and forgiven at once', () => {
  const book = addressBook(10)
  book.traded('0xa', 1, NOW)
  const waits = [0, 1, 2].map(() => {
    book.failed('0xa', NOW)
    return book.get('0xa')!.retryTime - NOW
  })
  expect(waits).toEqual([60_000, 120_000, 240_000])
  for (let i = 0; i < 40; i++) book.failed('0xa', NOW)
  expect(book.get('0xa')!.retryTime - NOW).toBe(DAY)
  book.answered('0xa', 1, NOW)
  expect(book.get('0xa')).toMatchObject({ failures: 0, retryTime: 0 })
})

test('a restart knows the largest addresses, from plain JSON', () => {
  const book = addressBook(10)
  for (let i = 1; i <= 6; i++) book.traded(`0x${i}`, i, NOW)
  const memory = JSON.parse(JSON.stringify(book.memory(3))) as ReturnType<typeof book.memory>
  const again = addressBook(10, memory)
  expect([...again.all()].map(({ address, hintUsd }) => [address, hintUsd])).toEqual([
    ['0x6', 6],
    ['0x5', 5],
    ['0x4', 4],
  ])
  expect(addressBook(2, memory).size).toBeLessThanOrEqual(2)
})
