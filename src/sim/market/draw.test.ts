import { expect, test } from 'vitest'
import { drawIndex, exponential, gammaOfFour, poisson, streamOf } from './draw.ts'

const COUNT = 20_000

function momentsOf(draw: () => number): readonly [mean: number, variance: number] {
  const drawn = Array.from({ length: COUNT }, draw)
  const mean = drawn.reduce((a, b) => a + b, 0) / COUNT
  return [mean, drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / COUNT]
}

test.each([
  ['exponential', exponential, 1, 1],
  ['gamma', gammaOfFour, 1, 0.25],
  ['Poisson of a small mean', (random: () => number) => poisson(random, 3), 3, 3],
  ['Poisson of a large mean', (random: () => number) => poisson(random, 80), 80, 80],
])('%s numbers have their mean and variance', (_name, draw, mean, variance) => {
  const random = streamOf(1, 'test')
  const [drawnMean, drawnVariance] = momentsOf(() => draw(random))
  expect(drawnMean / mean).toBeCloseTo(1, 1)
  expect(drawnVariance / variance).toBeCloseTo(1, 1)
})

test('an index is drawn as often as its chance says', () => {
  const random = streamOf(2, 'test')
  const counts = [0, 0, 0]
  for (let i = 0; i < COUNT; i++) counts[drawIndex(random, [0.2, 0.5, 1])]!++
  expect(counts.map((count) => Math.round((10 * count) / COUNT))).toEqual([2, 3, 5])
})

test('every purpose and part has a stream of its own', () => {
  const first = (...args: Parameters<typeof streamOf>) => streamOf(...args)()
  const streams = [
    first(1, 'a'),
    first(2, 'a'),
    first(1, 'b'),
    first(1, 'a', 0),
    first(1, 'a', 0, 0),
  ]
  expect(new Set(streams).size).toBe(streams.length)
  expect(first(1, 'a', 3)).toBe(first(1, 'a', 3))
})
