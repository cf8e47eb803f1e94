import { binEdge } from '../heatmap/grid.ts'
import type { CellGrid, PriceSpan, Size } from './picture.ts'

/** USD per pixel, top row first: the largest cell that the pixel touches, so that none is lost. */
export interface UsdBitmap extends Size {
  readonly usd: Float64Array
  readonly maxUsd: number
}

/** Spreads the cells over pixels of a plot whose price axis is logarithmic. */
export function cellBitmap(cells: CellGrid, { low, high }: PriceSpan, size: Size): UsdBitmap {
  const { width, height } = size
  const usd = new Float64Array(width * height)
  const log = (price: number) => (Math.log(price / low) / Math.log(high / low)) * height
  const bottom = log(binEdge(cells.firstBin, cells.zoom))
  const perRow = log(binEdge(cells.firstBin + 1, cells.zoom)) - bottom
  const rowAt = (pixels: number) => (pixels - bottom) / perRow
  let maxUsd = 0
  for (let y = 0; y < height; y++) {
    const fromRow = Math.max(0, Math.floor(rowAt(height - y - 1)))
    const toRow = Math.min(cells.rows, Math.max(fromRow + 1, Math.floor(rowAt(height - y))))
    for (let x = 0; x < width; x++) {
      const fromColumn = Math.floor((x * cells.columns) / width)
      const toColumn = Math.max(fromColumn + 1, Math.floor(((x + 1) * cells.columns) / width))
      let largest = 0
      for (let row = fromRow; row < toRow; row++)
        for (let column = fromColumn; column < toColumn; column++)
          largest = Math.max(largest, cells.usd[row * cells.columns + column] ?? 0)
      usd[y * width + x] = largest
      maxUsd = Math.max(maxUsd, largest)
    }
  }
  return { width, height, usd, maxUsd }
}
