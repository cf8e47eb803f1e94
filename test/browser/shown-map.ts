import { ROUTES } from '../../src/api/routes.ts'
import type { CellAnswer } from '../../src/api/schema.ts'
import { cellSchema } from '../../src/api/schema.ts'
import { TILE_SIZE, binOf } from '../../src/heatmap/grid.ts'
import { valueOfLevel } from '../../src/heatmap/quantise.ts'
import { combineLevels } from '../../src/web/map/combine.ts'
import type { ReadCell } from './crosshair.ts'
import { leaveChart, pointAt } from './crosshair.ts'
import type { RecordedPage } from './recorded-page.ts'

/** The amounts of a shown cell as the server states them. */
export async function exactCell(
  url: string,
  cell: ReadCell,
  model: string,
  instrument = 'binance:BTCUSDT',
): Promise<CellAnswer> {
  const query = new URLSearchParams({
    instrument,
    model,
    time: String((cell.bucketFrom + cell.bucketTo) / 2),
    price: String((cell.priceFrom + cell.priceTo) / 2),
    bucket: String(cell.bucketTo - cell.bucketFrom),
    zoom: String(cell.zoom),
  })
  const response = await fetch(`${url}${ROUTES.cell}?${query}`)
  return cellSchema.parse(await response.json())
}

/** The level of a cell in the tiles that the page has fetched, longs and shorts summed. */
export async function fetchedLevel(
  { tiles }: RecordedPage,
  cell: ReadCell,
  model: string,
): Promise<number> {
  const bucket = cell.bucketTo - cell.bucketFrom
  const column = cell.bucketFrom / bucket
  const bin = binOf(Math.sqrt(cell.priceFrom * cell.priceTo), cell.zoom)
  const [x, y] = [Math.floor(column / TILE_SIZE), Math.floor(bin / TILE_SIZE)]
  const ending = `/${model}/side/${bucket}/${cell.zoom}/${x}/${y}`
  const found = [...tiles].find(([path]) => path.endsWith(ending))
  if (found === undefined) throw new Error(`the page has not fetched ${ending}`)
  const levels = combineLevels(await found[1], [0, 1])
  return levels[(bin - y * TILE_SIZE) * TILE_SIZE + (column - x * TILE_SIZE)]!
}

/** Highest level among the fetched cells that the plot shows. */
export const visibleMax = async (opened: RecordedPage, model: string): Promise<number> =>
  (await visibleLevels(opened, model)).reduce((most, level) => Math.max(most, level), 0)

/** Share of the cells in sight that hold something but less than an amount. */
export async function hiddenShare(opened: RecordedPage, usd: number): Promise<number> {
  const held = (await visibleLevels(opened, 'isotherm')).filter((level) => level > 0)
  return held.filter((level) => valueOfLevel(level) < usd).length / held.length
}

/** Levels of the fetched cells that the plot shows, from its corners. */
async function visibleLevels({ page, tiles }: RecordedPage, model: string): Promise<number[]> {
  const plot = (await page.locator('.chart').boundingBox())!
  const timeAxis = 28
  const topLeft = await pointAt(page, plot.x + 1, plot.y + 1)
  const bottomLeft = await pointAt(page, plot.x + 1, plot.y + plot.height - timeAxis - 2)
  await leaveChart(page)
  const bucket = topLeft.bucketTo - topLeft.bucketFrom
  const firstColumn = topLeft.bucketFrom / bucket
  const firstBin = binOf(Math.sqrt(bottomLeft.priceFrom * bottomLeft.priceTo), topLeft.zoom)
  const lastBin = binOf(Math.sqrt(topLeft.priceFrom * topLeft.priceTo), topLeft.zoom)
  const seenLevels: number[] = []
  for (const [path, loading] of tiles) {
    if (!path.includes(`/${model}/side/${bucket}/${topLeft.zoom}/`)) continue
    const tile = await loading
    const levels = combineLevels(tile, [0, 1])
    for (let row = 0; row < TILE_SIZE; row++)
      for (let column = 0; column < TILE_SIZE; column++) {
        const bin = tile.y * TILE_SIZE + row
        const seen = tile.x * TILE_SIZE + column >= firstColumn
        if (seen && bin >= firstBin && bin <= lastBin)
          seenLevels.push(levels[row * TILE_SIZE + column]!)
      }
  }
  return seenLevels
}
