import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MINUTE } from '../market/units.ts'
import { MOST_GAPS, StreamCoverage } from './coverage.ts'
import { ID, T0, gap, state } from './live-events.fixture.ts'
import { TimeSpans } from './time-spans.ts'

const coverage = () => {
  const one = new StreamCoverage(ID, 'trade')
  one.saw(T0, T0)
  return one
}
const range = [T0, T0 + 10 * MINUTE] as const

test('what was never seen is not covered, and said to be so', () => {
  const none = new StreamCoverage(ID, 'trade')
  expect(none.covered(...range)).toBe(0)
  expect(none.gaps(...range)).toEqual([
    expect.objectContaining({ from: T0, to: T0 + 10 * MINUTE, cause: 'not recorded yet' }),
  ])
  const late = new StreamCoverage(ID, 'trade')
  late.saw(T0 + 5 * MINUTE, T0 + 5 * MINUTE)
  expect(late.covered(...range)).toBe(0.5)
  // The stored history begins before what this run has seen.
  expect(late.covered(...range, T0 + 2 * MINUTE)).toBe(0.8)
  expect(coverage().covered(...range)).toBe(1)
})

test('a stream is covered from when it is believed, though it has nothing to say', () => {
  const one = new StreamCoverage(ID, 'liquidation')
  one.takeState(state(3 * MINUTE, 'subscribed'))
  expect(one.covered(...range)).toBe(0)
  one.takeState(state(4 * MINUTE, 'quiet'))
  expect(one.covered(...range)).toBeCloseTo(0.6, 12)
  expect(one.gaps(...range).map(({ from, to, cause }) => ({ from, to, cause }))).toEqual([
    { from: T0, to: T0 + 4 * MINUTE, cause: 'not recorded yet' },
  ])
  one.saw(T0 + 8 * MINUTE, T0 + 8 * MINUTE)
  expect(one.covered(...range)).toBeCloseTo(0.6, 12)
})

test('gaps are counted once where they overlap, and not where they are repaired', () => {
  const one = coverage()
  one.takeGap(gap(MINUTE, 3 * MINUTE))
  one.takeGap(gap(2 * MINUTE, 4 * MINUTE, { certainty: 'possible' }))
  expect(one.covered(...range)).toBeCloseTo(0.7, 12)
  one.takeGap(gap(MINUTE, 3 * MINUTE, { repaired: true }))
  expect(one.covered(...range)).toBeCloseTo(0.8, 12)
  expect(one.gaps(...range).map(({ repaired }) => repaired)).toEqual([true, false])
  // Said again with the same beginning it reaches further now.
  one.takeGap(gap(2 * MINUTE, 6 * MINUTE))
  expect(one.gaps(...range)).toHaveLength(2)
  expect(one.covered(...range)).toBeCloseTo(0.6, 12)
})

test('a stream that stops has a gap from its last event on, while it lasts', () => {
  const one = coverage()
  one.saw(T0 + 2 * MINUTE, T0 + 2 * MINUTE)
  expect(one.takeState(state(3 * MINUTE, 'stale'))).toMatchObject({
    from: T0 + 2 * MINUTE,
    to: undefined,
    certainty: 'certain',
  })
  expect(one.takeState(state(4 * MINUTE, 'down'))).toBeUndefined()
  expect(one.covered(...range)).toBeCloseTo(0.2, 12)
  one.takeGap(gap(2 * MINUTE, 5 * MINUTE))
  expect(one.takeState(state(5 * MINUTE, 'proven'))).toBeUndefined()
  expect(one.gaps(...range)).toHaveLength(1)
  expect(one.covered(...range)).toBeCloseTo(0.7, 12)
  expect(one.takeState(state(6 * MINUTE, 'suspect'))).toMatchObject({ certainty: 'possible' })
})

test('the covered share is what an oracle counts minute by minute', () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 10 }))
    .map(([from, length]) => ({ from, to: from + length }))
  fc.assert(
    fc.property(fc.uniqueArray(span, { selector: ({ from }) => from }), (spans) => {
      const one = coverage()
      for (const { from, to } of spans) one.takeGap(gap(from * MINUTE, to * MINUTE))
      const free = Array.from({ length: 60 }, (_, i) => i).filter(
        (minute) => !spans.some(({ from, to }) => minute >= from && minute < to),
      )
      expect(one.covered(T0, T0 + 60 * MINUTE)).toBeCloseTo(free.length / 60, 12)
    }),
  )
})

test('more gaps than can be listed are told as one that is possible', () => {
  const one = coverage()
  const all = MOST_GAPS + 100
  for (let i = 0; i < all; i++) one.takeGap(gap(i * MINUTE, i * MINUTE + 1_000))
  const shown = [T0, T0 + all * MINUTE] as const
  expect(one.gaps(...shown)).toHaveLength(MOST_GAPS + 1)
  const forgotten = { certainty: 'possible', to: T0 + 99 * MINUTE + 1_000 }
  expect(one.gaps(...shown)[0]).toMatchObject(forgotten)
  // That one of those was repaired is learnt too late: the rest of them is still not known.
  one.takeGap(gap(7 * MINUTE, 7 * MINUTE + 1_000, { repaired: true }))
  expect(one.gaps(...shown)).toHaveLength(MOST_GAPS + 1)
  expect(one.gaps(...shown)[0]).toMatchObject(forgotten)
})

test('spans hold what a set of minutes would', () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 }))
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
      const spans = new TimeSpans()
      const set = new Set<number>()
      for (const [from, length] of pairs) {
        spans.add(from, from + length)
        for (let i = from; i < from + length; i++) set.add(i)
      }
      for (let i = -1; i < 55; i++) expect(spans.has(i)).toBe(set.has(i))
      expect(spans.within(5, 30)).toBe([...set].filter((i) => i >= 5 && i < 30).length)
    }),
  )
})
