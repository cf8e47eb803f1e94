import { expect, test } from 'vitest'
import { bandCoverage } from './band-coverage.ts'

test('a band covers what lies in it, bounds included', () => {
  const unknown = Number.NaN
  expect(bandCoverage([0, 1, 2, 3, unknown], [1, 1, 1, 1, 1], [2, 2, 2, 2, 2])).toEqual({
    inside: 0.5,
    below: 0.25,
    above: 0.25,
    rows: 4,
  })
  expect(bandCoverage([unknown], [0], [1])).toBeUndefined()
})
