import type { Millis } from '../market/units.ts'
import { type BootstrapOptions, bootstrapBlocks, groupByBlock, type Interval } from './bootstrap.ts'
import { solveSymmetric } from './solve-symmetric.ts'

/** A row of a linear fit y = Σ coefficients · x. */
export interface FitRow {
  readonly time: Millis
  /** A constant is one of them, 1 in each row. */
  readonly x: readonly number[]
  readonly y: number
}

/** Coefficients by least squares, and the interval of one of them. */
export interface BlockFit {
  readonly coefficients: readonly number[]
  readonly interval: Interval
}

/** What is left of a column that others explain is rounding below this part of it. */
const DEPENDENT = 1e-12

/**
 * Fits rows by least squares, with the interval of one coefficient from the bootstrap over blocks of
 * time. Undefined on too few blocks, and where a column of x is made of the others.
 * @param asked the coefficient whose interval is wanted
 */
export function blockFit(
  rows: readonly FitRow[],
  asked: number,
  options: BootstrapOptions,
): BlockFit | undefined {
  const blocks = groupByBlock(rows, options.block).map((of) => ({
    products: productsOf(of),
    count: of.length,
  }))
  const coefficients = fit(blocks)
  const interval = bootstrapBlocks(
    { blocks, weightOf: ({ count }) => count, statistic: (drawn) => fit(drawn)?.[asked] },
    options,
  )
  return coefficients && interval && { coefficients, interval }
}

/** Sums over rows of the products of every two of x and y, row by row: all that a fit needs. */
function productsOf(rows: readonly FitRow[]): Float64Array {
  const width = rows[0]!.x.length + 1
  const products = new Float64Array(width * width)
  for (const { x, y } of rows) {
    const all = [...x, y]
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++) products[i * width + j]! += all[i]! * all[j]!
  }
  return products
}

function fit(
  blocks: readonly { readonly products: Float64Array }[],
): readonly number[] | undefined {
  const products = new Float64Array(blocks[0]?.products.length ?? 0)
  for (const block of blocks)
    for (let i = 0; i < products.length; i++) products[i]! += block.products[i]!
  const width = Math.sqrt(products.length)
  const equations = Array.from({ length: width - 1 }, (_, i) =>
    Array.from(products.subarray(i * width, (i + 1) * width)),
  )
  return products.length === 0 ? undefined : solveSymmetric(equations, DEPENDENT)
}
