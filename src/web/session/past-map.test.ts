import { expect, test } from 'vitest'
import type { MapDescriptor } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { mapUntil } from './past-map.ts'

const map: MapDescriptor = {
  instrument: 'binance:ETHUSDT' as InstrumentId,
  model: 'isotherm',
  version: 'a1',
  binWidth: 0.0005,
  tileSize: 256,
  maxZoom: 6,
  buckets: [3_600_000],
  from: 1_000,
  to: 9_000,
  priceFrom: 1,
  priceTo: 2,
  band: { basis: 'learnt', sampled: true, factors: [4, 3] },
  discount: { value: 0.1, low: 0, high: 0.2 },
  bands: [],
}
const entry = (since: number, expert: string, bandFactor: number | null, factor: number) => ({
  since,
  expert,
  feed: 'sound' as const,
  rows: 1,
  realisedUsd: 1,
  bandFactor,
  factors: [factor, factor],
  byBand: [],
})
const known = [
  entry(0, 'prior', null, 20),
  entry(3_000, 'others', null, 10),
  entry(5_000, 'bursts', 6, 6),
]

test.each([
  [2_000, 'default', 20],
  // In force from the first bar that opens with them, and so in no column before that bar's.
  [3_000, 'default', 20],
  [3_001, 'others', 10],
  [5_001, 'learnt', 6],
] as const)('at %i dollars are known as they were then', (time, basis, factor) => {
  const then = mapUntil(map, time, known)
  expect(then.band).toEqual({ basis, sampled: true, factors: [factor, factor] })
  expect(then).toMatchObject({ from: 1_000, to: time, version: 'a1' })
  // What the score has measured since is not known yet.
  expect(then.discount).toBeNull()
})

test('claims nothing before the weights are there, and reaches no further than the map', () => {
  expect(mapUntil(map, 4_000, undefined).band.basis).toBe('default')
  expect(mapUntil(map, 10_000, known).to).toBe(9_000)
})
