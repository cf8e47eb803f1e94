import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build, preview } from 'vite'
import type { CandlesAnswer } from '../src/api/schema.ts'
import { TILE_SIZE, binEdge, binOf } from '../src/heatmap/grid.ts'
import { levelColours } from '../src/heatmap/colour-scale.ts'
import { paletteOf } from '../src/heatmap/palette.ts'
import { valueOfLevel } from '../src/heatmap/quantise.ts'
import type { Tile } from '../src/heatmap/tile-codec.ts'
import { combineLevels } from '../src/web/map/combine.ts'
import type { ReadCell } from '../test/browser/crosshair.ts'
import type { DrawnMarket } from './web/drawn-market.ts'

/** The corners of what a page shows, as cells. */
export interface Sight {
  readonly lowest: ReadCell
  readonly highest: ReadCell
  readonly oldest: ReadCell
  readonly newest: ReadCell
}

/** Columns and rows of cells in sight. */
export function cellsInSight({ lowest, highest, oldest, newest }: Sight): [number, number] {
  const bucket = oldest.bucketTo - oldest.bucketFrom
  const rows =
    binOf(Math.sqrt(highest.priceFrom * highest.priceTo), highest.zoom) -
    binOf(Math.sqrt(lowest.priceFrom * lowest.priceTo), lowest.zoom) +
    1
  return [(newest.bucketTo - oldest.bucketFrom) / bucket, rows]
}

/** The cells of tiles and the candles, as a comparison page draws them: the rows in sight, all columns. */
export function drawnMarket(
  answer: CandlesAnswer,
  tiles: readonly Tile[],
  { lowest, highest, oldest, newest }: Sight,
): DrawnMarket {
  const { zoom } = lowest
  const bar = answer.interval
  const of = tiles.filter((tile) => tile.bucket === bar && tile.zoom === zoom)
  const [first, last] = [oldest, newest].map(({ bucketFrom }) => bucketFrom / bar)
  // As far again on both sides, so that there is something to drag through.
  const reach = Math.round((last! - first!) / 2)
  const xs = of.map(({ x }) => x * TILE_SIZE)
  // A view that is drawn in longer buckets has candles to compare with, and no cells.
  const fromColumn = of.length === 0 ? first! : Math.max(first! - reach, Math.min(...xs))
  const toColumn = of.length === 0 ? first! : Math.min(last! + reach, Math.max(...xs) + TILE_SIZE)
  const bottom = binOf(Math.sqrt(lowest.priceFrom * lowest.priceTo), zoom)
  const top = binOf(Math.sqrt(highest.priceFrom * highest.priceTo), zoom) + 1
  const [columns, rows] = [toColumn - fromColumn, top - bottom]
  const levels = new Uint16Array(columns * rows)
  for (const tile of of) {
    const combined = combineLevels(tile, [0, 1])
    for (let row = 0; row < TILE_SIZE; row++)
      for (let column = 0; column < TILE_SIZE; column++) {
        const [x, y] = [tile.x * TILE_SIZE + column - fromColumn, tile.y * TILE_SIZE + row - bottom]
        if (x >= 0 && x < columns && y >= 0 && y < rows)
          levels[y * columns + x] = combined[row * TILE_SIZE + column]!
      }
  }
  const most = levels.reduce((a, b) => Math.max(a, b), 1)
  const words = levelColours({ maxUsd: valueOfLevel(most), low: 0, high: 1 }, paletteOf('viridis'))
  const palette = ['transparent']
  const indices = new Map<number, number>([[0, 0]])
  for (const level of new Set(levels)) {
    const word = words[level]!
    if (indices.has(word)) continue
    indices.set(word, palette.length)
    const channel = (shift: number) => (word >>> shift) & 0xff
    palette.push(`rgba(${channel(0)},${channel(8)},${channel(16)},${channel(24) / 255})`)
  }
  const start = answer.openTime[0]!
  return {
    bar,
    candles: answer.openTime.map((time, i) => ({
      time,
      open: answer.open[i]!,
      high: answer.high[i]!,
      low: answer.low[i]!,
      close: answer.close[i]!,
    })),
    from: fromColumn * bar,
    columns,
    edges: Array.from({ length: rows + 1 }, (_, row) => binEdge(bottom + row, zoom)),
    cells: [...levels].map((level) => indices.get(words[level]!)!),
    palette,
    first: first! - start / bar,
    last: last! - start / bar,
    low: binEdge(bottom, zoom),
    high: binEdge(top, zoom),
  }
}

export const COMPARISONS = ['candles', 'rectangles', 'echarts'] as const

/** Builds the comparison pages and serves them on this machine with what they draw. */
export async function servePages(market: DrawnMarket) {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-pages-'))
  const root = fileURLToPath(new URL('web', import.meta.url))
  const input = COMPARISONS.map((name) => join(root, `${name}.html`))
  const config = { root, configFile: false, logLevel: 'error' } as const
  await build({
    ...config,
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', rolldownOptions: { input } },
  })
  await writeFile(join(folder, 'market.json'), JSON.stringify(market))
  const server = await preview({
    ...config,
    build: { outDir: folder },
    preview: { host: '127.0.0.1', port: 0 },
  })
  const url = server.resolvedUrls!.local[0]!
  return {
    async open(
      browser: Browser,
      name: string,
      size: { width: number; height: number },
    ): Promise<Page> {
      const page = await browser.newPage({ viewport: size })
      await page.goto(`${url}${name}.html`)
      await page.waitForFunction("document.title === 'ready'", undefined, { timeout: 120_000 })
      return page
    },
    async close() {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
