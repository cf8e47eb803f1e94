import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExactSum } from './exact-sum.ts'

const sumOf = (amounts: readonly number[]): number => {
  const sum = new ExactSum()
  for (const amount of amounts) sum.add(amount)
  return sum.value
}

const UNIT = 2n ** 80n

/** The sum as a whole number of 2⁻⁸⁰, rounded once: every amount below is a multiple of it. */
function oracle(amounts: readonly number[]): number {
  const whole = amounts.reduce((sum, one) => sum + BigInt(one * 2 ** 40) * 2n ** 40n, 0n)
  return Number(whole) / Number(UNIT)
}

const amount = fc.tuple(fc.integer({ min: 1, max: 2 ** 50 }), fc.integer({ min: -40, max: 20 }))
const amounts = fc.array(
  amount.map(([digits, exponent]) => Math.trunc(digits * 2 ** exponent * 2 ** 40) / 2 ** 40),
  { maxLength: 60 },
)

test('a sum is the nearest double to the true one', () => {
  fc.assert(
    fc.property(amounts, (list) => {
      expect(sumOf(list)).toBe(oracle(list))
    }),
  )
  expect(sumOf([0.1, 0.2, 0.3])).toBe(0.6)
  expect(0.1 + 0.2 + 0.3).not.toBe(0.6)
})

test('a sum does not depend on the order', () => {
  fc.assert(
    fc.property(amounts, fc.infiniteStream(fc.nat()), (list, keys) => {
      const shuffled = list
        .map((value) => ({ value, key: keys.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ value }) => value)
      expect(sumOf(shuffled)).toBe(sumOf(list))
    }),
  )
})

test('half of a last place goes to the even side, and a rest beyond decides', () => {
  const one = 2 ** 53
  expect(sumOf([one, 1])).toBe(one)
  expect(sumOf([one, 1, 2 ** -60])).toBe(one + 2)
  expect(sumOf([one + 2, 1])).toBe(one + 4)
  expect(sumOf([one + 2, 1, -(2 ** -60)])).toBe(one + 2)
})
