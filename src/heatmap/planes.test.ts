import { expect, test } from 'vitest'
import { bandOf, planesOf } from './planes.ts'

test.each([
  [1, 0],
  [3, 0],
  [5, 1],
  [10, 2],
  [20, 3],
  [25, 3],
  [50, 4],
  [75, 5],
  [125, 5],
  [300, 5],
])('%dx is drawn in band %d', (leverage, band) => {
  expect(bandOf(leverage)).toBe(band)
})

test('planes come longs first, bands ascending', () => {
  expect(planesOf('side').map((p) => p.side)).toEqual(['long', 'short'])
  expect(planesOf('band').map((p) => `${p.side} ${p.band}`)).toEqual([
    ...[0, 1, 2, 3, 4, 5].map((band) => `long ${band}`),
    ...[0, 1, 2, 3, 4, 5].map((band) => `short ${band}`),
  ])
})
