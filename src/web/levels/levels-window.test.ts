import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binEdge, binMiddle } from '../../heatmap/grid.ts'
import {
  anchorOf,
  binAt,
  binByKey,
  placeIn,
  pricesWithin,
  roundNumbers,
  windowBetween,
} from './levels-window.ts'

const price = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
const share = fc.double({ min: 1e-3, max: 20, noNaN: true })

test('a window holds both prices in no more bars than are wanted, as finely as that goes', () => {
  fc.assert(
    fc.property(price, fc.constantFrom('2', '5', '10'), (at, within) => {
      const { low, high } = pricesWithin(within, at)
      const window = windowBetween(low, high, 201)
      const count = window.to - window.from + 1
      expect(count).toBeLessThanOrEqual(201)
      expect(count).toBeGreaterThanOrEqual(within === '2' ? 80 : 100)
      expect(binEdge(window.from, window.zoom)).toBeLessThanOrEqual(low * (1 + 1e-9))
      expect(binEdge(window.to + 1, window.zoom)).toBeGreaterThan(high * (1 - 1e-9))
    }),
  )
})

test('a bar lies where its prices do', () => {
  fc.assert(
    fc.property(price, fc.nat(), (at, pick) => {
      const window = windowBetween(at * 0.95, at * 1.05, 200)
      const bin = window.from + (pick % (window.to - window.from + 1))
      expect(binAt(window, placeIn(window, binMiddle(bin, window.zoom)))).toBe(bin)
      expect([binAt(window, -1), binAt(window, 2)]).toEqual([window.from, window.to])
    }),
  )
})

test('the window stays while the price moves a little', () => {
  expect(anchorOf(undefined, 100, '5')).toBe(100)
  expect(anchorOf(100, 101.2, '5')).toBe(100)
  expect(anchorOf(100, 98.7, '5')).toBe(98.7)
})

test('marks are round and within', () => {
  expect(roundNumbers(57_810, 63_920, 7)).toEqual([58_000, 59_000, 60_000, 61_000, 62_000, 63_000])
  expect(roundNumbers(0, 0.0042, 5)).toEqual([0, 0.001, 0.002, 0.003, 0.004])
  expect(roundNumbers(3, 3, 5)).toEqual([])
  fc.assert(
    fc.property(price, share, fc.integer({ min: 1, max: 12 }), (low, wide, most) => {
      const high = low * (1 + wide)
      const marks = roundNumbers(low, high, most)
      expect(marks.length).toBeLessThanOrEqual(most + 1)
      for (const mark of marks) {
        expect(mark).toBeGreaterThanOrEqual(low - (high - low) * 1e-6)
        expect(mark).toBeLessThanOrEqual(high + (high - low) * 1e-6)
      }
    }),
  )
})

test('keys move by a bar, by ten, and to the ends', () => {
  const window = { from: 10, to: 40, zoom: 2 }
  const at = (key: string, shiftKey = false) => binByKey({ key, shiftKey }, 20, window)
  expect([at('ArrowLeft'), at('ArrowRight'), at('ArrowLeft', true)]).toEqual([19, 21, 10])
  expect([at('Home'), at('End'), at('a')]).toEqual([10, 40, undefined])
  expect(binByKey({ key: 'ArrowRight', shiftKey: true }, 38, window)).toBe(40)
})
