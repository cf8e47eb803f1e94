/**
 * Bytes of a map on the wire: the tiles that a page asks for, compressed as the server sends closed
 * ones (Brotli 11) and open ones (Brotli 5).
 *
 *   npx tsx bench/tiles.ts
 */
import { brotliCompressSync, constants } from 'node:zlib'
import { TILE_SIZE } from '../src/heatmap/grid.ts'
import type { PlaneSet } from '../src/heatmap/planes.ts'
import { DAY, MINUTE } from '../src/market/units.ts'
import type { Millis } from '../src/market/units.ts'
import type { MapSource } from '../src/pipeline/map-source.ts'
import { createPositionMap } from '../src/pipeline/position-map.ts'
import { generatedBars } from './generated-bars.ts'

const compressed = (bytes: Uint8Array, quality: number) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length

const kb = (n: number) => `${(n / 1000).toFixed(1)} kB`.padStart(10)

function measure(name: string, source: MapSource, planes: PlaneSet, bucket: Millis, zoom: number) {
  const map = createPositionMap(source, 'isotherm')
  const width = bucket * TILE_SIZE
  let [tiles, closed, open] = [0, 0, 0]
  const rows = new Set<number>()
  const strips = map.strips(
    planes,
    bucket,
    zoom,
    Math.floor(map.from / width),
    Math.ceil(map.to / width),
  )
  for (const strip of strips)
    for (const [y, bytes] of strip.tiles) {
      tiles++
      rows.add(y)
      closed += compressed(bytes, 11)
      open += compressed(bytes, 5)
    }
  const { from, to } = map.priceRange()
  const bins = Math.ceil(Math.log(to / from) / (Math.log1p(0.0005) * 2 ** zoom))
  const columns = Math.floor((map.to - map.from) / bucket)
  console.log(
    `${name}, planes ${planes}, zoom ${zoom}: ${columns} columns × ${bins} price levels, ${tiles} tiles`,
  )
  console.log(`  Brotli 11 ${kb(closed)}   Brotli 5 ${kb(open)}`)
}

const year = await generatedBars(360 * 1440)
for (const zoom of [3, 2]) measure('rolling year by day', year, 'side', DAY, zoom)
measure('rolling year by day', year, 'band', DAY, 3)
const month = await generatedBars(43_200)
for (const zoom of [1, 0]) measure('30 days by 5 min', month, 'side', 5 * MINUTE, zoom)
measure('30 days by 5 min', month, 'band', 5 * MINUTE, 1)
