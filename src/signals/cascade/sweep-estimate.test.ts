import { expect, test } from 'vitest'
import { binEdge, binOf } from '../../market/price-bin.ts'
import type { Density } from '../clusters/clusters.ts'
import { sweepEstimate } from './sweep-estimate.ts'

const HERE = binOf(60_000)
const PRICE = binEdge(HERE)
/** 1 M USD of longs in each of 100 bins below, 2 M of shorts in each above. */
const density: Density = {
  firstBin: HERE - 100,
  longUsd: Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 1e6 : 0)),
  shortUsd: Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 0 : 2e6)),
  price: PRICE,
}
const hour = { hourlyUsd: 5e6, hourlySigma: 0.006 }

test('counts what lies on the way, in hours of volume', () => {
  const found = sweepEstimate(density, 'long', binEdge(HERE - 40), 0.5, hour)!
  expect(found.forcedUsd).toBeCloseTo(20e6, 0)
  expect(found.hours).toBeCloseTo(4, 6)
  expect(found.withoutBook!.low).toBeCloseTo(0.012, 6)
  expect(found.withoutBook!.high).toBeCloseTo(0.018, 6)
  const deeper = sweepEstimate(density, 'long', binEdge(HERE - 70), 0.5, hour)!
  expect(deeper.hours).toBeCloseTo(7, 6)
  expect(deeper.thumb).toEqual({ low: expect.closeTo(0.02, 6), high: expect.closeTo(0.035, 6) })
  const up = sweepEstimate(density, 'short', binEdge(HERE + 10.5), 1, hour)!
  expect(up.forcedUsd).toBeCloseTo(21e6, 0)
})

test('says what is not known, and guesses nothing', () => {
  const ask = (price: number, known = {}) =>
    sweepEstimate(density, 'long', price, 1, {
      hourlyUsd: undefined,
      hourlySigma: undefined,
      ...known,
    })
  expect(ask(binEdge(HERE - 4))).toEqual({
    forcedUsd: expect.closeTo(4e6, 0),
    hours: undefined,
    thumb: undefined,
    withoutBook: undefined,
  })
  expect(ask(binEdge(HERE - 4), { hourlyUsd: 1e6 })).toMatchObject({
    hours: expect.closeTo(4, 6),
    withoutBook: undefined,
  })
  expect(ask(PRICE * 1.01)).toBeUndefined()
  expect(ask(PRICE * 0.9)).toBeUndefined()
})
