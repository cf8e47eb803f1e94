import fc from 'fast-check'
import { binEdge, binOf, LN_BIN } from '../../market/price-bin.ts'
import type { PositionSide } from '../../market/units.ts'
import type { Density } from '../clusters/clusters.ts'
import { cascade } from './cascade.ts'
import type { CascadeQuestion } from './cascade.ts'
import type { RestingBook } from './way.ts'

export const HALF = 100
export const HERE = binOf(60_000)
/** On the edge of a bin, so that steps are whole bins. */
export const PRICE = binEdge(HERE)
export const FIRST = HERE - HALF

export type PerBin = (away: number) => number

/** A map and a book of so many USD in each bin, by how many bins it is away; both sides alike. */
export const density = (held: PerBin, price = PRICE): Density => {
  const usd = Float64Array.from({ length: 2 * HALF }, (_, i) => held(awayOf(i)))
  return { firstBin: FIRST, longUsd: usd, shortUsd: usd, price }
}
export const awayOf = (i: number): number => (i < HALF ? HALF - 1 - i : i - HALF)

export const book = (resting: PerBin, reach = HALF): RestingBook => ({
  zoom: 0,
  bins: Array.from({ length: 2 * HALF }, (_, i) => ({
    bin: FIRST + i,
    bidUsd: i < HALF && awayOf(i) < reach ? resting(awayOf(i)) : 0,
    askUsd: i >= HALF && awayOf(i) < reach ? resting(awayOf(i)) : 0,
  })),
  reach: { from: binEdge(HERE - reach), to: binEdge(HERE + reach) },
})

export const ask = (
  held: PerBin,
  resting: PerBin,
  usd: number,
  more: Partial<CascadeQuestion> = {},
) =>
  cascade({
    density: density(held),
    book: book(resting),
    side: 'long',
    shock: { usd },
    ...more,
  })!

/** How far it went, in bins. */
export const binsOf = ({ move }: { readonly move: number }): number =>
  Math.abs(Math.log1p(move)) / LN_BIN

export const sides = fc.constantFrom<PositionSide>('long', 'short')
export const amount = fc.double({ min: 0.01, max: 1e7, noNaN: true })
export const levels = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
  minLength: HALF,
  maxLength: HALF,
})
export const filled = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), {
  minLength: HALF,
  maxLength: HALF,
})
export const at =
  (values: readonly number[], times = 1): PerBin =>
  (away) =>
    times * values[away]!
